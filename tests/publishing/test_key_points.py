"""The list at the top: its history, what makes a point stale, and what a take-down cuts."""

from __future__ import annotations

import json

import pytest

from stoppress.press.front import card_key
from stoppress.publishing import bringing_in, key_points, posts, take_down
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Conflict, NotAllowed, NotThere
from stoppress.publishing.wording import Wording
from stoppress.stories.key_points import EarlierPoint, earlier_points, stale_points
from stoppress.stories.models import KeyPointsVersion
from stoppress.stories.staleness import Happening
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, member, open_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return open_scene()


def _set(scene: Scene, *points: tuple[str, str | None]) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, list(points), scene.blog.key_points_version)


def _shown(scene: Scene) -> list[dict[str, object]]:
    part = reading.standing_part(scene.blog.wire, "key-points")
    assert part
    points: list[dict[str, object]] = json.loads(part.data)["points"]
    return points


def test_every_list_is_kept_and_an_earlier_one_comes_back_as_a_new_one(scene: Scene) -> None:
    post = scene.publish().post
    _set(scene, ("One", post), ("Two", None))
    _set(scene, ("Three", None))
    key_points.restore_key_points(scene.hand(), scene.blog, 1, 2)
    assert [(row["text"], row["post"]) for row in _shown(scene)] == [("One", post), ("Two", None)]
    kept = KeyPointsVersion.objects.order_by("number")
    assert [[point.text for point in earlier_points(row)] for row in kept] == [
        ["One", "Two"],
        ["Three"],
        ["One", "Two"],
    ]
    with pytest.raises(Conflict):
        key_points.restore_key_points(scene.hand(), scene.blog, 1, 2)
    with pytest.raises(NotThere):
        key_points.restore_key_points(scene.hand(), scene.blog, 9, 3)
    with pytest.raises(NotAllowed):
        key_points.restore_key_points(Hand(member("Rosa", "reporter")), scene.blog, 1, 3)


def test_a_list_that_arrives_is_the_first_of_its_history(scene: Scene) -> None:
    arrivals = [Arrival("a", clock.now(), Wording("Evening"))]
    bringing_in.bring_in(
        scene.hand(), Load(Opening("Arrived", slug="arrived"), arrivals, key_points=[("It was so", "a")])
    )
    assert [point.text for point in earlier_points(KeyPointsVersion.objects.get())] == ["It was so"]


def test_a_point_is_stale_when_its_post_is_not_as_it_was_and_says_why(scene: Scene) -> None:
    same, amended, corrected, withdrawn, gone, back = (scene.publish(title).post for title in "abcdef")
    _set(scene, *[(f"Point {post}", post) for post in (same, amended, corrected, withdrawn, gone, back)])
    posts.mark_key_event(scene.hand(), scene.blog, same, 1, is_key_event=True)
    posts.amend(scene.hand(), scene.blog, amended, 1, Wording("New"))
    posts.amend(scene.hand(), scene.blog, corrected, 1, Wording("New"))
    posts.correct(scene.hand(), scene.blog, corrected, 2, Wording("Right"), "It was wrong.")
    posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, "Wrong.")
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    posts.withdraw(scene.hand(), scene.blog, back, 1, "Wrong.")
    posts.restore(scene.hand(), scene.blog, back, 2)
    assert {stale.post.public_id: stale.happened for stale in stale_points(scene.blog)} == {
        amended: Happening.AMENDED,
        corrected: Happening.CORRECTED,
        withdrawn: Happening.WITHDRAWN,
        gone: Happening.TAKEN_DOWN,
        back: Happening.RESTORED,
    }


def test_a_stale_point_stays_so_until_it_is_let_stand_or_written_anew(scene: Scene) -> None:
    first, second = (scene.publish(title).post for title in "ab")
    _set(scene, ("One", first), ("Two", second))
    for post in (first, second):
        posts.amend(scene.hand(), scene.blog, post, 1, Wording("New"))
    head = scene.blog.wire.head
    _set(scene, ("Two anew", second), ("One", first))
    assert [stale.point.text for stale in stale_points(scene.blog)] == ["One"]
    with pytest.raises(NotThere):
        key_points.let_point_stand(scene.hand(), scene.blog, 0, first, 2)
    with pytest.raises(Conflict):
        key_points.let_point_stand(scene.hand(), scene.blog, 1, first, 1)
    reporter = Hand(member("Rosa", "reporter"))
    assert key_points.let_point_stand(reporter, scene.blog, 1, first, 2).head == head + 1
    assert stale_points(scene.blog) == []


def test_a_take_down_cuts_the_link_the_history_and_the_log(scene: Scene) -> None:
    post, other = scene.publish("Gone").post, scene.publish("Stays").post
    _set(scene, ("Made of its words", post), ("Other", other))
    _set(scene, ("Other", other), ("Made of its words, too", post))
    _set(scene, ("Other", other), ("Still made of them", post))
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert [(row["text"], row["post"]) for row in _shown(scene)] == [
        ("Other", other),
        ("Still made of them", None),
    ]
    kept = list(KeyPointsVersion.objects.order_by("number"))
    assert [earlier_points(row) for row in kept] == [
        [EarlierPoint("", None), EarlierPoint("Other", other)],
        [EarlierPoint("Other", other), EarlierPoint("", None)],
        [EarlierPoint("Other", other), EarlierPoint("", None)],
    ]
    left = Change.objects.filter(html__contains="ade of")
    # What stands now, on the page and on its card: the editor is warned of it.
    assert sorted(left.values_list("key", flat=True)) == [card_key(scene.blog), "key-points"]
    assert [stale.happened for stale in stale_points(scene.blog)] == [Happening.TAKEN_DOWN]
    _set(scene, ("Still made of them", None), ("Other", other))
    assert [stale.happened for stale in stale_points(scene.blog)] == [Happening.TAKEN_DOWN]
    key_points.restore_key_points(scene.hand(), scene.blog, 2, 4)
    assert [row["text"] for row in _shown(scene)] == ["Other"]


def test_a_point_of_a_post_taken_down_that_is_let_stand_leads_nowhere(scene: Scene) -> None:
    post = scene.publish("Gone").post
    _set(scene, ("Still so", post))
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    key_points.let_point_stand(scene.hand(), scene.blog, 0, post, scene.post(post).words_version)
    assert stale_points(scene.blog) == []
    assert _shown(scene) == [{"text": "Still so", "post": None, "url": ""}]


def test_a_point_of_a_withdrawn_post_leads_to_its_tombstone(scene: Scene) -> None:
    post = scene.publish("Rumour").post
    _set(scene, ("A rumour", post))
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Not so.")
    assert _shown(scene)[0]["post"] == post
