"""Each act on a post: what it leaves, what it refuses, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from stoppress.people.rights import Role
from stoppress.publishing import key_points, live_blogs, pins, posts, take_down
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import AuditEntry, Errand, Receipt
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere, SendingReused, WrongState
from stoppress.publishing.wording import Wording
from stoppress.stories.models import CrossReference, Phase, Post, State
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, member, open_scene

pytestmark = pytest.mark.django_db


#: Savepoints of the test's own transaction included.
_OF_A_NEW_POST = 25


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _html(scene: Scene, key: str) -> str:
    part = reading.standing_part(scene.blog.wire, key)
    return part.html if part else ""


def test_a_published_post_stands_on_the_wire(scene: Scene) -> None:
    answer = scene.publish("Bridge closed", "<p>At noon.</p>")
    assert "At noon." in _html(scene, f"post/{answer.post}")
    assert answer.head == scene.blog.wire.head


def test_a_new_post_asks_little_of_the_database_whatever_stands(
    scene: Scene, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(30):
        posts.publish(scene.hand(), scene.blog, Wording(f"Before {number}", "<p>Words.</p>"))
    hand, blog = scene.hand(), scene.blog
    with django_assert_max_num_queries(_OF_A_NEW_POST):
        posts.publish(hand, blog, Wording("Bridge closed", "<p>Words.</p>"))


def test_the_same_sending_makes_one_post_and_gets_the_same_answer(scene: Scene) -> None:
    hand = scene.hand()
    first = posts.publish(hand, scene.blog, Wording("Once"))
    again = posts.publish(hand, scene.blog, Wording("Once"))
    assert (again.post, again.head, again.is_repeated) == (first.post, first.head, True)
    assert Post.objects.count() == 1


def test_the_same_key_with_another_text_is_refused_in_words(scene: Scene) -> None:
    hand = scene.hand()
    posts.publish(hand, scene.blog, Wording("Once"))
    with pytest.raises(SendingReused, match="Make a new key"):
        posts.publish(hand, scene.blog, Wording("Twice"))
    assert Post.objects.count() == 1


def test_two_members_may_use_the_same_key(scene: Scene) -> None:
    hand = scene.hand()
    posts.publish(hand, scene.blog, Wording("Once"))
    posts.publish(Hand(member("Bob", Role.REPORTER), hand.key), scene.blog, Wording("Twice"))
    assert Post.objects.count() == 2


def test_a_draft_takes_no_number(scene: Scene) -> None:
    before = scene.blog.wire.head
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Secret"))
    assert scene.blog.wire.head == before
    published = posts.publish(
        scene.hand(), scene.blog, Wording("Now open"), draft=draft.post, version=draft.version
    )
    assert published.post == draft.post
    assert "Now open" in _html(scene, f"post/{draft.post}")


def test_a_discarded_draft_leaves_nothing(scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Secret"))
    posts.discard_draft(scene.hand(), scene.blog, draft.post, draft.version)
    assert not Post.objects.exists()


def test_the_second_of_two_editors_sees_the_conflict_and_the_text(scene: Scene) -> None:
    post = scene.publish("First")
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Alice's"))
    with pytest.raises(Conflict) as caught:
        posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Bob's"))
    assert caught.value.current["title"] == "Alice's"
    assert caught.value.current["version"] == post.version + 1


def test_an_amendment_leaves_an_updated_mark_and_no_note(scene: Scene) -> None:
    post = scene.publish("First")
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Second"))
    stored = scene.post(post.post)
    assert stored.modified_at is not None
    assert not stored.corrections.exists()
    assert [version.title for version in stored.versions.all()] == ["First", "Second"]


def test_a_correction_shows_its_note(scene: Scene) -> None:
    post = scene.publish("Five hurt")
    posts.correct(
        scene.hand(), scene.blog, post.post, post.version, Wording("Four hurt"), "We said five; it is four."
    )
    assert "We said five; it is four." in _html(scene, f"post/{post.post}")


def test_a_correction_without_a_note_is_refused(scene: Scene) -> None:
    post = scene.publish("Five hurt")
    with pytest.raises(Invalid, match="what was wrong"):
        posts.correct(scene.hand(), scene.blog, post.post, post.version, Wording("Four hurt"), "  ")
    assert scene.post(post.post).title == "Five hurt"


def test_a_withdrawn_post_leaves_a_tombstone_with_the_reason_only(scene: Scene) -> None:
    post = scene.publish("Heron escaped", "<p>Unconfirmed words.</p>")
    posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "We could not confirm it.")
    tombstone = _html(scene, f"post/{post.post}")
    assert "We could not confirm it." in tombstone
    assert "Unconfirmed words" not in tombstone
    assert "Heron escaped" not in tombstone


def test_a_withdrawal_can_be_undone(scene: Scene) -> None:
    post = scene.publish("Heron escaped")
    before = _html(scene, f"post/{post.post}")
    gone = posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "Wrong.")
    posts.restore(scene.hand(), scene.blog, post.post, gone.version)
    assert _html(scene, f"post/{post.post}") == before


def test_withdrawing_a_pinned_post_takes_the_pin_out(scene: Scene) -> None:
    post = scene.publish()
    pins.pin(scene.hand(), scene.blog, post.post)
    assert "Bridge closed" in _html(scene, "pinned")
    posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "Wrong.")
    assert _html(scene, "pinned") == ""


def test_amending_a_pinned_post_changes_both_copies(scene: Scene) -> None:
    post = scene.publish()
    pins.pin(scene.hand(), scene.blog, post.post)
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Bridge open"))
    assert "Bridge open" in _html(scene, "pinned")
    assert "Bridge open" in _html(scene, f"post/{post.post}")


def test_a_take_down_erases_the_text_everywhere_and_keeps_the_numbers(scene: Scene) -> None:
    post = scene.publish("Canaryword", "<p>canaryword</p>")
    pins.pin(scene.hand(), scene.blog, post.post)
    key_points.set_key_points(scene.hand(), scene.blog, [("A point", post.post)], 0)
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Canaryword two"))
    head = scene.blog.wire.head
    take_down.take_down(scene.hand(), scene.blog, post.post, "A court asked for it.")
    blanked = Change.objects.filter(wire=scene.blog.wire, number__lte=head)
    assert blanked.count() == head
    every_word = "".join(row.html + row.data for row in Change.objects.all())
    assert "anaryword" not in every_word
    stored = scene.post(post.post)
    assert (stored.title, stored.body_html, stored.state) == ("", "", State.TAKEN_DOWN)
    assert not stored.versions.exists()
    assert stored.take_down.reason == "A court asked for it."
    assert Errand.objects.filter(kind="scrub").exists()


def test_a_post_taken_down_is_not_there_any_more(scene: Scene) -> None:
    post = scene.publish()
    take_down.take_down(scene.hand(), scene.blog, post.post, "Law.")
    with pytest.raises(NotThere):
        posts.amend(scene.hand(), scene.blog, post.post, post.version + 1, Wording("Back"))


def test_order_never_goes_back_with_the_clock(scene: Scene) -> None:
    from datetime import timedelta

    from stoppress.toolkit import clock

    first = scene.publish("First")
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        second = scene.publish("Second")
    assert scene.post(second.post).place > scene.post(first.post).place


def test_an_empty_post_is_refused_with_what_to_do(scene: Scene) -> None:
    with pytest.raises(Invalid) as caught:
        scene.publish("", "<p> </p><script>alert(1)</script>")
    assert "Write a title or a text" in caught.value.fields["body_html"]


@pytest.mark.parametrize(
    ("title", "body", "field", "words"),
    [
        ("x" * 201, "", "title", "Shorten it by 1"),
        ("t", "<p>" + "x" * 100_001, "body_html", "Cut it into several posts"),
        ("t", "x" * 1_000_001, "body_html", "Shorten it by 1"),
        ("nul\x00", "", "title", "plain text"),
        ("t", "lone \ud800 surrogate", "body_html", "plain text"),
        ("t", "caf\ufffd", "body_html", "wrong encoding"),
        ("t", "<blockquote>" * 5_000, "body_html", "nested too deeply"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    scene: Scene, title: str, body: str, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        scene.publish(title, body)
    assert words in caught.value.fields[field]
    assert not Post.objects.exists()


def test_nothing_is_published_before_the_page_is_public_or_after_it_closed(scene: Scene) -> None:
    scene.enter(Phase.CLOSED)
    with pytest.raises(WrongState, match="closed"):
        scene.publish()
    quiet = open_scene("quiet", Phase.PREPARING, scene.editor)
    with pytest.raises(WrongState, match="not public yet"):
        quiet.publish()
    assert quiet.blog.wire.head == 0


def test_a_closed_blog_can_still_be_corrected(scene: Scene) -> None:
    post = scene.publish()
    scene.enter(Phase.CLOSED)
    posts.correct(scene.hand(), scene.blog, post.post, post.version, Wording("Bridge open"), "It was open.")
    assert "Bridge open" in _html(scene, f"post/{post.post}")


def test_a_viewer_may_not_publish(scene: Scene) -> None:
    viewer = member("Vera", Role.VIEWER)
    with pytest.raises(NotAllowed, match="As viewer you cannot publish"):
        posts.publish(Hand(viewer), scene.blog, Wording("x"))


def test_another_newsroom_finds_nothing(scene: Scene) -> None:
    stranger = member("Sam", Role.CHIEF, "The Other Gazette")
    with pytest.raises(NotThere):
        posts.publish(Hand(stranger), scene.blog, Wording("x"))


def test_a_post_of_another_blog_is_not_there(scene: Scene) -> None:
    other = open_scene("fire", Phase.LIVE, scene.editor)
    post = scene.publish()
    with pytest.raises(NotThere):
        posts.amend(other.hand(), other.blog, post.post, post.version, Wording("x"))


def test_a_reference_is_a_typed_link_and_one_to_a_draft_stays_plain(scene: Scene) -> None:
    target = scene.publish("Target")
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Secret"))
    body = (
        f'<p><span data-reference="{target.post}">see 9.50 post</span> and '
        f'<span data-reference="{draft.post}">see 10.10 post</span></p>'
    )
    origin = scene.publish("Origin", body)
    html = _html(scene, f"post/{origin.post}")
    assert f'href="/flood/p/{target.post}/"' in html
    assert draft.post not in html
    assert "see 10.10 post" in html
    assert CrossReference.objects.count() == 1


def test_every_act_leaves_an_audit_entry_without_the_text(scene: Scene) -> None:
    post = scene.publish("Canaryword")
    entry = AuditEntry.objects.get(act="publish")
    assert (entry.subject, entry.member, entry.door) == (post.post, scene.editor, "desk")
    assert "Canaryword" not in " ".join(str(value) for value in vars(entry).values())
    assert all("Canaryword" not in receipt.answer for receipt in Receipt.objects.all())


def test_key_points_keep_their_order_and_lead_to_posts(scene: Scene) -> None:
    first, second = scene.publish("One"), scene.publish("Two")
    key_points.set_key_points(scene.hand(), scene.blog, [("B", second.post), ("A", first.post)], 0)
    html = _html(scene, "key-points")
    assert html.index(f"/flood/p/{second.post}/") < html.index(f"/flood/p/{first.post}/")


def test_key_points_of_two_editors_conflict(scene: Scene) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("A", None)], 0)
    with pytest.raises(Conflict) as caught:
        key_points.set_key_points(scene.hand(), scene.blog, [("B", None)], 0)
    assert caught.value.current["version"] == 1


def test_a_key_point_to_a_draft_is_refused(scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Secret"))
    with pytest.raises(Invalid, match="not on the page"):
        key_points.set_key_points(scene.hand(), scene.blog, [("A", draft.post)], 0)


def test_the_start_of_the_coverage_is_fixed_by_the_first_opening(scene: Scene) -> None:
    start = scene.blog.coverage_starts_at
    for phase in (Phase.PAUSED, Phase.LIVE, Phase.CLOSED, Phase.LIVE):
        scene.enter(phase)
    assert scene.blog.coverage_starts_at == start
    assert scene.blog.coverage_ended_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"headline": " "}, "headline"),
        ({"headline": "x" * 201}, "headline"),
        ({"standfirst": "x" * 1_001}, "standfirst"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"language": "xx-nope"}, "language"),
        ({"slug": "No Spaces"}, "slug"),
        ({"slug": "desk"}, "slug"),
        ({"slug": "flood"}, "slug"),
    ],
)
def test_a_live_blog_that_cannot_be_is_refused_beside_its_field(
    scene: Scene, change: dict[str, str], field: str
) -> None:
    opening = live_blogs.Opening(**{"headline": "Fire", **change})
    with pytest.raises(Invalid) as caught:
        live_blogs.open_live_blog(scene.hand(), opening)
    assert caught.value.fields[field]


def test_a_change_that_changes_nothing_takes_no_number(scene: Scene) -> None:
    post = scene.publish()
    head = scene.blog.wire.head
    pins.pin(scene.hand(), scene.blog, post.post)
    pins.pin(scene.hand(), scene.blog, post.post)
    assert scene.blog.wire.head == head + 1
