"""Large pictures are read from whoever is known, in a thread of their own; from a stranger no more than any request may bring."""

from __future__ import annotations

import asyncio
import http.client
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from stoppress.people.models import Member, SignedIn
from stoppress.project import darkroom
from stoppress.project.darkroom import Darkroom, brings_pictures, who_sends
from stoppress.project.door import Door
from stoppress.toolkit import clock
from tests.cast import member
from tests.media import made
from tests.project.asking import Request, ask
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


def _known(cookie: str) -> int | None:
    return who_sends({"headers": [(b"cookie", cookie.encode())]})


def _session(client: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
def alice(db: None) -> Member:
    return member("Alice")


def test_a_member_is_known_by_her_session_whatever_cookie_stands_before_it(alice: Member) -> None:
    client = Client()
    client.force_login(alice)
    assert _known(_session(client)) == alice.pk
    assert _known(f'odd[1]={{"a": 1}}; {_session(client)}') == alice.pk


def test_the_session_of_a_stranger_opens_nothing(alice: Member) -> None:
    client = Client()
    session = client.session
    session["passkey"] = "a challenge"
    session.save()
    assert _known(f"{settings.SESSION_COOKIE_NAME}={session.session_key}") is None


@pytest.mark.parametrize("end", ["member", "session", "pass phrase"])
def test_a_session_that_was_ended_opens_nothing(alice: Member, end: str) -> None:
    client = Client()
    client.force_login(alice)
    session = client.session
    now = clock.now()
    session["signed_in"] = SignedIn.objects.create(member=alice, began_at=now, seen_at=now).public_id
    session.save()
    assert _known(_session(client)) == alice.pk
    if end == "member":
        Member.objects.update(is_active=False)
    elif end == "session":
        SignedIn.objects.update(ended_at=now)
    else:
        alice.set_password("seven quieter herons")
        alice.save()
    assert _known(_session(client)) is None


class _Stays:
    """An application that stays in each request until it is let go, and counts."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.inside = 0

    def __call__(self, _environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside += 1
        assert self.let_go.wait(60)
        start_response("201 Created", [])
        return [b"kept"]


def _story(told: Callable[[Darkroom, _Stays], Any], knows: Callable[[Any], int | None]) -> None:
    application = _Stays()
    dark, other, asks = (Door(application, thread_name=name) for name in ("dark", "other", "asks"))

    async def story() -> None:
        await told(Darkroom(dark, other, asks, knows), application)

    try:
        asyncio.run(story())
    finally:
        application.let_go.set()
        for door in (dark, other, asks):
            door.close()


def _number(scope: Any) -> int:
    return int(dict(scope["headers"])[b"member"])


def test_who_it_is_is_asked_while_a_picture_is_read_and_a_member_has_one_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(darkroom, "_WAIT_SECONDS", 0.01)

    async def told(room: Darkroom, application: _Stays) -> None:
        sent = asyncio.create_task(ask(room, Request("POST", ADDRESS, [(b"member", b"1")], is_endless=True)))
        while not room._of_members:  # noqa: ASYNC110  (nobody tells)
            await asyncio.sleep(0)
        room._door._thread.submit(application.let_go.wait)  # the thread that reads pictures is busy
        again = await ask(room, Request("POST", ADDRESS, [(b"member", b"1")]))
        assert again.status == 503 and again.headers["retry-after"]
        other = asyncio.create_task(ask(room, Request("POST", ADDRESS, [(b"member", b"2")])))
        while 2 not in room._of_members:  # noqa: ASYNC110
            await asyncio.sleep(0)
        application.let_go.set()
        assert (await other).status == 201
        sent.cancel()
        await asyncio.wait([sent])
        assert (await ask(room, Request("POST", ADDRESS, [(b"member", b"1")]))).status == 201

    _story(told, _number)


def test_who_cannot_be_known_in_time_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "KNOWN_WITHIN_SECONDS", 0.01)

    async def told(room: Darkroom, application: _Stays) -> None:
        room._asks._thread.submit(application.let_go.wait)
        assert (await ask(room, Request("POST", ADDRESS))).status == 503
        assert room._knocking == 0

    _story(told, lambda _scope: 1)
