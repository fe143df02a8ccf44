"""A platform on this machine, under the names of the real ones; and `stoppress serve` as it runs where it calls there.

`python -m tests.embeds.platform serve …` is the server with another client at the seam of `project/fetcher.py`: every host is
this machine, at the port and with the certificate that the environment names. All else is checked as ever.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from stoppress.toolkit.outbound import Bounds, Outbound, Reply
from tests.certificate import serving_and_trusting

_HERE = "127.0.0.1"
#: How the server is told; not with our own beginning, which it does not take from tests.
_PORT, _CERTIFICATE = "PLATFORM_OF_TESTS_PORT", "PLATFORM_OF_TESTS_CERTIFICATE"

HOSTS = (
    *(
        "www.youtube.com",
        "vimeo.com",
        "publish.x.com",
        "embed.bsky.app",
        "www.instagram.com",
        "www.tiktok.com",
        "t.me",
    ),
    *("api.datawrapper.de", "social.example", "pictures.example"),
)
#: An address of each platform, and who is told to be its author.
EXAMPLES: Mapping[str, str] = {
    "YouTube": "https://www.youtube.com/watch?v=abcdefghijk",
    "Vimeo": "https://vimeo.com/123456789",
    "X": "https://x.com/nobody/status/1234567890",
    "Bluesky": "https://bsky.app/profile/a.example/post/3kabcdefgh2z",
    "Instagram": "https://www.instagram.com/p/AbCdEfGhIjK/",
    "TikTok": "https://www.tiktok.com/@nobody/video/7123456789012345678",
    "Telegram": "https://t.me/channel/42",
    "Datawrapper": "https://datawrapper.dwcdn.net/AbCdE/3/",
    "Mastodon": "https://social.example/@nobody/109876543210987654",
}
GONE = "https://vimeo.com/404404404"
SLOW = "https://vimeo.com/555555555"


@dataclass
class Platform:
    """All platforms in one server: the picture that it shows, what it was asked for, whether it has anything left."""

    folder: Path
    picture: bytes
    asked: list[str] = field(default_factory=list)
    is_whole: bool = True

    def __enter__(self) -> Platform:
        serving, _ = serving_and_trusting(self.folder, *HOSTS)
        self._server = ThreadingHTTPServer((_HERE, 0), self._handler())
        self._server.socket = serving.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def settings(self) -> dict[str, str]:
        """What the server is told, so that it calls here."""
        certificate = str(self.folder / "certificate.pem")
        return {_PORT: str(self._server.server_address[1]), _CERTIFICATE: certificate}

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        """Status, sort and body of what stands there."""
        self.asked.append(f"{host}{path}")
        if host == "pictures.example":
            return 200, "image/png", self.picture
        if not self.is_whole or "404404404" in path:
            return 404, "text/plain", b"gone"
        if host in {"t.me", "www.instagram.com"}:
            return 200, "text/html", _PAGE.encode()
        return 200, "application/json", json.dumps(_STATUS if host == "social.example" else _OEMBED).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers["Host"].partition(":")[0]
                status, sort, body = platform.answer(host, self.path)
                self.send_response(status)
                self.send_header("Content-Type", sort)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


_WORDS = "The quay is under water & nobody can pass."
_PICTURE = "https://pictures.example/quay.png"
_OEMBED = {
    "author_name": "Harbour TV",
    "title": "The quay at noon",
    "description": _WORDS,
    "thumbnail_url": _PICTURE,
    "html": f"<blockquote><p>{_WORDS.replace('&', '&amp;')}</p></blockquote><script>document.title='owned'</script>",
}
_STATUS = {
    "account": {"display_name": "Harbour TV"},
    "content": f"<p>{_WORDS.replace('&', '&amp;')}</p>",
    "media_attachments": [{"preview_url": _PICTURE}],
}
_PAGE = (
    f'<meta property="og:title" content="Harbour TV"><meta property="og:image" content="{_PICTURE}">'
    f'<meta property="og:description" content="{_WORDS.replace("&", "&amp;")}">'
)


class AtThisMachine(Outbound):
    """The client of the server, with every name leading here; redirects, bounds and all other checks are its own."""

    def __init__(self, bounds: Bounds, port: int, certificate: str) -> None:
        async def resolve(_host: str) -> Sequence[str]:
            await asyncio.sleep(0)
            return (_HERE,)

        here = Bounds(
            bounds.seconds,
            bounds.most_bytes,
            bounds.at_once,
            lambda address: address == _HERE,
            frozenset({port}),
        )
        super().__init__(here, resolve, ssl.create_default_context(cafile=certificate))
        self._port = port

    async def get(self, address: str, headers: Mapping[str, str]) -> Reply:
        to = urlsplit(address)
        return await super().get(to._replace(netloc=f"{to.hostname}:{self._port}").geturl(), headers)


def main() -> None:
    """Serve, calling the platform of the tests."""
    from stoppress.embeds import fetching

    port, certificate = int(os.environ[_PORT]), os.environ[_CERTIFICATE]
    fetching.caller = lambda: AtThisMachine(fetching.BOUNDS, port, certificate)
    from stoppress.project.commands import main as serve

    serve()


if __name__ == "__main__":
    main()
