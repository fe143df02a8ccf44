"""Public pictures: found by their exact name, from memory where many ask, and gone as soon as they are taken down."""

from __future__ import annotations

import asyncio
import http.client
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from stoppress.media.finding import GONE, NOTHING, Found
from stoppress.project import pictures
from stoppress.project.outputs import CACHING
from stoppress.project.pictures import Pictures
from tests.project.asking import Request
from tests.server import Newsroom

NAME = f"{'a' * 26}-96.webp"
BODY = b"RIFF....WEBP pixels"

_KEEP = """
from stoppress.media.keeping import keep_portrait, make_public, take_down
from stoppress.media.models import Picture
from stoppress.people.models import Member
from tests.media.made import of_a_phone
"""


def test_a_picture_is_nothing_to_strangers_then_public_then_gone(newsroom_folder: Newsroom) -> None:
    """PROMISES E4. Its files are gone from the disk by the errand, while the server runs."""
    newsroom = newsroom_folder
    newsroom.run(
        "member", "add", "alice@courier.example", "--newsroom", "Courier", typed="seven quiet herons\n"
    )
    newsroom.start()
    name = newsroom.python(
        f"{_KEEP}alice = Member.objects.get()\n"
        "print(keep_portrait(alice.newsroom, alice, of_a_phone(), 'A face').name(96))"
    )
    assert _ask(newsroom, name)[0] == 404
    newsroom.python(f"{_KEEP}make_public(Picture.objects.get())")
    status, headers, body = _ask(newsroom, name)
    assert (status, body[:4], body[8:12]) == (200, b"RIFF", b"WEBP")
    assert headers["content-type"] == "image/webp"
    assert headers["content-disposition"] == "inline"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert _ask(newsroom, name.replace("-96", "-192"))[0] == 200
    assert _ask(newsroom, name.replace("-96", "-95"))[0] == 404
    newsroom.python(
        f"{_KEEP}from stoppress.publishing.models import Errand\nfrom stoppress.toolkit import clock\n"
        "picture = Picture.objects.get()\ntake_down(picture)\n"
        "Errand.objects.create(kind='erase picture', subject=picture.secret, due_at=clock.now(), made_at=clock.now())"
    )
    _until(lambda: _ask(newsroom, name)[0] == 410)
    _until(lambda: not list((newsroom.data / "media").rglob("*.webp")))
    assert _ask(newsroom, name)[0] == 410
    assert _ask(newsroom, name.replace("-96", "-192"))[0] == 410


def test_copies_leave_shared_caches_within_ten_seconds_and_browsers_within_five_minutes() -> None:
    ages = dict(re.findall(r"([a-z-]+)=(\d+)", CACHING["picture"]))
    assert int(ages["s-maxage"]) <= 10
    assert int(ages["max-age"]) <= 300
    assert "immutable" not in CACHING["picture"]


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/..%2fstoppress.sqlite3",
        "/media/../stoppress.sqlite3",
        "/media/%2e%2e/secret-key",
        "/media//secret-key",
        f"/media/aa/{NAME}",
        f"/media/{NAME}/",
        "/media/" + "a" * 5_000,
        "/media/%00",
    ],
)
def test_no_path_leads_out_of_the_shelf(newsroom_server: Newsroom, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", newsroom_server.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (404, b"There is no such picture.\n")


def test_what_is_known_is_not_sent_again() -> None:
    shelf = _Shelf(Found(BODY))

    async def story() -> None:
        served = Pictures(shelf)
        whole = await _answer(served)
        assert (whole.status, whole.body) == (200, BODY)
        for tag in (whole.headers["etag"], f"W/{whole.headers['etag']}", f'"x", {whole.headers["etag"]}'):
            known = await _answer(served, headers=[(b"if-none-match", tag.encode())])
            assert (known.status, known.body, known.headers["etag"]) == (304, b"", whole.headers["etag"])
        head = await _answer(served, method="HEAD")
        assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
        refused = await _answer(served, method="POST")
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")
        served.close()

    asyncio.run(story())


def test_many_who_ask_at_once_wait_for_one_look_and_then_for_none() -> None:
    shelf = _Shelf(Found(BODY))

    async def story() -> None:
        served = Pictures(shelf)
        shelf.lets_look.clear()
        asked = [asyncio.create_task(_answer(served)) for _ in range(200)]
        await asyncio.sleep(0)
        asked.pop().cancel()
        shelf.lets_look.set()
        assert {answer.status for answer in await asyncio.gather(*asked)} == {200}
        assert (await _answer(served)).status == 200
        assert shelf.looks == 1
        served.close()

    asyncio.run(story())


def test_what_is_held_is_looked_at_again_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TRUSTED_SECONDS", 0)
    shelf = _Shelf(Found(BODY))

    async def story() -> None:
        served = Pictures(shelf)
        for found, status in ((Found(BODY), 200), (GONE, 410), (NOTHING, 404), (Found(BODY), 200)):
            shelf.found = found
            assert (await _answer(served)).status == status
        served.close()

    asyncio.run(story())


def test_a_storage_that_does_not_answer_is_told_and_asked_again() -> None:
    def down(_name: str) -> Found:
        raise OSError("The storage of pictures says: 503")

    served = Pictures(down)
    answer = asyncio.run(served._answer(NAME))
    assert answer.status == 503 and int(dict(answer.headers)[b"retry-after"]) >= 5
    served.close()


def test_more_names_at_once_than_we_look_for_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_LOOKS", 2)
    shelf = _Shelf(NOTHING)

    async def story() -> None:
        served = Pictures(shelf)
        shelf.lets_look.clear()
        asked = [asyncio.create_task(_answer(served, f"{letter * 26}-96.webp")) for letter in "abc"]
        done, _waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        busy = done.pop().result()
        assert (busy.status, busy.headers["cache-control"]) == (503, "no-store")
        assert 1 <= int(busy.headers["retry-after"]) <= 3
        shelf.lets_look.set()
        assert [(await one).status for one in asked[:2]] == [404, 404]
        served.close()

    asyncio.run(story())


def test_memory_is_bounded_whatever_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "HELD_BYTES", 5 * len(BODY))
    shelf = _Shelf(Found(BODY))

    async def story() -> None:
        served = Pictures(shelf)
        for letter in "abcdefghijkmnpqrstuvwxyz":
            await _answer(served, f"{letter * 26}-96.webp")
            assert sum(len(answer.body) for _, answer in served._held.values()) <= 5 * len(BODY)
        shelf.found = NOTHING
        held = len(served._held)
        for number in range(100):
            await _answer(served, f"{number:026d}-96.webp")
        assert len(served._held) == held, "names that are nothing are not kept"
        served.close()

    asyncio.run(story())


class _Shelf:
    """Says what it is told to say, and counts who looks."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.looks = 0
        self.lets_look = threading.Event()
        self.lets_look.set()

    def __call__(self, _name: str) -> Found:
        assert self.lets_look.wait(timeout=60)
        self.looks += 1
        return self.found


class _Answer:
    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, {}, b""

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]


async def _answer(
    served: Pictures, name: str = NAME, method: str = "GET", headers: list[tuple[bytes, bytes]] | None = None
) -> _Answer:
    answer = _Answer()
    await served(Request(method, f"/media/{name}", headers or []).scope, answer.send)
    return answer


def _ask(newsroom: Newsroom, name: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=60)
    connection.request("GET", f"/media/{name}")
    answer = connection.getresponse()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
