"""The data folder: made for its owner alone, with a key of its own, and served by one process at a time."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "serving.lock"


class FolderTrouble(Exception):
    """The data folder cannot be used; the message says what to do."""


def folder() -> Path:
    """Where everything lives that is not code: `STOPPRESS_DATA`, or `data` in the current folder."""
    return Path(os.environ.get("STOPPRESS_DATA", "data")).absolute()


def prepare(path: Path) -> None:
    """Make the folder (mode 700) and its two keys (mode 600) if they are not there; raise FolderTrouble in words."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(path / "secret-key", lambda: secrets.token_urlsafe(64) + "\n")
        _make_key(path / "push-key", _new_push_key)
    except FileExistsError as error:
        raise FolderTrouble(f"{path} is a file; name a folder in STOPPRESS_DATA.") from error
    except OSError as error:
        raise FolderTrouble(
            f"The data folder {path} cannot be used ({error.strerror}). Give it to the user who runs this, "
            "or name another in STOPPRESS_DATA."
        ) from error


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Hold the folder for this process; raise FolderTrouble when another one serves from it. The lock dies with us."""
    with (path / _LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise FolderTrouble(
                f"Another stoppress serves from {path} already (process {lock.read().strip() or 'unknown'}). "
                "Stop it first, or give this one a folder of its own in STOPPRESS_DATA."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def is_served(path: Path) -> bool:
    """Say whether a process serves from this folder now."""
    with suppress(FileNotFoundError), (path / _LOCK).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def renew_push_key(path: Path) -> None:
    """Put another key for push messages in the place of the one that is there."""
    (path / "push-key").unlink(missing_ok=True)
    _make_key(path / "push-key", _new_push_key)


def _new_push_key() -> str:
    from stoppress.alerts.credentials import new_key  # what it rests on takes a while to load

    return new_key()


def _make_key(path: Path, new: Callable[[], str]) -> None:
    """A key that nobody but the owner reads; written aside and linked into place, so that it is whole or not there."""
    if path.exists():
        return
    half = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(new())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # somebody was faster: theirs is the key
        os.link(half, path)
    half.unlink()
