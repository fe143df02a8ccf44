"""Snippets are kept by those who may, and nothing whose slots are open goes out: whichever way it would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from stoppress.people.models import BlogRole
from stoppress.publishing import (
    carrying_out,
    duplicating,
    posts,
    review,
    round_ups,
    schedule,
    snippets,
    versions,
)
from stoppress.publishing.answers import Release, Shown, release_answer
from stoppress.publishing.bringing_in import Arrival, Load, bring_in
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.models import AuditEntry, Outgoing, Standing
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.snippets import Piece, delete_snippet, find_snippet, keep_snippet
from stoppress.publishing.wording import Wording
from stoppress.snippets.models import Slot, Snippet
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock
from tests.cast import Scene, colleague, member, open_scene

pytestmark = pytest.mark.django_db
OPEN = Wording("Road closed", "<p>Police have closed {{ road }}.</p>")
CLOSED = Piece("Road closed", "{{ road }} closed", "<p>Police have closed {{ road }} since {{ clock }}.</p>")


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _draft(scene: Scene) -> Answer:
    return posts.save_draft(scene.hand(), scene.blog, OPEN)


def _publish(scene: Scene) -> object:
    return posts.publish(scene.hand(), scene.blog, OPEN)


def _publish_draft(scene: Scene) -> object:
    return posts.publish(scene.hand(), scene.blog, OPEN, draft=_draft(scene).post, version=1)


def _amend(scene: Scene) -> object:
    return posts.amend(scene.hand(), scene.blog, scene.publish().post, 1, OPEN)


def _correct(scene: Scene) -> object:
    return posts.correct(scene.hand(), scene.blog, scene.publish().post, 1, OPEN, "It was another road.")


def _schedule(scene: Scene) -> object:
    later = clock.now() + timedelta(hours=1)
    return schedule.schedule(scene.hand(), scene.blog, later, wording=OPEN)


def _schedule_draft(scene: Scene) -> object:
    later = clock.now() + timedelta(hours=1)
    return schedule.schedule(scene.hand(), scene.blog, later, draft=_draft(scene).post, version=1)


def _wait_for_a_second_person(scene: Scene) -> object:
    LiveBlog.objects.update(needs_two_people=True)
    return _publish(scene)


def _let_it_go_out_after_some_seconds(scene: Scene) -> object:
    LiveBlog.objects.update(delay_seconds=30)
    return _publish(scene)


def _restore_a_version(scene: Scene) -> object:
    draft = _draft(scene).post
    posts.publish(scene.hand(), scene.blog, Wording("Road closed"), draft=draft, version=1)
    return versions.restore_version(scene.hand(), scene.blog, draft, 2, 1)


def _release_an_answer(scene: Scene) -> object:
    return release_answer(scene.hand(), scene.blog, Release((Shown("Which?"),), OPEN))


def _round_up(scene: Scene) -> object:
    post = scene.publish().post
    bullets = (Bullet("Police have closed {{ road }}.", ((post, 1),)),)
    summary = Summary("Noon", bullets, clock.now() - timedelta(hours=1))
    return round_ups.publish_round_up(scene.hand(), scene.blog, summary)


@pytest.mark.parametrize(
    "act",
    [
        _publish,
        _publish_draft,
        _amend,
        _correct,
        _schedule,
        _schedule_draft,
        _wait_for_a_second_person,
        _let_it_go_out_after_some_seconds,
        _restore_a_version,
        _release_an_answer,
        _round_up,
    ],
)
def test_words_with_an_open_slot_do_not_go_out_and_the_refusal_names_it(
    scene: Scene, act: Callable[[Scene], object]
) -> None:
    with pytest.raises(Invalid) as refused:
        act(scene)
    assert "“road”" in refused.value.message
    assert not Outgoing.objects.exists()
    assert not Post.objects.filter(state=State.PUBLISHED, body_html__contains="{{").exists()


def test_every_field_in_which_a_slot_is_open_is_told_beside_itself(scene: Scene) -> None:
    details = {"home": "{{ team }}", "away": "B"}
    words = Wording("{{ a }}", "<p>{{ b }} {{ c }}</p>", "{{ d }}", "scoreboard", details=details)
    with pytest.raises(Invalid) as refused:
        posts.publish(scene.hand(), scene.blog, words)
    told = refused.value.fields
    assert {"title", "body_html", "byline"} <= told.keys()
    assert told["title"] == "The slot “a” is still open. Fill it in or take it out; a draft may keep it."
    assert told["body_html"].startswith("These slots are still open: “b”, “c”.")


def test_a_field_of_a_kind_tells_its_own_slot(scene: Scene) -> None:
    words = Wording("Said", "<p>So.</p>", kind="quote", details={"speaker": "{{ who }}", "words": "So."})
    with pytest.raises(Invalid) as refused:
        posts.publish(scene.hand(), scene.blog, words)
    assert [field for field in refused.value.fields if field.startswith("quote.")]


def test_a_draft_keeps_its_open_slots_and_so_do_its_review_and_its_copy(scene: Scene) -> None:
    draft = _draft(scene).post
    review.ask_for_review(scene.hand(), scene.blog, draft=draft, version=1)
    filled = Wording("Road closed", "<p>Police have closed the A1.</p>")
    posts.publish(scene.hand(), scene.blog, filled, draft=draft, version=1)
    duplicating.duplicate(scene.hand(), scene.blog, draft)
    assert scene.post(draft).state == State.PUBLISHED


def test_a_scheduled_draft_that_got_an_open_slot_since_is_held_back_and_says_why(scene: Scene) -> None:
    now = clock.now()
    words = Wording("Road closed", "<p>At noon.</p>")
    queued = schedule.schedule(scene.hand(), scene.blog, now + timedelta(hours=1), wording=words)
    posts.save_draft(scene.hand(), scene.blog, OPEN, post=queued.post, version=1)
    with clock.standing_at(now + timedelta(hours=2)):
        while carrying_out.step():
            pass
    row = Outgoing.objects.get()
    assert row.standing == Standing.HELD_BACK
    assert "“road”" in row.note
    with pytest.raises(Invalid, match="“road”"):
        review.release(scene.hand(), scene.blog, row.public_id)
    assert scene.post(queued.post).state == State.DRAFT


def test_a_second_person_cannot_release_what_has_an_open_slot(scene: Scene) -> None:
    LiveBlog.objects.update(needs_two_people=True)
    kept = posts.publish(scene.hand(), scene.blog, Wording("Road closed"))
    posts.save_draft(scene.hand(), scene.blog, OPEN, post=kept.post, version=1)
    with pytest.raises(Invalid, match="“road”"):
        review.release(Hand(colleague(scene)), scene.blog, kept.outgoing)


def test_braces_in_code_and_in_words_of_another_house_are_words(scene: Scene) -> None:
    scene.publish("Templates", "<p>Write <code>{{ road }}</code>.</p>")
    load = Load(Opening("Elsewhere", slug="elsewhere"), [Arrival("1", clock.now(), OPEN)])
    bring_in(scene.hand(), load)
    assert Post.objects.filter(state=State.PUBLISHED).count() == 2


def test_a_snippet_is_made_with_its_slots_in_their_order(scene: Scene) -> None:
    asked = (Slot("clock", "Since when?", "noon"), Slot("no longer there", "What?"))
    made = keep_snippet(
        scene.hand(), scene.blog, Piece(CLOSED.name, CLOSED.title, CLOSED.body_html, "notice", asked)
    )
    kept = find_snippet(scene.blog, made.subject)
    assert kept.asks == (Slot("clock", "Since when?", "noon"), Slot("road"))
    assert (kept.kind, kept.version, made.version) == ("notice", 1, 1)
    assert [entry.act for entry in AuditEntry.objects.filter(subject=made.subject)] == ["keep snippet"]


def test_nothing_of_a_snippet_comes_on_the_wire(scene: Scene) -> None:
    head = scene.blog.wire.head
    made = keep_snippet(scene.hand(), scene.blog, CLOSED)
    delete_snippet(scene.hand(), scene.blog, made.subject, 1)
    assert scene.blog.wire.head == head
    assert not Snippet.objects.exists()


def test_a_snippet_of_the_newsroom_is_at_hand_everywhere_and_one_of_a_live_blog_only_there(
    scene: Scene,
) -> None:
    other = open_scene("fire", editor=scene.editor)
    here = keep_snippet(scene.hand(), scene.blog, Piece("Here", "Here")).subject
    everywhere = keep_snippet(scene.hand(), scene.blog, Piece("All", "All", is_of_newsroom=True)).subject
    assert [one.public_id for one in Snippet.objects.at_hand(other.blog)] == [everywhere]
    assert {one.public_id for one in Snippet.objects.at_hand(scene.blog)} == {here, everywhere}
    with pytest.raises(NotThere):
        find_snippet(other.blog, here)


def test_who_is_editor_of_one_live_blog_keeps_its_snippets_and_not_those_of_the_newsroom(
    scene: Scene,
) -> None:
    rosa = colleague(scene, "Rosa", "reporter")
    hand = Hand(rosa)
    with pytest.raises(NotAllowed):
        keep_snippet(hand, scene.blog, CLOSED)
    BlogRole.objects.create(member=rosa, blog=scene.blog, role="editor")
    keep_snippet(hand, scene.blog, CLOSED)
    with pytest.raises(NotAllowed):
        keep_snippet(Hand(rosa), scene.blog, Piece("All", "All", is_of_newsroom=True))
    everywhere = keep_snippet(scene.hand(), scene.blog, Piece("All", "All", is_of_newsroom=True)).subject
    with pytest.raises(NotAllowed):
        delete_snippet(Hand(rosa), scene.blog, everywhere, 1)
    with pytest.raises(NotAllowed):
        keep_snippet(Hand(rosa), scene.blog, Piece("Mine", "Mine"), snippet=everywhere, version=1)


def test_another_newsroom_has_none_of_them(scene: Scene) -> None:
    made = keep_snippet(scene.hand(), scene.blog, Piece("All", "All", is_of_newsroom=True)).subject
    theirs = open_scene("vote", editor=member("Mallory", "chief", newsroom="The Arle Echo"))
    with pytest.raises(NotThere):
        find_snippet(theirs.blog, made)


def test_whoever_was_overtaken_sees_what_stands_and_changes_nothing(scene: Scene) -> None:
    made = keep_snippet(scene.hand(), scene.blog, CLOSED).subject
    keep_snippet(scene.hand(), scene.blog, Piece("Road shut", "Shut"), snippet=made, version=1)
    with pytest.raises(Conflict) as refused:
        keep_snippet(scene.hand(), scene.blog, Piece("Mine", "Mine"), snippet=made, version=1)
    assert refused.value.current["name"] == "Road shut"
    with pytest.raises(Conflict):
        delete_snippet(scene.hand(), scene.blog, made, 1)
    assert find_snippet(scene.blog, made).name == "Road shut"


@pytest.mark.parametrize(
    ("piece", "field"),
    [
        (Piece("", "Words"), "name"),
        (Piece("n" * 81, "Words"), "name"),
        (Piece("road CLOSED", "Words"), "name"),
        (Piece("Empty"), "body_html"),
        (Piece("Kind", "Words", kind="nothing"), "kind"),
        (Piece("Marks", body_html="<p>{{ <em>road</em> }}</p>"), "body_html"),
        (Piece("Long", body_html="<p>{{ " + "n" * 41 + " }}</p>"), "body_html"),
        (Piece("Many", body_html="".join(f"<p>{{{{ s{n} }}}}</p>" for n in range(21))), "body_html"),
        (Piece("Label", "{{ a }}", slots=(Slot("a", "l" * 81),)), "slot-0"),
        (Piece("\x00", "Words"), "name"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(scene: Scene, piece: Piece, field: str) -> None:
    keep_snippet(scene.hand(), scene.blog, CLOSED)
    with pytest.raises(Invalid) as refused:
        keep_snippet(scene.hand(), scene.blog, piece)
    assert field in refused.value.fields
    assert Snippet.objects.count() == 1


def test_posts_that_were_written_with_a_snippet_do_not_change_with_it(scene: Scene) -> None:
    made = keep_snippet(scene.hand(), scene.blog, Piece("Fixed", "Fixed")).subject
    post = scene.publish("Fixed").post
    snippets.delete_snippet(scene.hand(), scene.blog, made, 1)
    assert scene.post(post).title == "Fixed"
