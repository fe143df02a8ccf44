"""A storage that speaks as much S3 as pictures need, in this process: put, get, delete one or several, list."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import findall
from urllib.parse import parse_qs, unquote, urlsplit

WHEN = "2031-05-04T06:00:00.000Z"


class Bucket:
    """What lies in it, by path; `is_broken` lets every call fail."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.is_broken = False
        self.address = ""
        self.signed: set[bool] = set()


@contextmanager
def a_bucket() -> Iterator[Bucket]:
    """A bucket called “pictures”, as long as the block runs."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(bucket))
    bucket.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()


def _handler(bucket: Bucket) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            bucket.files[self._name()] = self._body()
            self._answer(200, more={"ETag": '"x"'})

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            if "list-type" in asked:
                return self._answer(200, _listing(bucket, asked.get("prefix", [""])[0]))
            body = bucket.files.get(self._name())
            more = {"ETag": '"x"', "Last-Modified": "Sun, 04 May 2031 06:00:00 GMT"}
            return self._answer(404) if body is None else self._answer(200, body, more)

        def do_POST(self) -> None:
            names = findall(r"<Key>([^<]+)</Key>", self._body().decode())
            for name in names:
                bucket.files.pop(name, None)
            told = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())

        def do_DELETE(self) -> None:
            bucket.files.pop(self._name(), None)
            self._answer(204)

        def _name(self) -> str:
            return unquote(urlsplit(self.path).path).removeprefix("/pictures/")

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _answer(self, status: int, body: bytes = b"", more: dict[str, str] | None = None) -> None:
            bucket.signed.add("Signature=" in self.headers.get("Authorization", ""))
            self.send_response(403 if bucket.is_broken else status)
            told = b"" if bucket.is_broken else body
            for name, value in {"Content-Length": str(len(told)), **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _listing(bucket: Bucket, prefix: str) -> bytes:
    rows = "".join(
        f"<Contents><Key>{name}</Key><LastModified>{WHEN}</LastModified><ETag>x</ETag><Size>{len(body)}</Size></Contents>"
        for name, body in sorted(bucket.files.items())
        if name.startswith(prefix)
    )
    count = rows.count("<Contents>")
    return f"<ListBucketResult><KeyCount>{count}</KeyCount><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()
