"""Makes .venv hold one set of the hashed requirements; only when they changed, and never two at once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"

#: Each set holds the ones before it.
SETS = ("run", "test", "develop")

LAUNCHER = """#!/bin/sh
exec "$(dirname -- "$0")/python" -m stoppress.project.commands "$@"
"""

HEALTH = """
import importlib.util, sys
is_whole = all(importlib.util.find_spec(name) for name in ("django", "uvicorn", "msgspec", "nh3", "brotli"))
sys.exit(0 if sys.version_info >= (3, 11) and (is_whole or "--bare" in sys.argv) else 1)
"""


def main(wanted: str) -> None:
    """Leave an environment that works and holds the wanted set, or end with a sentence that says why not."""
    with _alone():
        if _is_ready(wanted):
            _put_ourselves_in()
            return
        print(f"run: making the environment in .venv ({wanted}) …", file=sys.stderr, flush=True)
        if not _starts():
            _make()
        _install(wanted)
        _put_ourselves_in()
        STAMP.write_text(_stamp(wanted))


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock; the folder of the requirements itself is the lock, so that nothing has to be cleared away."""
    folder = os.open(HERE, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("run: waiting for another ./run that makes the environment …", file=sys.stderr, flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _is_ready(wanted: str) -> bool:
    held = STAMP.read_text() if STAMP.is_file() else ""
    larger_sets = SETS[SETS.index(wanted) :]
    return held in [_stamp(name) for name in larger_sets] and _answer(HEALTH) is not None


def _stamp(wanted: str) -> str:
    """What was installed: the set, its requirements, and the machine it was for."""
    texts = b"\0".join((HERE / f"{name}.txt").read_bytes() for name in SETS)
    return f"{wanted} {hashlib.sha256(texts).hexdigest()} {platform.machine()}\n"


def _starts() -> bool:
    return _answer(HEALTH, "--bare") is not None


def _answer(program: str, *arguments: str) -> str | None:
    """What the environment's Python prints, or None when it is missing, broken or says no."""
    try:
        done = subprocess.run(
            [PYTHON, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _make() -> None:
    """A fresh environment, over whatever half of one lies there."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        _stop(f"{sys.executable} could not make .venv: {_last_line(made.stderr or made.stdout)}")


def _install(wanted: str) -> None:
    requirements = HERE / f"{wanted}.txt"
    STAMP.unlink(missing_ok=True)
    if _install_by_uv(requirements) or _install_by_pip(requirements):
        return
    # What lies there may be half of an environment: once more, from nothing.
    _make()
    if not _install_by_pip(requirements, is_quiet=False):
        _stop(
            "the requirements could not be installed (see above). The first time needs the network; "
            "behind a mirror, tell pip of it (pip config) and run this again."
        )


def _install_by_uv(requirements: Path) -> bool:
    """Many times faster than pip, where it is; it does not read pip's configuration, so that it may fail where pip does not."""
    uv = shutil.which("uv") or (str(VENV / "bin" / "uv") if (VENV / "bin" / "uv").exists() else None)
    if uv is None:
        return False
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", requirements]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _install_by_pip(requirements: Path, *, is_quiet: bool = True) -> bool:
    if _answer("import pip") is None and _answer("import ensurepip; ensurepip.bootstrap()") is None:
        return False
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "-r", requirements]
    return (
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL if is_quiet else None).returncode == 0
    )


def _put_ourselves_in() -> None:
    """Let `src` be importable and `stoppress` be a command; both name their places anew if the folder was moved."""
    packages = _answer("import sysconfig; print(sysconfig.get_path('purelib'))")
    if packages is None:
        _stop("the environment in .venv does not start; remove that folder and run this again.")
    _write_if_other(Path(packages) / "stoppress.pth", f"{ROOT / 'src'}\n")
    launcher = VENV / "bin" / "stoppress"
    _write_if_other(launcher, LAUNCHER)
    launcher.chmod(0o755)


def _write_if_other(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it did not say why."


def _stop(words: str) -> None:
    raise SystemExit(f"run: {words}")


if __name__ == "__main__":
    main(sys.argv[1])
