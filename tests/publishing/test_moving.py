"""What puts a post elsewhere: a copy, another place in the stream, another live blog; and the note for the next shift."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from stoppress.people import keeping
from stoppress.publishing import (
    duplicating,
    hand_over,
    key_points,
    moving,
    ordering,
    pins,
    posts,
    release_rules,
    round_ups,
    take_down,
    times,
)
from stoppress.publishing.models import AuditEntry, Outgoing
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere, WrongState
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Kind, Post, State
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, member, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return open_scene()


@pytest.fixture
def fire(scene: Scene) -> Scene:
    """Another live blog of the same newsroom."""
    return open_scene("fire", editor=scene.editor)


def _stream(scene: Scene) -> list[str]:
    """The posts on the page, from the top."""
    return [part.key.removeprefix("post/") for part in reading.standing(scene.blog.wire).region("stream")]


# ---- a copy


def test_a_copy_is_a_draft_in_the_same_words_and_the_post_stays_what_it_is(scene: Scene) -> None:
    post = scene.publish("Dam breaks", "<p>400 homes.</p>", kind=Kind.NOTICE, is_key_event=True, byline="Ida")
    head = scene.blog.wire.head
    copy = scene.post(duplicating.duplicate(scene.hand(), scene.blog, post.post).post)
    assert (copy.title, copy.body_html, copy.byline) == ("Dam breaks", "<p>400 homes.</p>", "Ida")
    assert (copy.kind, copy.state, copy.is_key_event) == (Kind.NOTICE, State.DRAFT, False)
    assert scene.post(post.post).version == 1
    assert scene.blog.wire.head == head


def test_a_copy_of_a_round_up_is_a_plain_post_and_of_an_erased_one_there_is_none(scene: Scene) -> None:
    post = scene.publish()
    now = clock.now()
    summary = Summary("In short", (Bullet("Closed.", ((post.post, 1),)),), now - timedelta(hours=1), now)
    summed_up = round_ups.publish_round_up(scene.hand(), scene.blog, summary)
    copy = duplicating.duplicate(scene.hand(), scene.blog, summed_up.post)
    assert scene.post(copy.post).kind == Kind.UPDATE
    take_down.take_down(scene.hand(), scene.blog, post.post, "Law.")
    with pytest.raises(NotThere):
        duplicating.duplicate(scene.hand(), scene.blog, post.post)


# ---- another place


def test_a_post_stands_directly_above_or_below_another_and_the_wire_says_so(scene: Scene) -> None:
    first, second, third = (scene.publish(title).post for title in ("First", "Second", "Third"))
    told_at = scene.post(first).published_at
    ordering.put_beside(scene.hand(), scene.blog, first, 1, "above", second)
    assert _stream(scene) == [third, first, second]
    ordering.put_beside(scene.hand(), scene.blog, third, 1, "below", second)
    assert _stream(scene) == [first, second, third]
    ordering.put_beside(scene.hand(), scene.blog, third, 2, "above", first)
    assert _stream(scene) == [third, first, second]
    assert scene.post(first).published_at == told_at
    newest = scene.publish("Newest").post
    assert _stream(scene)[0] == newest


def test_its_time_again_gives_a_post_the_place_of_that_time(scene: Scene) -> None:
    first, second = scene.publish("First").post, scene.publish("Second").post
    ordering.put_beside(scene.hand(), scene.blog, first, 1, "above", second)
    moment = scene.post(first).published_at
    assert moment
    times.change_time(scene.hand(), scene.blog, first, 2, moment - timedelta(microseconds=1))
    assert _stream(scene) == [second, first]


def test_between_two_that_touch_nothing_fits_and_another_day_is_another_heading(scene: Scene) -> None:
    first, second, third = (scene.publish(title).post for title in ("First", "Second", "Third"))
    place = scene.post(first).place
    Post.objects.filter(public_id=second).update(place=place + 1)
    with pytest.raises(Invalid, match="nothing fits"):
        ordering.put_beside(scene.hand(), scene.blog, third, 1, "above", first)
    with pytest.raises(Invalid, match="the post itself"):
        ordering.put_beside(scene.hand(), scene.blog, third, 1, "above", third)
    times.change_time(scene.hand(), scene.blog, first, 1, clock.now() - timedelta(days=2))
    with pytest.raises(Invalid, match="another day"):
        ordering.put_beside(scene.hand(), scene.blog, third, 1, "above", first)
    with pytest.raises(Invalid, match="above or below"):
        ordering.put_beside(scene.hand(), scene.blog, third, 1, "near", second)


# ---- another live blog


def test_a_post_leaves_one_page_and_stands_on_the_other_and_both_wires_say_so(
    scene: Scene, fire: Scene
) -> None:
    earlier = fire.publish("Earlier")
    post = scene.publish("Wrong page", "<p>Smoke.</p>")
    later = fire.publish("Later")
    heads = scene.blog.wire.head, fire.blog.wire.head
    moving.move_post(scene.hand(), scene.blog, post.post, 1, "fire")
    assert _stream(scene) == []
    assert _stream(fire) == [later.post, post.post, earlier.post]
    moved = scene.post(post.post)
    assert (moved.blog.slug, moved.version, moved.state) == ("fire", 2, State.PUBLISHED)
    assert scene.blog.wire.head > heads[0]
    assert fire.blog.wire.head > heads[1]
    assert [one.act for one in moved.versions.all()] == ["publish", "move post"]


def test_the_log_of_both_live_blogs_has_the_line(scene: Scene, fire: Scene) -> None:
    post = scene.publish().post
    moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
    lines = AuditEntry.objects.filter(act="move post", subject=post)
    assert {line.blog.slug: line.last_number for line in lines if line.blog} == {
        "flood": scene.blog.wire.head,
        "fire": fire.blog.wire.head,
    }


def test_what_led_to_the_post_and_where_it_led_become_words(scene: Scene, fire: Scene) -> None:
    target = scene.publish("Target")
    post = scene.publish("Moves", f'<p>So <span data-reference="{target.post}">before</span>.</p>')
    citing = scene.publish("Cites", f'<p>So <span data-reference="{post.post}">it was</span>.</p>')
    key_points.set_key_points(scene.hand(), scene.blog, [("It moves", post.post)], 0)
    pins.pin(scene.hand(), scene.blog, post.post)
    moving.move_post(scene.hand(), scene.blog, post.post, 1, "fire")
    page = reading.standing(scene.blog.wire).parts
    assert "pinned" not in page
    assert all(post.post not in part.html + part.data for part in page.values())
    assert "it was" in page[f"post/{citing.post}"].html
    assert "It moves" in page["key-points"].html
    there = reading.standing(fire.blog.wire).parts[f"post/{post.post}"]
    assert "before" in there.html
    assert target.post not in there.html
    key_points.restore_key_points(scene.hand(), scene.blog, 1, 1)


def test_its_words_are_in_no_past_of_the_page_that_it_left_so_a_later_take_down_erases_all(
    scene: Scene, fire: Scene
) -> None:
    post = scene.publish("zq7canary", "<p>zq7canary</p>", is_key_event=True)
    scene.publish("Cites", f'<p>So <span data-reference="{post.post}">it was</span>.</p>')
    moving.move_post(scene.hand(), scene.blog, post.post, 1, "fire")
    assert not Change.objects.filter(wire=scene.blog.wire, html__contains="zq7canary").exists()
    assert not Change.objects.filter(wire=scene.blog.wire, data__contains="zq7canary").exists()
    take_down.take_down(scene.hand(), fire.blog, post.post, "Law.")
    assert not Change.objects.filter(html__contains="zq7canary").exists()
    assert not Change.objects.filter(data__contains="zq7canary").exists()


def test_what_waits_about_a_post_does_not_stay_behind_when_it_moves(scene: Scene, fire: Scene) -> None:
    post = scene.publish().post
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True)
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("zq7canary"))
    assert Outgoing.objects.filter(subject=post, content__contains="zq7canary").exists()
    moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
    take_down.take_down(scene.hand(), fire.blog, post, "Law.")
    assert not Outgoing.objects.filter(content__contains="zq7canary").exists()


def test_a_take_down_elsewhere_cuts_the_earlier_key_points_of_the_page_that_it_left(
    scene: Scene, fire: Scene
) -> None:
    post = scene.publish().post
    key_points.set_key_points(scene.hand(), scene.blog, [("zq7canary", post)], 0)
    key_points.set_key_points(scene.hand(), scene.blog, [("Others", None)], 1)
    moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
    assert scene.blog.key_points_versions.filter(points__contains="zq7canary").exists()
    take_down.take_down(scene.hand(), fire.blog, post, "Law.")
    assert not scene.blog.key_points_versions.filter(points__contains="zq7canary").exists()
    assert not Change.objects.filter(data__contains="zq7canary").exists()


def test_a_post_moves_back_and_a_draft_moves_unseen(scene: Scene, fire: Scene) -> None:
    post = scene.publish().post
    moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
    moving.move_post(scene.hand(), fire.blog, post, 2, "flood")
    assert (_stream(scene), _stream(fire)) == ([post], [])
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Draft")).post
    heads = scene.blog.wire.head, fire.blog.wire.head
    moving.move_post(scene.hand(), scene.blog, draft, 1, "fire")
    assert scene.post(draft).blog.slug == "fire"
    assert (scene.blog.wire.head, fire.blog.wire.head) == heads


def test_what_cannot_move_is_refused_in_words(scene: Scene, fire: Scene) -> None:
    open_scene("vote", editor=member("Mallory", "chief", "The Arle Echo"))
    open_scene("later", "preparing", scene.editor)
    post = scene.publish().post
    for to in ("vote", "no-such", "flood", "", "later"):
        with pytest.raises(Invalid) as refused:
            moving.move_post(scene.hand(), scene.blog, post, 1, to)
        assert set(refused.value.fields) == {"to"}
    with pytest.raises(Conflict):
        moving.move_post(scene.hand(), scene.blog, post, 2, "fire")
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Not so.")
    with pytest.raises(WrongState, match="tombstone"):
        moving.move_post(scene.hand(), scene.blog, post, 2, "fire")
    with pytest.raises(NotAllowed):
        reporter = Scene(member("Rosa", "reporter"), "flood")
        moving.move_post(reporter.hand(), scene.blog, scene.publish().post, 1, "fire")


def test_the_right_is_asked_for_in_both_live_blogs(scene: Scene, fire: Scene) -> None:
    host, lent = member("Hanna", "chief"), member("Lena", "viewer")
    keeping.give_blog_role(host, scene.blog.pk, lent.public_id, 0, "editor")
    post = scene.publish().post
    answers = set()
    for slug in ("fire", "no-such"):
        with pytest.raises(Invalid) as refused:
            moving.move_post(Scene(lent, "flood").hand(), scene.blog, post, 1, slug)
        answers.add(refused.value.fields["to"])
    assert len(answers) == 1, "whether there is such a live blog is not told"
    assert _stream(scene) == [post]
    keeping.give_blog_role(host, fire.blog.pk, lent.public_id, 0, "editor")
    moving.move_post(Scene(lent, "flood").hand(), scene.blog, post, 1, "fire")
    assert _stream(fire) == [post]


# ---- the note for the next shift


def test_the_note_has_versions_and_says_who_has_read_it(scene: Scene) -> None:
    bob = Scene(member("Bob", "viewer"), "flood")
    for number, words in enumerate(("The mayor calls at six.", "The mayor has called.")):
        hand_over.write_hand_over(scene.hand(), scene.blog, number, words)
    hand_over.read_hand_over(bob.hand(), scene.blog, 2)
    hand_over.read_hand_over(bob.hand(), scene.blog, 2)
    notes = list(scene.blog.hand_over_notes.all())
    assert [note.text for note in notes] == ["The mayor calls at six.", "The mayor has called."]
    assert [reading.member.name for reading in notes[1].readings.all()] == ["Alice", "Bob"]
    assert all(first.at <= second.at for first, second in pairwise(notes))


def test_nobody_overwrites_a_note_that_she_has_not_seen_and_nobody_has_read_what_she_cannot_have(
    scene: Scene,
) -> None:
    hand_over.write_hand_over(scene.hand(), scene.blog, 0, "One")
    with pytest.raises(Conflict) as overtaken:
        hand_over.write_hand_over(scene.hand(), scene.blog, 0, "Two")
    assert overtaken.value.current == {"version": 1, "note": "One"}
    with pytest.raises(Conflict):
        hand_over.read_hand_over(scene.hand(), scene.blog, 0)
    with pytest.raises(Invalid, match="says this already"):
        hand_over.write_hand_over(scene.hand(), scene.blog, 1, "One")
    with pytest.raises(Invalid):
        hand_over.write_hand_over(scene.hand(), scene.blog, 1, "x" * 8_001)
