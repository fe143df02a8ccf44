"""What a new newsroom's folder begins with, made once for all tests of one state of the sources.

The static files, because compressing them takes a second; and a database that has taken its steps, because they take three.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent
_STATIC = _SOURCE / "build" / "static"
_DATABASES = _SOURCE / "build" / "databases"
_NAME = "stoppress.sqlite3"


def lay(data: Path, environment: Mapping[str, str]) -> None:
    """Make the folder, with both in it; nothing where there is a folder already."""
    if data.exists():
        return
    data.mkdir(mode=0o700, parents=True)
    kept = sorted(_STATIC.glob("*"), key=lambda folder: folder.stat().st_mtime)
    if kept:  # the server makes them anew if they are not today's
        shutil.copytree(kept[-1], data / "static")
    shutil.copyfile(_database(environment), data / _NAME)
    (data / _NAME).chmod(0o600)


def keep_static_files(data: Path) -> None:
    """Keep what the server of this folder has made, for those after it."""
    stamp = data / "static" / "collected"
    if not stamp.is_file() or (_STATIC / stamp.read_text()[:16]).exists():
        return
    _STATIC.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=_STATIC.parent))
    shutil.copytree(data / "static", half, dirs_exist_ok=True)
    with contextlib.suppress(OSError):  # another worker was faster
        half.rename(_STATIC / stamp.read_text()[:16])
    shutil.rmtree(half, ignore_errors=True)


def _database(environment: Mapping[str, str]) -> Path:
    """An empty database of today's steps."""
    kept = _DATABASES / f"{_steps()}.sqlite3"
    if kept.exists():
        return kept
    _DATABASES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_DATABASES) as folder:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
            env={**environment, "STOPPRESS_DATA": folder},
            cwd=_SOURCE,
            check=True,
            timeout=300,
        )
        (Path(folder) / _NAME).replace(kept)  # whole: who closes last writes everything into the one file
    return kept


def _steps() -> str:
    """A name for what the steps say, ours and those of the libraries."""
    told = hashlib.sha256((_SOURCE / "requirements" / "test.txt").read_bytes())
    for step in sorted((_SOURCE / "src" / "stoppress").glob("*/migrations/*.py")):
        told.update(f"{step.parent.parent.name}/{step.name}".encode() + step.read_bytes())
    return told.hexdigest()[:16]
