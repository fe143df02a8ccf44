"""Acts go first: what only looks waits for an act that has begun and for its news, but never for long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from stoppress.project import precedence
from stoppress.project.door import Door
from stoppress.project.precedence import Acts, GivingWay
from tests.project.asking import Request, ask
from tests.server import Newsroom

FOR_EVER = 30.0


class Desk:
    """A WSGI application that notes what was done in which order; an act stays inside until it is let go."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            self.entered.set()
            assert self.let_go.wait(FOR_EVER)
        self.done.append(environ["REQUEST_METHOD"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]


class Doors:
    """The writing door and one that looks, with an act inside the first."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.writing = Door(self.desk)
        self.looking = Door(self.desk, after=self.writing.acts, thread_name="looking")

    def run(self, then: Callable[[Doors, asyncio.Task[Any]], Any]) -> list[str]:
        """Begin an act, do this, let the act end; returns what was done in which order."""

        async def story() -> None:
            act = asyncio.create_task(ask(self.writing, Request("POST", "/desk/flood/")))
            await asyncio.to_thread(self.desk.entered.wait, FOR_EVER)
            await then(self, act)
            self.desk.let_go.set()
            await act

        try:
            asyncio.run(story())
        finally:
            self.desk.let_go.set()
            self.looking.close()
            self.writing.close()
        return self.desk.done


def test_a_look_waits_for_the_act_that_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVEN_SECONDS", FOR_EVER)
    waits = threading.Event()

    async def look(doors: Doors, act: asyncio.Task[Any]) -> None:
        acts = doors.writing.acts
        monkeypatch.setattr(acts, "are_over", _telling(waits, acts.are_over))
        looked = asyncio.create_task(ask(doors.looking, Request()))
        await asyncio.to_thread(waits.wait, FOR_EVER)
        assert doors.desk.done == []
        doors.desk.let_go.set()
        await asyncio.gather(act, looked)

    assert Doors().run(look) == ["POST", "GET"]


def test_a_look_does_not_wait_for_an_act_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVEN_SECONDS", 0.01)

    async def look(doors: Doors, _act: asyncio.Task[Any]) -> None:
        assert (await ask(doors.looking, Request())).status == 200

    assert Doors().run(look) == ["GET", "POST"]


def test_who_has_waited_does_not_wait_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "GIVEN_SECONDS", FOR_EVER)
    acts, waited = Acts(), list[float]()

    def are_over(within: float = 0.0) -> bool:
        waited.extend([within] if within else [])
        return False

    monkeypatch.setattr(acts, "are_over", are_over)
    give_way = GivingWay(acts)
    for _ in range(5):
        give_way()
    assert waited == [FOR_EVER]


def test_an_act_is_over_when_its_news_has_gone_out_and_no_other_has_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acts = Acts()

    async def story() -> None:
        assert acts.are_over()
        monkeypatch.setattr(precedence, "NEWS_SECONDS", FOR_EVER)
        with acts.one(), acts.one():
            assert not acts.are_over()
        assert not acts.are_over()  # answered; its news is on the way
        monkeypatch.setattr(precedence, "NEWS_SECONDS", 0.001)
        with acts.one():
            pass
        assert await asyncio.to_thread(acts.are_over, FOR_EVER)
        assert acts.are_over()

    asyncio.run(story())


def test_an_act_that_was_broken_off_is_over_too() -> None:
    acts = Acts()

    async def story() -> None:
        with pytest.raises(ValueError, match="broken"), acts.one():
            raise ValueError("broken")
        assert await asyncio.to_thread(acts.are_over, FOR_EVER)

    asyncio.run(story())


def test_looks_pictures_and_readers_pages_give_way_to_the_desk_and_no_act_does(
    newsroom_server: Newsroom,
) -> None:
    told = newsroom_server.python(
        "from stoppress.project.asgi import application as all\n"
        "from stoppress.project.precedence import GivingWay\n"
        "doors = [all.beside, all.showing, all.lobby, all.door]\n"
        "print([isinstance(d._give_way, GivingWay) and d._give_way._acts is all.door.acts for d in doors])"
    )
    assert told == "[True, True, True, False]"


def _telling(waits: threading.Event, are_over: Callable[..., bool]) -> Callable[..., bool]:
    """The same question, which says when somebody begins to wait."""

    def told(within: float = 0.0) -> bool:
        if within:
            waits.set()
        return are_over(within)

    return told
