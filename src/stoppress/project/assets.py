"""Static files, straight from memory: a page is nothing without its style and script, so these are as hot as pages."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from stoppress.edge.answers import matches

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

PREFIX = "/static/"
MANIFEST = "staticfiles.json"
_STAMP = "collected"

#: In the order in which we like them.
_ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))

#: What is compressed is held beside its source; source maps are large and for nobody here.
_NOT_SERVED = (".br", ".gz", ".map")

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Asset(msgspec.Struct, frozen=True):
    """One file: its headers, and its bytes in each encoding that there is."""

    headers: list[Header]
    etag: bytes
    bodies: dict[bytes, bytes]


def collect() -> None:
    """Hash, rewrite and compress the static files into the data folder, unless they are there as they are now."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / _STAMP
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


class Assets:
    """Answers `/static/…` from memory; a file whose name carries its hash never changes and is kept for a year."""

    def __init__(self, folder: Path) -> None:
        immutable = _hashed_names(folder)
        self._assets = {name: _asset(path, name in immutable) for name, path in _files(folder)}

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request for a static file."""
        asset = self._assets.get(unquote(scope["path"])[len(PREFIX) :])
        if asset is None:
            await _send(
                send, 404, [(b"content-type", b"text/plain; charset=utf-8")], b"There is no such file.\n"
            )
        elif scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, [(b"allow", b"GET, HEAD")], b"")
        else:
            await _answer(asset, scope, send)


async def _answer(asset: Asset, scope: Scope, send: Send) -> None:
    asked = dict(scope["headers"])
    if matches(asked.get(b"if-none-match", b""), asset.etag):
        await _send(send, 304, asset.headers, b"")
        return
    encoding = _encoding(asset, asked.get(b"accept-encoding", b""))
    headers = [*asset.headers, (b"content-encoding", encoding)] if encoding else asset.headers
    await _send(send, 200, headers, asset.bodies[encoding], is_head=scope["method"] == "HEAD")


def _encoding(asset: Asset, accepted: bytes) -> bytes:
    for encoding, _ in _ENCODINGS:
        if encoding in asset.bodies and _accepts(accepted, encoding):
            return encoding
    return b""


def _accepts(accepted: bytes, encoding: bytes) -> bool:
    for one in accepted.lower().split(b","):
        name, _, weight = one.partition(b";")
        if name.strip() == encoding:
            return weight.replace(b" ", b"").rstrip(b".0") != b"q="
    return False


async def _send(
    send: Send, status: int, headers: list[Header], body: bytes, *, is_head: bool = False
) -> None:
    if status != 304:
        headers = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in _NOT_SERVED and path.name not in (_STAMP, MANIFEST):
            yield path.relative_to(folder).as_posix(), path


def _asset(path: Path, is_immutable: bool) -> Asset:
    body = path.read_bytes()
    etag = b'"%b"' % hashlib.sha256(body).hexdigest()[:20].encode()
    bodies = {b"": body}
    for encoding, suffix in _ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    keeping = b"public, max-age=31536000, immutable" if is_immutable else b"public, max-age=60"
    headers = [
        (b"content-type", _content_type(path).encode()),
        (b"cache-control", keeping),
        (b"etag", b"W/" + etag),
        (b"vary", b"Accept-Encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"cross-origin"),
    ]
    return Asset(headers, etag, bodies)


def _content_type(path: Path) -> str:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return (
        f"{guessed}; charset=utf-8" if guessed.startswith("text/") and "charset" not in guessed else guessed
    )


def _hashed_names(folder: Path) -> set[str]:
    manifest = folder / MANIFEST
    return set(json.loads(manifest.read_text())["paths"].values()) if manifest.is_file() else set()


def _fingerprint() -> str:
    """Names, sizes and times of all sources, and what makes of them what is served: enough to notice every edit and upgrade."""
    from django.contrib.staticfiles.finders import get_finders

    from stoppress.project import joining, static

    digest = hashlib.sha256()
    for maker in (joining, static):
        digest.update(Path(str(maker.__file__)).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            source = Path(storage.path(name)).stat()
            digest.update(f"{name} {source.st_size} {source.st_mtime_ns}\n".encode())
    return digest.hexdigest()
