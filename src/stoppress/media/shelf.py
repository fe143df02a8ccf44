"""Where the files of pictures lie: on the disk or in a bucket, under names that nobody guesses, whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from stoppress.media import bucket

#: A name of ours: the secret, the width, the format. Nothing else is looked for on the disk.
NAME = re.compile(r"([a-km-np-z2-9]{26,40})-([1-9][0-9]{1,3})\.(webp|avif|jpg)")
#: What the files of each format are called to browsers.
MEDIA_TYPES = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}
_UNFINISHED = ".part"


def put(secret: str, files: Mapping[str, bytes]) -> None:
    """Write the renditions, by the ends of their names (`96.webp`); when this returns they are on the disk, files and folder.

    Raises OSError with none of them left.
    """
    if settings.PICTURES_BUCKET:
        bucket.put(secret, files)
        return
    folder = _folder(secret)
    try:
        _make(folder)
        for end, body in files.items():
            _write(folder / f"{secret}-{end}", body)
        _sync(folder)
    except OSError:
        erase(secret)
        raise


def media_type(name: str) -> str:
    """What a file of ours is, by its name."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def read(name: str) -> bytes | None:
    """The bytes of one rendition by its name, or None if there is none of this name."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    if settings.PICTURES_BUCKET:
        return bucket.read(name)
    try:
        return (_folder(match[1]) / name).read_bytes()
    except FileNotFoundError:
        return None


def erase(secret: str) -> None:
    """Remove every file of this picture; it may be called again."""
    if settings.PICTURES_BUCKET:
        bucket.erase(secret)
        return
    folder = _folder(secret)
    for path in folder.glob(f"{secret}-*"):
        path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        _sync(folder)


def written_before(moment: float) -> Iterator[str]:
    """The secrets that have files older than this moment (seconds since 1970)."""
    if settings.PICTURES_BUCKET:
        yield from bucket.written_before(moment)
        return
    for path in _root().glob("*/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment:
                yield path.name.partition("-")[0]


def _root() -> Path:
    return Path(settings.DATA) / "media"


def _folder(secret: str) -> Path:
    """A thousand folders, so that none has a million files."""
    return _root() / secret[:2]


def _make(folder: Path) -> None:
    for path in (folder.parent, folder):
        if not path.is_dir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(path.parent)


def _write(path: Path, body: bytes) -> None:
    unfinished = path.with_name(path.name + _UNFINISHED)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sync(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
