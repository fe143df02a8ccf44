"""Any moment can be shown again, and found without a replay: what the index says stood then is what stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from stoppress.toolkit import clock
from stoppress.wire import past, reading
from stoppress.wire.append import Remove, Wish, append
from stoppress.wire.change import Part
from stoppress.wire.models import Change, Wire

pytestmark = pytest.mark.django_db
_START = datetime(2026, 11, 25, 9, tzinfo=UTC)


def _wire(name: str = "flood") -> Wire:
    return Wire.objects.create(name=name)


def _append(wire: Wire, *wishes: Wish, at: datetime = _START) -> None:
    with transaction.atomic(), clock.standing_at(at):
        append(wire, wishes)


def _post(key: int, place: int, words: str = "x") -> Part:
    return Part(f"post/{key}", "stream", place, f"<p>{words}</p>")


def test_at_every_number_it_is_what_a_replay_makes() -> None:
    random = Random(5)
    wire = _wire()
    for step in range(300):
        key = random.randrange(40)
        if random.random() < 0.15:
            _append(wire, Remove(f"post/{key}"))
        else:
            place = key * 10 if random.random() < 0.8 else random.randrange(500) * 10 + 1
            _append(wire, _post(key, place, str(step)))
    wire.refresh_from_db()
    for number in range(wire.head + 1):
        stood = reading.as_of(wire, number).region("stream")[:5]
        assert [change.part for change in past.stream_at(wire, number, 5)] == stood, number


def test_parts_that_stand_alone_are_found_as_they_stood() -> None:
    wire = _wire()
    for words in ("one", "two"):
        _append(wire, Part("header", "header", 0, words))
    _append(wire, Remove("header"))
    assert [
        [change.html for change in past.parts_at(wire, number, ["header", "pinned"])] for number in range(4)
    ] == [
        [],
        ["one"],
        ["two"],
        [],
    ]


def test_a_clock_that_goes_back_does_not_make_a_later_change_an_earlier_one() -> None:
    wire = _wire()
    _append(wire, _post(1, 1), at=_START)
    _append(wire, _post(2, 2), at=_START - timedelta(hours=1))
    assert past.last_before(wire, _START - timedelta(minutes=1)) is None
    assert past.last_before(wire, _START + timedelta(minutes=1)) == (2, _START)


@pytest.mark.parametrize("number", [1, 50, 100])
def test_the_cost_does_not_grow_with_what_has_happened(number: int) -> None:
    """Statements are counted, and none of them may walk: SQLite says of each that it goes by an index."""
    wire = _wire()
    for key in range(100):
        _append(wire, _post(key, key))
    with CaptureQueriesContext(connection) as asked:
        assert len(past.stream_at(wire, number, 20)) == min(number, 20)
    assert len(asked) <= 4
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " | ".join(str(row[3]) for row in cursor.fetchall())
        assert "SCAN" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_what_was_blanked_is_at_no_number() -> None:
    from stoppress.wire import redact

    wire = _wire()
    _append(wire, _post(1, 1, "secret"))
    _append(wire, _post(2, 2))
    with transaction.atomic():
        redact.blank(wire, "post/1")
        append(wire, [Remove("post/1")])
    assert Change.objects.filter(wire=wire).count() == 3
    for number in range(4):
        assert all(change.key != "post/1" for change in past.stream_at(wire, number, 20))
    assert past.last_before(wire, _START + timedelta(days=1))[0] == 2  # type: ignore[index]
