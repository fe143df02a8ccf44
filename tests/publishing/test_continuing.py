"""A story of many days: each live blog says what continues it and what came before, as soon as readers may know of it."""

from __future__ import annotations

import pytest

from stoppress.press.front import card_key
from stoppress.publishing import addresses, continuing
from stoppress.publishing.refusals import Conflict, Invalid
from stoppress.wire import reading
from stoppress.wire.front import FRONT
from stoppress.wire.models import Wire
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db


def _header(scene: Scene) -> str:
    part = reading.standing_part(scene.blog.wire, "header")
    assert part
    return part.html


def _continue(scene: Scene, later: str) -> None:
    continuing.continue_in(scene.hand(), scene.blog, scene.blog.version, later)


def _days(*phases: str) -> list[Scene]:
    first = open_scene("day-0", phases[0])
    return [
        first,
        *(open_scene(f"day-{number}", phase, first.editor) for number, phase in enumerate(phases[1:], 1)),
    ]


def test_both_lead_to_each_other_when_both_are_public() -> None:
    monday, tuesday = _days("closed", "live")
    _continue(monday, "day-1")
    assert 'This coverage continues in: <a href="/day-1/">' in _header(monday)
    assert '<a href="/day-0/">' in _header(tuesday)


def test_a_live_blog_that_is_being_prepared_is_not_told_of_until_it_is_public() -> None:
    monday, tuesday = _days("closed", "preparing")
    head = monday.blog.wire.head
    _continue(monday, "day-1")
    assert "continues in" not in _header(monday)
    assert "day-1" not in (part := reading.standing_part(monday.blog.wire, "header")).data  # type: ignore[union-attr]
    assert part
    assert monday.blog.wire.head == head + 1  # its version, which the header's data tells
    tuesday.enter("upcoming")
    assert "/day-1/" in _header(monday)


def test_the_whole_chain_stands_with_the_last() -> None:
    days = _days("closed", "closed", "live")
    _continue(days[0], "day-1")
    _continue(days[1], "day-2")
    header = _header(days[2])
    assert header.index("/day-0/") < header.index("/day-1/") < header.index("aria-current")


def test_a_new_headline_and_a_new_address_are_told_by_the_others() -> None:
    days = _days("closed", "live", "live")
    _continue(days[0], "day-1")
    _continue(days[1], "day-2")
    days[1].head("The second day")
    addresses.change_slug(days[1].hand(), days[1].blog, days[1].blog.version, "second-day")
    for other in (days[0], days[2]):
        header = _header(other)
        assert '<a href="/second-day/">' in header
        assert "The second day" in header


def test_who_continues_elsewhere_is_no_longer_told_of() -> None:
    days = _days("closed", "live", "live")
    _continue(days[0], "day-1")
    _continue(days[0], "day-2")
    assert "/day-0/" not in _header(days[1])
    assert "/day-0/" in _header(days[2])
    _continue(days[0], "")
    assert "/day-0/" not in _header(days[2])
    assert "continues in" not in _header(days[0])


def test_no_circles_no_strangers_and_no_stale_forms() -> None:
    days = _days("live", "live")
    _continue(days[0], "day-1")
    for scene, later in ((days[1], "day-0"), (days[0], "day-0"), (days[0], "no-such")):
        with pytest.raises(Invalid) as refused:
            _continue(scene, later)
        assert "continues_in" in refused.value.fields
    with pytest.raises(Conflict):
        continuing.continue_in(days[0].hand(), days[0].blog, 1, "")


def test_the_front_page_says_where_a_coverage_went_on() -> None:
    days = _days("closed", "live")
    _continue(days[0], "day-1")
    assert 'This coverage continues in: <a href="/day-1/"' in _card(days[0])
    assert "Day 1" not in _card(days[0])
    assert '<a href="/day-0/">' in _card(days[1])


def _card(scene: Scene) -> str:
    part = reading.standing_part(Wire.objects.get(name=FRONT), card_key(scene.blog))
    assert part
    return part.html
