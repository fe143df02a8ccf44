"""The way for readers' letters: one at a time into the writing thread, and a flood costs nearly nothing."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from stoppress.project.asking import AskingDoor, is_about_asking
from stoppress.project.door import Busy, Door, Limits, without_secrets
from stoppress.project.environ import client_address
from stoppress.questions import limits
from tests.browser.desk import Flood
from tests.project.asking import Request, ask
from tests.project.test_door import Application
from tests.server import Newsroom


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door(Application(), limits=Limits(waiting_seconds=0.05), thread_name="test")
    yield door
    door.close()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/flood/ask/", True),
        ("/flood/ask", True),
        ("/flood/ask/stamp", True),
        ("/flood/ask/abc/", True),
        ("/flood/asked/", False),
        ("/flood/p/ask/", False),
        ("/ask/", False),
        ("/", False),
    ],
)
def test_what_is_about_asking(path: str, expected: bool) -> None:
    assert is_about_asking(path) is expected


def test_what_is_lent_runs_in_the_writing_thread_and_gives_back_its_result(door: Door) -> None:
    assert door.lend(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        door.lend(lambda: 1 // 0)


def test_a_letter_whose_turn_does_not_come_is_not_kept_later(door: Door) -> None:
    is_over, kept = threading.Event(), []
    with ThreadPoolExecutor(1) as other:
        blocking = other.submit(door.lend, is_over.wait)
        while not door._thread._work_queue.empty():
            pass
        with pytest.raises(Busy):
            door.lend(lambda: kept.append("letter"))
        is_over.set()
        assert blocking.result()
    door.lend(lambda: None)
    assert kept == []


def test_what_was_begun_is_waited_for(door: Door) -> None:
    slow = threading.Event()
    threading.Timer(0.2, slow.set).start()
    assert door.lend(slow.wait)


def test_a_closed_door_lends_nothing() -> None:
    door = Door(Application())
    door.close()
    with pytest.raises(Busy):
        door.lend(lambda: None)


def test_who_knocks_too_often_is_refused_without_asking_django(door: Door) -> None:
    application = Application()
    guarded = AskingDoor(Door(application), frozenset({"127.0.0.1"}), limits.Limits(now=lambda: 0.0))

    async def knock(address: str) -> int:
        headers = [(b"x-forwarded-for", address.encode())]
        request = Request("POST", "/flood/ask/", headers=headers)
        return (await ask(guarded, request)).status

    async def all_of_them() -> list[int]:
        many = [await knock("203.0.113.7") for _ in range(100)]
        return [*many, await knock("198.51.100.1")]

    statuses = run(all_of_them())
    burst = int(limits.KNOCKS.address.burst)
    assert statuses == [200] * burst + [429] * (100 - burst) + [200]
    assert len(application.environs) == burst + 1


@pytest.mark.parametrize("path", ["/flood/follow/", "/follow/moved"])
def test_who_wishes_too_often_to_follow_is_not_told_of_questions(door: Door, path: str) -> None:
    guarded = AskingDoor(Door(Application()), frozenset({"127.0.0.1"}), limits.Limits(now=lambda: 0.0))
    headers = [(b"x-forwarded-for", b"203.0.113.7"), (b"content-type", b"application/json")]

    async def the_last_of_many() -> Any:
        for _ in range(99):
            await ask(guarded, Request("POST", path, headers=headers))
        return await ask(guarded, Request("POST", path, headers=headers))

    refused = run(the_last_of_many())
    assert refused.status == 429
    assert json.loads(refused.body) == {"message": "This was asked too often. Try again in a minute."}


def test_votes_of_many_phones_behind_one_address_are_let_in_and_questions_beside_them() -> None:
    guarded = AskingDoor(Door(Application()), frozenset({"127.0.0.1"}), limits.Limits(now=lambda: 0.0))
    headers = [(b"x-forwarded-for", b"203.0.113.7")]

    async def all_of_them() -> tuple[Any, Any, Any]:
        burst = int(limits.VOTE_KNOCKS.address.burst)
        vote = Request("POST", "/flood/p/abcdefghijkl/vote/", headers=headers)
        votes = [await ask(guarded, vote) for _ in range(burst + 1)]
        return votes[-2], votes[-1], await ask(guarded, Request("POST", "/flood/ask/", headers=headers))

    last, refused, asked = run(all_of_them())
    assert (last.status, refused.status, asked.status) == (200, 429, 200)
    assert b"Yours was not counted" in refused.body


def test_an_address_is_believed_from_our_proxies_alone() -> None:
    scope = {"client": ("10.0.0.9", 1), "headers": [(b"x-forwarded-for", b"1.1.1.1, 203.0.113.7")]}
    assert client_address(scope, frozenset()) == "10.0.0.9"
    assert client_address(scope, frozenset({"10.0.0.9"})) == "203.0.113.7"


def test_the_log_has_no_key_to_a_private_page() -> None:
    assert without_secrets("/flood/ask/abcdef/") == "/flood/ask/…/"
    assert without_secrets("/expert/abcdef/") == "/expert/…/"
    assert without_secrets("/flood/p/abc/") == "/flood/p/abc/"


@pytest.mark.loop
def test_a_flood_fills_no_queue_and_keeps_no_honest_reader_and_no_editor_out(
    newsroom_server: Newsroom,
) -> None:
    """P13, with fewer knocks: most from one address, many from a thousand, five honest readers, an editor."""
    flood = Flood.open(newsroom_server, "deluge")
    flood.do(
        "from stoppress.publishing.question_box import change_question_box\n"
        "from stoppress.people.models import Member\n"
        "scene = Scene(Member.objects.get(email='alice@courier.example'), slug)\n"
        "change_question_box(scene.hand(), scene.blog, 0, is_open=True)"
    )
    stamps = {}

    def send(address: str, text: str, *, stamp: str = "") -> tuple[int, str]:
        connection = HTTPConnection(urlsplit(newsroom_server.url).netloc, timeout=60)
        typed = {"text": text, "consent": "yes"} | ({"stamp": stamp} if stamp else {})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address}
        connection.request("POST", "/deluge/ask/", urlencode(typed), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    honest = [f"203.0.{number}.5" for number in range(5)]
    for address in honest:
        status, page = send(address, "When does the school open?")
        assert status == 200
        stamps[address] = page.partition('name="stamp" value="')[2].partition('"')[0]
    with ThreadPoolExecutor(8) as many:
        knocks = [
            many.submit(
                send, "192.0.2.1" if number % 2 else f"10.{number % 50}.{number % 20}.1", f"Flood {number}?"
            )
            for number in range(600)
        ]
        assert flood.publish("In the middle of it")
        statuses = {knock.result()[0] for knock in knocks}
    assert statuses <= {200, 429, 503}
    assert 429 in statuses
    for number, address in enumerate(honest):
        status, page = 422, ""
        while status == 422:  # no sooner than three seconds after the stamp, and no knocking meanwhile
            threading.Event().wait(0.2)
            status, page = send(address, f"When does school {number} open again?", stamp=stamps[address])
        assert status == 303, page
    kept = flood.do(
        "from stoppress.questions.models import Letter\nprint(Letter.objects.filter(blog__slug=slug).count())"
    )
    assert int(kept) == 5
