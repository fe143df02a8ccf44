"""The operator's switch for all who follow (P-4.8), at the seam and by plain ASGI."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from stoppress.edge.regulator import LOOK_AGAIN_SECONDS, NORMAL, Pace, Regulator
from tests.edge.memory import LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Closed, Listener, ask, wait_until
from tests.edge.serving import SERVERS, Served, serving

STREAM = "/flood/live/stream"
SINCE = f"/flood/live/since/{LIFE}-5"


class Switch:
    """What the operator wishes."""

    pace = NORMAL

    def __call__(self) -> Pace:
        return self.pace


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture(params=SERVERS)
def regulated(request: pytest.FixtureRequest, tail: MemoryTail, switch: Switch) -> Iterator[Served]:
    """An edge that heeds the switch, under each server."""
    with serving(request.param, tail, pace=switch) as one:
        yield one


def _pace_of_page(served: Served) -> str:
    found = re.search(r'data-pace="(\d+)"', ask(served, "/flood/").body.decode())
    return found[1] if found else ""


def test_a_slower_pace_holds_in_page_delta_and_hello(regulated: Served, switch: Switch) -> None:
    """P-4.8: nobody is told to ask more often; who is in stays in."""
    with Listener(regulated, STREAM) as listener:
        assert listener.event("hello")["pace"] == 5
        switch.pace = Pace(least_seconds=40)
        wait_until(lambda: ask(regulated, SINCE).json["pace"] == 40, "the delta is slowed down")
        assert _pace_of_page(regulated) == "40"
        assert "again" not in ask(regulated, SINCE).json
        with Listener(regulated, STREAM) as another:
            assert another.event("hello")["pace"] == 40
        assert regulated.edge.open_streams >= 1


def test_a_stop_ends_streams_and_refuses_new_ones_and_the_page_and_the_delta_say_so(
    regulated: Served, switch: Switch
) -> None:
    """P-4.8: pace 0 and `again`; 503 with Retry-After."""
    with Listener(regulated, STREAM) as listener:
        listener.event("hello")
        switch.pace = Pace(is_stopped=True)
        with pytest.raises(Closed):
            while True:
                listener.block()
    wait_until(lambda: regulated.edge.open_streams == 0, "all streams have ended")
    refused = ask(regulated, STREAM)
    assert refused.status == 503
    assert int(refused.headers["retry-after"]) >= LOOK_AGAIN_SECONDS
    told = ask(regulated, SINCE).json
    assert (told["pace"], told["again"]) == (0, LOOK_AGAIN_SECONDS)
    assert _pace_of_page(regulated) == "0"


def test_while_stopped_who_asks_is_told_everything_and_afterwards_all_is_as_before(
    regulated: Served, switch: Switch, flood: MemoryWire
) -> None:
    """P-4.8: the delta goes on telling; the switch leaves nothing behind."""
    normal = ask(regulated, "/flood/").headers["etag"]
    switch.pace = Pace(is_stopped=True)
    wait_until(lambda: ask(regulated, SINCE).json["pace"] == 0, "following is stopped")
    assert ask(regulated, "/flood/").headers["etag"] != normal
    flood.publish()
    wait_until(lambda: ask(regulated, SINCE).json["head"] == 6, "the edge knows the post")
    assert [change["n"] for change in ask(regulated, SINCE).json["changes"]] == [6]
    assert ask(regulated, SINCE).json["pace"] == 0
    switch.pace = NORMAL
    wait_until(lambda: ask(regulated, SINCE).json["pace"] == 5, "following goes on")
    assert "again" not in ask(regulated, SINCE).json
    with Listener(regulated, STREAM) as listener:
        assert listener.event("hello")["pace"] == 5


def test_a_closed_coverage_is_not_looked_at_again() -> None:
    """P-4.8: no `again`; a pace of 0 stays 0 when all are slowed down."""
    for pace in (NORMAL, Pace(least_seconds=40), Pace(is_stopped=True)):
        regulator = Regulator(lambda pace=pace: pace)  # type: ignore[misc]
        regulator.has_changed()
        assert (regulator.seconds(0), regulator.again(0)) == (0, 0)


def test_a_wish_that_cannot_be_read_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged once, and not each second."""
    wishes = iter([Pace(is_stopped=True)])
    regulator = Regulator(lambda: next(wishes))
    assert regulator.has_changed()
    assert not regulator.has_changed()
    assert not regulator.has_changed()
    assert regulator.pace.is_stopped
    assert len(caplog.records) == 1
