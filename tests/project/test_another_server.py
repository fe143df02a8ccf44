"""The same application under a server that knows nothing of our seam: everything still answers."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.dying import die_with_us
from tests.server import Newsroom

_SECONDS = 60


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A live blog with three posts, served by hypercorn."""
    newsroom = Newsroom(tmp_path_factory.mktemp("another") / "data", port=_free_port())
    newsroom.lay()
    newsroom.python(
        "from stoppress.project import assets; assets.collect()\n"
        "from tests.cast import open_scene; scene = open_scene('flood')\n"
        "[scene.publish(f'Post {number}') for number in range(3)]"
    )
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "hypercorn",
            "-b",
            f"127.0.0.1:{newsroom.port}",
            "stoppress.project.asgi:application",
        ],
        env=newsroom.environment(),
        preexec_fn=die_with_us,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_until_it_listens(server)
        yield newsroom
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(_SECONDS)


def test_the_page_the_delta_and_the_desk_answer(newsroom: Newsroom) -> None:
    page = _ask(newsroom, "/flood/")
    assert page.status == 200
    text = page.read().decode()
    assert all(f"Post {number}" in text for number in range(3))
    cursor = text.split('data-cursor="')[1].split('"')[0]
    delta = _ask(newsroom, f"/flood/live/since/{cursor}")
    assert json.loads(delta.read())["changes"] == []
    assert _ask(newsroom, "/desk/").status == 302
    assert _ask(newsroom, "/api/v1/live-blogs/flood").status == 401
    assert _ask(newsroom, "/no-such-live-blog/").status == 404


def test_the_stream_brings_a_change_that_another_process_committed(newsroom: Newsroom) -> None:
    stream = _ask(newsroom, "/flood/live/stream")
    assert stream.headers["content-type"].startswith("text/event-stream")
    lines = iter(stream.readline, b"")
    assert any(line.startswith(b"event: hello") for line in lines)
    newsroom.python(
        "from tests.cast import Scene; from stoppress.people.models import Member\n"
        "Scene(Member.objects.get(email='alice@courier.example'), 'flood').publish('Fresh news')"
    )
    change = next(line for line in lines if line.startswith(b"data:") and b"Fresh news" in line)
    assert json.loads(change.removeprefix(b"data:"))["do"] == "put"
    stream.close()


def _ask(newsroom: Newsroom, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=_SECONDS)
    connection.request("GET", path)
    return connection.getresponse()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_it_listens(server: subprocess.Popen[str]) -> None:
    """Hypercorn says so on stderr, once the application has begun."""
    assert server.stderr is not None
    said = []
    with suppress(StopIteration):
        while "Running on" not in (line := next(server.stderr)):
            said.append(line)
        return
    raise AssertionError("".join(said))
