"""Live blogs that are not there: names that strangers guess, and one that was public until a restore."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from stoppress.edge.limits import Limits
from stoppress.wire.change import Cursor
from stoppress.wire.tails.sqlite import SqliteTail
from stoppress.wire.tails.tail import GONE, News
from tests.edge.memory import LIFE, MemoryTail, MemoryWire
from tests.edge.reader import Line, Listener, ask, request, wait_until
from tests.edge.serving import QUICK, SERVERS, Served, serving
from tests.edge.test_flipped_bits import EPOCH, Rows


class RestoredTail(MemoryTail):
    """A tail over a file that can be replaced by one without the flood."""

    def news(self, known: Mapping[str, Cursor]) -> dict[str, News]:
        there = {name: cursor for name, cursor in known.items() if name in self.wires}
        return super().news(there) | {name: GONE for name in known.keys() - there.keys()}


def test_a_guessed_name_costs_the_wire_one_question_until_the_next_look(tail: MemoryTail) -> None:
    with serving("seam", tail, Limits(look_seconds=60)) as served:
        for _ in range(20):
            assert ask(served, "/wp-login/").status == 404
        assert tail.asked.count("open") == 1
        tail.wires["wp-login"] = MemoryWire()
        served.edge.look()
        wait_until(lambda: ask(served, "/wp-login/").status == 200, "the new live blog is there")


@pytest.mark.parametrize("kind", SERVERS)
def test_a_live_blog_that_is_gone_after_a_restore_is_not_there_any_more(kind: str, flood: MemoryWire) -> None:
    tail = RestoredTail(flood=flood)
    with serving(kind, tail, QUICK) as served, Listener(served, "/flood/live/stream") as listener:
        listener.event("hello")
        del tail.wires["flood"]
        served.edge.look()
        assert [block.get("event") for block in listener.rest() if "data" in block] == ["reload"]
        wait_until(lambda: _status(served) == 404, "the page is gone")


def _status(served: Served) -> int:
    return ask(served, f"/flood/live/since/{LIFE}-5").status


def test_the_file_tells_which_wires_moved_which_stand_and_which_are_gone(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "wire.sqlite3")
    tail = SqliteTail(tmp_path / "wire.sqlite3")
    here = Cursor(EPOCH, len(rows.changes))
    assert tail.news({"flood": here}) == {}
    assert tail.news({"flood": here, "other": Cursor(EPOCH, 1)}) == {"other": GONE}
    moved = tail.news({"flood": Cursor(EPOCH, 60)})["flood"]
    assert (moved.cursor, moved.changes) == (here, rows.changes[60:])
    rows.connection.execute("UPDATE wire_wire SET head = 0")
    rows.connection.commit()
    assert tail.news({"flood": here}) == {"flood": GONE}
    assert tail.open("flood") is None
    tail.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_a_live_blog_that_moved_to_another_name_sends_everybody_on_and_nobody_is_told_to_load_again(
    kind: str, flood: MemoryWire
) -> None:
    tail = MemoryTail(flood=flood)
    with serving(kind, tail, QUICK) as served, Listener(served, "/flood/live/stream") as listener:
        listener.event("hello")
        tail.rename("flood", "dam")
        served.edge.look()
        assert [block for block in listener.rest() if block.get("event") == "reload"] == []
        for rest in ("/", f"/live/since/{LIFE}-5", "/p/post00000001/", "/before/post00000009?a=b"):
            moved = ask(served, f"/flood{rest}")
            assert (moved.status, moved.headers["location"]) == (308, f"/dam{rest}")
        moved = ask(served, f"/flood/live/stream?since={LIFE}-5")
        assert (moved.status, moved.headers["location"]) == (308, f"/dam/live/stream?since={LIFE}-5")
        assert ask(served, "/dam/").status == 200
        assert ask(served, "/elsewhere/").status == 404


def test_who_asks_for_a_former_name_while_the_newsroom_is_at_work_is_sent_on_too(flood: MemoryWire) -> None:
    tail = MemoryTail(flood=flood)
    tail.rename("flood", "dam")
    with serving("seam", tail, QUICK) as served, Line(served) as line:
        tail.may_answer.clear()
        line.send(request("/flood/"))
        wait_until(lambda: "open" in tail.asked, "the wire is asked")
        served.edge.look()
        served.paper.ask(lambda: None)  # which is heard before the wire answers
        tail.may_answer.set()
        moved = line.answer()
        assert (moved.status, moved.headers["location"]) == (308, "/dam/")
