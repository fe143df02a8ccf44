"""The real server: how it starts, what it refuses to start with, and how it ends."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.server import DidNotStart, Newsroom


def get(newsroom: Newsroom, path: str, **headers: str) -> http.client.HTTPResponse:
    """One request; its body is read."""
    connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=60)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return connection.getresponse()


def refused(newsroom: Newsroom, *arguments: str) -> str:
    """What the server said instead of starting."""
    with pytest.raises(DidNotStart) as caught:
        newsroom.start(*arguments)
    assert newsroom.process is not None and newsroom.process.returncode == 1
    said = str(caught.value)
    assert "Traceback" not in said
    return said


def test_it_starts_on_an_empty_folder_and_answers(newsroom_folder: Newsroom) -> None:
    newsroom_folder.is_from_nothing = True
    answer = get(newsroom_folder.start(), "/desk/")
    assert answer.status == 302
    assert "/desk/sign-in/" in answer.headers["location"]
    assert "server" not in answer.headers


def test_the_folder_and_what_lies_in_it_are_the_owners_alone(newsroom_server: Newsroom) -> None:
    data = newsroom_server.data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for name in ("secret-key", "stoppress.sqlite3", "wake.sock"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600, name


def test_a_second_server_on_the_same_folder_refuses_in_words(newsroom_server: Newsroom) -> None:
    said = refused(Newsroom(newsroom_server.data))
    assert "serves from" in said
    assert str(newsroom_server.process.pid) in said  # type: ignore[union-attr]


def test_it_ends_well_at_sigterm_and_keeps_its_key(newsroom_folder: Newsroom) -> None:
    newsroom_folder.start()
    key = (newsroom_folder.data / "secret-key").read_text()
    assert newsroom_folder.stop() == 0
    assert not (newsroom_folder.data / "wake.sock").exists()
    newsroom_folder.start()
    assert newsroom_folder.stop() == 0
    assert (newsroom_folder.data / "secret-key").read_text() == key


def test_it_ends_well_at_control_c(newsroom_folder: Newsroom) -> None:
    newsroom_folder.start()
    assert newsroom_folder.process is not None
    newsroom_folder.process.send_signal(signal.SIGINT)
    assert newsroom_folder.process.wait(60) == 0


def test_it_starts_again_after_a_kill(newsroom_folder: Newsroom) -> None:
    newsroom_folder.start().kill()
    assert get(newsroom_folder.start(), "/desk/").status == 302


def test_a_port_that_is_taken_is_named(newsroom_folder: Newsroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        newsroom_folder.port = taken.getsockname()[1]
        said = refused(newsroom_folder)
    assert f"Port {newsroom_folder.port}" in said and "--port" in said


def test_a_host_that_is_none_is_named(newsroom_folder: Newsroom) -> None:
    assert "no-such-host.invalid" in refused(newsroom_folder, "--host", "no-such-host.invalid")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("STOPPRESS_DEBUG", "1", "STOPPRESS_DEBUG"),
        ("STOPPRESS_ALLOWED_HOSTS", "*", "STOPPRESS_ALLOWED_HOSTS"),
    ],
)
def test_what_shows_our_insides_is_refused_on_a_public_address(
    newsroom_folder: Newsroom, setting: str, value: str, words: str
) -> None:
    newsroom_folder.settings = {setting: value, "STOPPRESS_PUBLIC_URL": "https://live.courier.example"}
    assert words in refused(newsroom_folder)


@pytest.mark.parametrize("key", ["short", "a" * 60, "django-insecure-" + "abcdefghij" * 5])
def test_a_weak_key_is_refused_everywhere(newsroom_folder: Newsroom, key: str) -> None:
    newsroom_folder.settings = {"STOPPRESS_SECRET_KEY": key}
    assert "weak" in refused(newsroom_folder)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("something else")
    assert "STOPPRESS_DATA" in refused(Newsroom(file))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    newsroom = Newsroom(tmp_path / "data", {"STOPPRESS_DATA": str(tmp_path / "file" / "data")})
    assert "STOPPRESS_DATA" in refused(newsroom)


def test_static_files_come_compressed_and_for_ever(newsroom_server: Newsroom) -> None:
    manifest = json.loads((newsroom_server.data / "static" / "staticfiles.json").read_text())
    name = next(hashed for plain, hashed in manifest["paths"].items() if plain.endswith((".css", ".js")))
    plain = get(newsroom_server, f"/static/{name}")
    packed = get(newsroom_server, f"/static/{name}", Accept_Encoding="br, gzip")
    assert plain.status == packed.status == 200
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-encoding"] == "br"
    assert len(packed.read()) < len(plain.read())
    again = get(newsroom_server, f"/static/{name}", If_None_Match=packed.headers["etag"])
    assert (again.status, again.read()) == (304, b"")


def test_a_static_file_that_is_not_there_is_a_plain_404(newsroom_server: Newsroom) -> None:
    for path in ("/static/nothing.css", "/static/../secret-key", "/static/%2e%2e/secret-key", "/static/"):
        assert get(newsroom_server, path).status == 404, path


def test_a_command_beside_the_server_writes_to_the_same_newsroom(newsroom_server: Newsroom) -> None:
    newsroom_server.run(
        "member",
        "add",
        "ana@courier.example",
        "--newsroom",
        "The Harrow Courier",
        typed="seven quiet herons\n",
    )
    assert "a server runs from it" in newsroom_server.run("doctor")


@pytest.mark.parametrize("path", ["/api/v1/live-blogs/flood/posts", "/desk/sign-in/"])
@pytest.mark.parametrize("is_chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_body_that_is_too_long_gets_an_answer_and_no_broken_line(
    newsroom_server: Newsroom, path: str, is_chunked: bool
) -> None:
    body = b"x" * 3_000_000
    connection = http.client.HTTPConnection("127.0.0.1", newsroom_server.port, timeout=60)
    connection.request("POST", path, iter([body]) if is_chunked else body, encode_chunked=is_chunked)
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"too long" in answer.read()


def test_open_streams_are_let_go_when_it_ends(newsroom_folder: Newsroom) -> None:
    newsroom_folder.run("migrate")
    newsroom_folder.python("from tests.cast import open_scene; open_scene('flood')")
    newsroom_folder.start()
    get(newsroom_folder, "/flood/").read()
    streams = [get(newsroom_folder, "/flood/live/stream") for _ in range(5)]
    assert all(stream.readline().startswith((b"retry:", b"event: hello")) for stream in streams)
    assert newsroom_folder.stop() == 0
    for stream in streams:
        stream.read()  # to its end, which has come


def test_what_was_loaded_at_the_start_is_never_looked_through_again(newsroom_server: Newsroom) -> None:
    """A full round of the collector over all that Django has loaded holds up every reader."""
    told = newsroom_server.python(
        "import asyncio, gc, socket, uvicorn\n"
        "from stoppress.project.server import NewsroomServer\n"
        "async def nothing(scope, receive, send): pass\n"
        "async def main():\n"
        "    config = uvicorn.Config(nothing, lifespan='off', log_config=None)\n"
        "    config.load()\n"
        "    server = NewsroomServer(config, None, 'http://127.0.0.1')\n"
        "    server.lifespan = config.lifespan_class(config)\n"
        "    with socket.create_server(('127.0.0.1', 0)) as listener:\n"
        "        await server.startup(sockets=[listener])\n"
        "        young = len(gc.get_objects())\n"
        "        print(gc.get_freeze_count() > 10 * young)\n"
        "asyncio.run(main())"
    )
    assert told.endswith("True")


def test_every_view_is_loaded_before_anybody_is_answered(newsroom_server: Newsroom) -> None:
    told = newsroom_server.python(
        "import stoppress.project.asgi, sys\n"
        "print({'stoppress.desk.views.stream', 'stoppress.api.writing'} <= set(sys.modules))"
    )
    assert told == "True"
