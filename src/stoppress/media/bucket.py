"""Pictures in a bucket, on any storage that speaks S3; whoever looks at one still asks us, so that a take-down stays one.

The client is an extra, `stoppress[s3]`, and is imported when the first picture is put or read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from obstore.store import S3Store

#: A call that takes longer is given up; it was tried anew before that.
_CALL = timedelta(seconds=10)
_IN_ALL = timedelta(seconds=20)
#: Files never change, and what is asked for often is asked for again each quarter of a second.
_HELD_BYTES = 64 * 1024 * 1024

_held: OrderedDict[str, bytes] = OrderedDict()
#: Several threads read and erase; nobody holds this while the storage is asked.
_holding = Lock()


def put(secret: str, files: Mapping[str, bytes]) -> None:
    """Write the files, by the ends of their names; raises OSError with none of them left."""
    with _as_os_errors():
        try:
            for end, body in files.items():
                _client().put(_store(), _path(f"{secret}-{end}"), body)
        except _client().exceptions.BaseError:
            erase(secret)
            raise


def read(name: str) -> bytes | None:
    """The bytes of one file by its name, or None if there is none of this name."""
    with _holding:
        if name in _held:
            _held.move_to_end(name)
            return _held[name]
    with _as_os_errors():
        try:
            body = bytes(_client().get(_store(), _path(name)).bytes())
        except (FileNotFoundError, _client().exceptions.NotFoundError):
            return None
    _hold(name, body)
    return body


def erase(secret: str) -> None:
    """Remove every file of this picture; it may be called again."""
    with _holding:
        for name in [name for name in _held if name.startswith(f"{secret}-")]:
            del _held[name]
    with _as_os_errors():
        paths = [path for path, _at in _listed(f"{secret[:2]}/") if f"/{secret}-" in f"/{path}"]
        if paths:
            _client().delete(_store(), paths)


def written_before(moment: float) -> Iterator[str]:
    """The secrets that have files older than this moment (seconds since 1970)."""
    with _as_os_errors():
        for path, at in _listed(""):
            if at < moment:
                yield path.rpartition("/")[2].partition("-")[0]


def _listed(prefix: str) -> Iterator[tuple[str, float]]:
    for portion in _client().list(_store(), prefix or None):
        for found in portion:
            yield found["path"], found["last_modified"].timestamp()


def _hold(name: str, body: bytes) -> None:
    with _holding:
        _held[name] = body
        while sum(map(len, _held.values())) > _HELD_BYTES:
            _held.popitem(last=False)


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"


def _client() -> Any:
    import obstore
    import obstore.exceptions

    return obstore


@cache
def _store() -> S3Store:
    """The bucket that the settings name."""
    from obstore.store import S3Store

    told = settings.PICTURES_BUCKET
    return S3Store(
        told["bucket"],
        prefix=told["prefix"] or None,
        endpoint=told["endpoint"] or None,
        region=told["region"] or "us-east-1",
        access_key_id=told["key"] or None,
        secret_access_key=told["secret"] or None,
        client_options={"allow_http": told["endpoint"].startswith("http://"), "timeout": _CALL},
        retry_config={"max_retries": 2, "retry_timeout": _IN_ALL},
    )


class _as_os_errors:
    """Whatever the storage complains of is an OSError, as a disk's complaints are."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and isinstance(error, _client().exceptions.BaseError):
            raise OSError(f"The storage of pictures says: {error}") from error
