"""The list of key events follows every act that makes, changes or ends one, at a cost that does not grow with the posts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.press.key_events import SHOWN, key_events_part
from stoppress.publishing import addresses, bringing_in, posts, take_down, times
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.wording import Wording
from stoppress.stories import key_events
from stoppress.stories.models import Kind, Post, State
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, open_scene

#: 9 in the morning in Berlin, which is the scene's zone.
_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def scene(db: None) -> Scene:
    return open_scene()


def _turn(scene: Scene, title: str = "The dam breaks", body: str = "<p>Words.</p>") -> str:
    return scene.publish(title, body, is_key_event=True).post


def _listed(scene: Scene) -> list[str]:
    """The words of the list as it stands, newest first; nothing where there is no list."""
    part = reading.standing_part(scene.blog.wire, "key-events")
    return [str(event["words"]) for event in json.loads(part.data)["events"]] if part else []


def _html(scene: Scene) -> str:
    part = reading.standing_part(scene.blog.wire, "key-events")
    return part.html if part else ""


def test_there_is_no_list_before_the_first_key_event(scene: Scene) -> None:
    scene.publish("Nothing much")
    assert not Change.objects.filter(key="key-events").exists()
    first = _turn(scene)
    assert _listed(scene) == ["The dam breaks"]
    assert f'<a href="/flood/p/{first}/" data-post="{first}">' in _html(scene)


def _amend(scene: Scene, post: str, title: str, *, is_key_event: bool = True) -> None:
    wording = Wording(title, "<p>Words.</p>", is_key_event=is_key_event)
    posts.amend(scene.hand(), scene.blog, post, scene.post(post).version, wording)


def _mark(scene: Scene, post: str, *, is_key_event: bool) -> None:
    posts.mark_key_event(scene.hand(), scene.blog, post, scene.post(post).version, is_key_event)


def _correct(scene: Scene, post: str) -> None:
    wording = Wording("Corrected", "<p>Words.</p>", is_key_event=True)
    posts.correct(scene.hand(), scene.blog, post, scene.post(post).version, wording, "It was wrong.")


def _withdraw(scene: Scene, post: str) -> None:
    posts.withdraw(scene.hand(), scene.blog, post, scene.post(post).version, "Too early.")


ACTS: dict[str, tuple[Callable[[Scene, str], object], list[str]]] = {
    "amend": (lambda scene, post: _amend(scene, post, "Amended"), ["Second", "Amended"]),
    "amend into an ordinary post": (
        lambda scene, post: _amend(scene, post, "First", is_key_event=False),
        ["Second"],
    ),
    "correct": (_correct, ["Second", "Corrected"]),
    "withdraw": (_withdraw, ["Second"]),
    "take down": (
        lambda scene, post: take_down.take_down(scene.hand(), scene.blog, post, "Law."),
        ["Second"],
    ),
    "unmark": (lambda scene, post: _mark(scene, post, is_key_event=False), ["Second"]),
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_the_list_follows_the_act_in_its_own_transaction(scene: Scene, act: str) -> None:
    first = _turn(scene, "First")
    _turn(scene, "Second")
    do, listed = ACTS[act]
    do(scene, first)
    assert _listed(scene) == listed


def test_what_comes_back_is_listed_again(scene: Scene) -> None:
    post = _turn(scene)
    _withdraw(scene, post)
    assert reading.standing_part(scene.blog.wire, "key-events") is None
    posts.restore(scene.hand(), scene.blog, post, scene.post(post).version)
    assert _listed(scene) == ["The dam breaks"]


def test_another_time_is_another_place_in_the_list(scene: Scene) -> None:
    with clock.standing_at(_NINE):
        early = _turn(scene, "Early")
    with clock.standing_at(_NINE + timedelta(minutes=5)):
        late = _turn(scene, "Late")
        assert _listed(scene) == ["Late", "Early"]
        times.change_time(scene.hand(), scene.blog, late, 1, _NINE - timedelta(hours=1))
    assert _listed(scene) == ["Early", "Late"]
    assert [early, late] == [
        event["post"]
        for event in json.loads(reading.standing_part(scene.blog.wire, "key-events").data)["events"]  # type: ignore[union-attr]
    ]


def test_only_the_newest_stand_in_it_and_it_says_how_many_there_are(scene: Scene) -> None:
    for number in range(SHOWN + 3):
        _turn(scene, f"Turn {number}")
    assert _listed(scene) == [f"Turn {number}" for number in reversed(range(3, SHOWN + 3))]
    assert f'<a href="/flood/key-events/">All {SHOWN + 3} key events</a>' in _html(scene)


def test_too_many_are_not_counted(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_events, "MOST_COUNTED", 2)
    for _ in range(3):
        _turn(scene)
    assert '<a href="/flood/key-events/">All key events</a>' in _html(scene)


def test_each_says_its_day_where_it_changes(scene: Scene) -> None:
    for hours in (-48, -47, 0, 1):
        with clock.standing_at(_NINE + timedelta(hours=hours)):
            _turn(scene, f"At {hours}")
    days = [line.partition("</time>")[0].partition("<span>")[2] for line in _html(scene).split("<li>")[1:]]
    assert days == ["25 Nov</span>", "", "23 Nov</span>", ""]


def test_one_without_a_title_is_named_by_its_first_words(scene: Scene) -> None:
    target = scene.publish("A secret title").post
    _turn(scene, "", f'<p>As we said <span data-reference="{target}">a secret wording</span>, it broke.</p>')
    assert "a secret wording" in _listed(scene)[0]
    take_down.take_down(scene.hand(), scene.blog, target, "Law.")
    assert _listed(scene) == ["As we said (a post that was removed), it broke."]
    assert not Change.objects.filter(html__contains="secret wording").exists()


def test_what_was_taken_down_is_in_no_earlier_list(scene: Scene) -> None:
    post = _turn(scene, "An unlawful secret")
    _turn(scene, "Lawful")
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert not Change.objects.filter(html__contains="unlawful").exists()
    assert not Change.objects.filter(data__contains="unlawful").exists()


def test_another_zone_and_another_address_are_followed(scene: Scene) -> None:
    with clock.standing_at(_NINE):
        post = _turn(scene)
        assert ">9.00" in _html(scene)
        scene.head("River", zone="UTC")
        assert ">8.00" in _html(scene)
        addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, "high-water")
        scene.slug = "high-water"
    assert f"/high-water/p/{post}/" in _html(scene)
    assert "/high-water/key-events/" in _html(scene)


def test_a_live_blog_that_arrives_brings_its_list(scene: Scene) -> None:
    words = Wording("The dam breaks", "<p>Words.</p>", is_key_event=True)
    load = Load(Opening("Storm", slug="storm"), [Arrival("a", _NINE, words)])
    bringing_in.bring_in(scene.hand(), load)
    scene.slug = "storm"
    assert _listed(scene) == ["The dam breaks"]


def test_the_cost_does_not_grow_with_the_posts(scene: Scene) -> None:
    """Statements are counted, and none of them may walk: SQLite says of each that it goes by an index of key events."""
    _turn(scene)
    scene.publish()
    blog = scene.blog
    with CaptureQueriesContext(connection) as asked:
        assert key_events_part(blog)
    assert len(asked) == 2
    assert not [query for query in asked.captured_queries if "COUNT(" in query["sql"]]
    newest_round_up = Post.objects.filter(blog=blog, kind=Kind.ROUNDUP, state=State.PUBLISHED)
    for index, query in [
        ("key_events_by_place", key_events.key_events(blog)[:SHOWN]),
        ("key_events_by_place", key_events.key_events(blog).values_list("place", flat=True)[:201]),
        ("round_ups_by_place", newest_round_up.order_by("-place")[:1]),
    ]:
        plan = query.explain()  # with the values bound, as they are when it is asked
        assert f"INDEX {index} " in plan, plan
        assert "SCAN" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_a_post_that_is_no_key_event_asks_nothing_about_them(scene: Scene) -> None:
    _turn(scene)
    with CaptureQueriesContext(connection) as asked:
        scene.publish("Nothing much")
    assert not [query for query in asked.captured_queries if '"is_key_event" AND' in query["sql"]]
    assert Change.objects.filter(key="key-events").count() == 1
