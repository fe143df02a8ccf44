"""Large pictures are read from whoever is known, in a thread of their own; from a stranger no more than any request may bring."""

from __future__ import annotations

import http.client
import random
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image

from stoppress.project.darkroom import brings_pictures
from tests.media import made
from tests.server import Newsroom

ADDRESS = "/api/v1/live-blogs/flood/pictures"
_PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def token(newsroom_server: Newsroom) -> Iterator[str]:
    """Of an editor, for one live blog."""
    yield newsroom_server.python(
        "from tests.cast import open_scene\n"
        "from stoppress.api import tokens\n"
        "scene = open_scene('flood')\n"
        "print(tokens.issue(scene.editor.email, 'flood', 'camera', 30))"
    ).strip()


def _large() -> bytes:
    """Three megabytes that no format makes smaller."""
    noise = random.Random(7).randbytes(1_000 * 1_000 * 3)
    return made.saved(Image.frombytes("RGB", (1_000, 1_000), noise), "PNG")


def _send(newsroom: Newsroom, data: bytes, **headers: str) -> tuple[int, bytes]:
    server = urlsplit(newsroom.url)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("POST", ADDRESS, data, {"Content-Type": "image/png", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_large_picture_is_taken_from_whoever_is_known(newsroom_server: Newsroom, token: str) -> None:
    data = _large()
    assert len(data) > 2 * 1024 * 1024
    status, told = _send(newsroom_server, data, Authorization=f"Bearer {token}")
    assert (status, b'"width": 1000' in told or b'"width":1000' in told) == (201, True), told


def test_a_stranger_brings_no_more_than_any_request(newsroom_server: Newsroom, token: str) -> None:
    for headers in ({}, {"Authorization": "Bearer sp_nobodys"}, {"Cookie": "desk=nobodys"}):
        status, told = _send(newsroom_server, _large(), **headers)
        assert (status, b"too" in told) == (413, True)
        assert _send(newsroom_server, made.picture(), **headers)[0] == 401


@pytest.mark.parametrize(
    ("method", "path", "brings"),
    [
        ("POST", "/desk/flood/pictures/", True),
        ("POST", ADDRESS, True),
        ("GET", "/desk/flood/pictures/", False),
        ("POST", "/desk/flood/posts/", False),
        ("POST", "/desk/pictures/x-96.webp", False),
        ("POST", "/desk/a/b/pictures/", False),
        ("POST", f"{ADDRESS}/", False),
    ],
)
def test_only_what_brings_pictures_goes_there(method: str, path: str, brings: bool) -> None:
    assert brings_pictures({"method": method, "path": path}) is brings
