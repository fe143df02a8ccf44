"""What is proposed for a live blog: of its published posts alone, with the versions that it was made of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stoppress.drafting import proposals
from stoppress.drafting.proposals import propose_key_points, propose_round_up
from stoppress.publishing import posts, round_ups
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene

WORDS = "<p>The dam at Arle broke at noon and flooded the lower town. Boats are on their way.</p>"


@pytest.fixture
def scene(db: None) -> Scene:
    return open_scene()


def test_only_what_readers_see_of_the_span_is_read(scene: Scene) -> None:
    at = clock.now()
    early = scene.publish("Sirens sound in the lower town")
    with clock.standing_at(at + timedelta(hours=1)):
        shown = scene.publish("Dam at Arle breaks", WORDS)
        gone = scene.publish("Bridge of Sethe falls into the river")
        posts.withdraw(scene.hand(), scene.blog, gone.post, 1, "Not so.")
        posts.save_draft(scene.hand(), scene.blog, Wording("Mayor resigns over the flood"))
        bullets = (Bullet("Council meets in the evening", ((shown.post, None),)),)
        round_ups.publish_round_up(scene.hand(), scene.blog, Summary("Noon", bullets, at))
    found = propose_round_up(scene.blog, at + timedelta(minutes=30), at + timedelta(hours=2))
    assert {bullet.post.public_id for bullet in found.bullets} == {shown.post}
    assert (found.posts_read, found.posts_in_all) == (1, 1)
    assert found.bullets[0].post.words_version == 1
    points = propose_key_points(scene.blog)
    assert {bullet.post.public_id for bullet in points.bullets} == {shown.post, early.post}


def test_a_citation_is_no_word_of_a_proposal(scene: Scene) -> None:
    first = scene.publish("Sirens sound").post
    body = f'<p>The dam broke at noon (<span data-reference="{first}">see 11.20 post</span>), engineers of Arle say.</p>'
    scene.publish("", body)
    texts = [bullet.text for bullet in propose_key_points(scene.blog).bullets]
    assert any("The dam broke at noon, engineers of Arle say" in text for text in texts)


def test_nothing_to_read_is_nothing_to_propose(scene: Scene) -> None:
    now = clock.now()
    assert propose_round_up(scene.blog, now - timedelta(hours=1), now).bullets == ()
    assert propose_key_points(scene.blog).bullets == ()


def test_of_a_very_long_span_the_newest_posts_and_the_key_events_are_read(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_POSTS", 3)
    at = clock.now()
    turning = scene.publish("Dam at Arle breaks", WORDS, is_key_event=True).post
    for number in range(5):
        scene.publish(f"Gauge of the river shows {number} metres")
    found = propose_round_up(scene.blog, at - timedelta(hours=1), clock.now())
    assert (found.posts_read, found.posts_in_all) == (4, 6)
    assert found.bullets[0].post.public_id == turning


def test_a_single_long_post_is_not_retold_whole(scene: Scene) -> None:
    now = clock.now()
    lines = (
        "The dam at Arle broke at noon.",
        "Boats leave the harbour of Sethe.",
        "Trains stand still in the north.",
    )
    more = ("Mayor Okoye asks people to stay upstairs.", "Schools in Harrow close tomorrow.")
    scene.publish("", "".join(f"<p>{line}</p>" for line in lines + more))
    found = propose_round_up(scene.blog, now - timedelta(hours=1), clock.now()).bullets
    assert len(found) > 2
    assert [bullet.is_proposed for bullet in found[:3]] == [True, True, False]
