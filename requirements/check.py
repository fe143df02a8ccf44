"""`./run check`: lint, format, types, the shape of the house, and that nothing of a machine or a registry is written down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-logo"],
}

#: Addresses of package registries, folders of somebody's machine, and folders beside the repository.
_FOREIGN = re.compile(
    rb"https?://\S*(?:pypi|pythonhosted|npmjs|registry)\b|(?<![\w.])/(?:work|root|home|Users|tmp)/\w|\.\./shared"
)
_NOT_TEXT = {".png", ".jpg", ".webp", ".avif", ".gz", ".woff2", ".ico", ".pdf", ".zip", ".ttf"}
#: This file says what is looked for.
_LEFT_OUT = {"requirements/check.py"}


def main() -> None:
    """Run every check, also after one has failed, and say at the end which did."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if foreign := _foreign_words():
        print("\n".join(foreign), flush=True)
        failed.append("foreign addresses")
    if failed:
        raise SystemExit(f"run: not passed: {', '.join(failed)}.")
    print("run: all checks passed.")


def _passes(name: str, command: list[str]) -> bool:
    print(f"— {name}", flush=True)
    return subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, check=False).returncode == 0


def _foreign_words() -> list[str]:
    print("— foreign addresses", flush=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S607
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if name in _LEFT_OUT or path.suffix in _NOT_TEXT or not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if match := _FOREIGN.search(line):
                found.append(
                    f"{name}:{number}: “{match[0].decode('utf-8', 'replace')}” does not belong into the repository."
                )
    return found


if __name__ == "__main__":
    main()
