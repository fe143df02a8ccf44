"""One ASGI request as a WSGI environ (PEP 3333: text that is bytes in latin-1), with one meaning or none."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

#: Said twice, these would let a proxy and us understand one request in two ways.
_ONCE = {
    "HOST",
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
    "AUTHORIZATION",
    "IDEMPOTENCY_KEY",
    "ORIGIN",
    "SEC_FETCH_SITE",
}

#: The body is here, whole and counted; these would speak of how it travelled. PROXY would become HTTP_PROXY.
_LEFT_OUT = {"CONTENT_LENGTH", "TRANSFER_ENCODING", "TRAILER", "TE", "CONNECTION", "PROXY"}


class BadRequest(ValueError):
    """The request has no single meaning; the message says what is wrong."""


def environ_of(
    scope: Mapping[str, Any], body: bytes, proxies: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The environ of an HTTP scope and its whole body; raises BadRequest.

    Behind one of these proxies, the client's address is the last in `X-Forwarded-For` that is none of theirs.
    """
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ.update(_headers(scope["headers"]))
    if client[0] in proxies:
        environ["REMOTE_ADDR"] = _behind(proxies, environ.get("HTTP_X_FORWARDED_FOR", "")) or client[0]
    return environ


def client_address(scope: Mapping[str, Any], proxies: frozenset[str]) -> str:
    """Where a request comes from, told as `environ_of` tells it, before its body has been read."""
    client: str = (scope.get("client") or ("", 0))[0]
    if client not in proxies:
        return client
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return _behind(proxies, ",".join(forwarded)) or client


def _behind(proxies: frozenset[str], forwarded: str) -> str:
    """The nearest address that no proxy of ours has; what stands before it anybody could have written."""
    addresses = (address.strip() for address in reversed(forwarded.split(",")))
    return next((address for address in addresses if address and address not in proxies), "")


def _path(scope: Mapping[str, Any]) -> str:
    """The path's own bytes; ASGI's `path` has already lost those that are not UTF-8."""
    if raw := scope.get("raw_path"):
        return unquote_to_bytes(raw.partition(b"?")[0]).decode("latin-1")
    path: str = scope["path"]
    return path.encode().decode("latin-1")


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        if b"_" in raw_name:  # X_Forwarded_For would become the same variable as X-Forwarded-For
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name in joined:
            if name in _ONCE:
                raise BadRequest(
                    f"The header {raw_name.decode('latin-1').title()} may stand in a request only once."
                )
            separator = "; " if name == "COOKIE" else ","
            value = f"{joined[name]}{separator}{value}"
        joined[name] = value
    return {
        name if name == "CONTENT_TYPE" else f"HTTP_{name}": value
        for name, value in joined.items()
        if name not in _LEFT_OUT
    }
