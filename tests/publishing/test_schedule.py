"""Posts go out at their moment, in their order, once; what they cite may have been corrected meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stoppress.people import keeping
from stoppress.people.models import Member
from stoppress.publishing import carrying_out, outgoing, posts, release_rules, review, schedule, take_down
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.models import AuditEntry, Outgoing, Standing
from stoppress.publishing.outgoing import AlreadySettled
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Phase, Post, State
from stoppress.toolkit import clock
from tests.cast import Scene, colleague, open_scene

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def scene() -> Scene:
    with clock.standing_at(NOON - timedelta(hours=6)):
        return open_scene()


def _queue(
    scene: Scene, title: str = "At noon", at: datetime = NOON, body: str = "<p>As planned.</p>"
) -> Answer:
    with clock.standing_at(NOON - timedelta(hours=1)):
        return schedule.schedule(scene.hand(), scene.blog, at, wording=Wording(title, body))


def _at(moment: datetime) -> int:
    """How many acts go out when the clock stands there."""
    done = 0
    with clock.standing_at(moment):
        while carrying_out.step():
            done += 1
    return done


def _correct(scene: Scene, post: Answer) -> None:
    posts.correct(scene.hand(), scene.blog, post.post, 1, Wording("400 homes"), "It is 400.")


def test_it_goes_out_at_its_second_and_once(scene: Scene) -> None:
    head = scene.blog.wire.head
    answer = _queue(scene)
    assert (answer.state, answer.waits, answer.due_at) == ("due", "time", NOON.isoformat())
    assert scene.blog.wire.head == head
    assert _at(NOON - SECOND) == 0
    assert _at(NOON) == 1
    assert _at(NOON + SECOND) == 0
    post = scene.post(answer.post)
    assert (post.state, post.published_at) == (State.PUBLISHED, NOON)
    assert carrying_out.next_moment() is None


def test_several_at_one_second_go_out_in_their_order(scene: Scene) -> None:
    names = [_queue(scene, title).outgoing for title in ("one", "two", "three")]
    with clock.standing_at(NOON - SECOND):
        schedule.reorder(scene.hand(), scene.blog, [names[2], names[0], names[1]])
    assert _at(NOON) == 3
    assert list(Post.objects.order_by("place").values_list("title", flat=True)) == ["three", "one", "two"]


def test_changing_places_leaves_the_moments(scene: Scene) -> None:
    early, late = _queue(scene, "early", NOON), _queue(scene, "late", NOON + SECOND * 60)
    schedule.reorder(scene.hand(), scene.blog, [late.outgoing, early.outgoing])
    assert _at(NOON) == 1
    assert scene.post(late.post).state == State.PUBLISHED
    assert scene.post(early.post).state == State.DRAFT
    with pytest.raises(Conflict, match="queue"):
        schedule.reorder(scene.hand(), scene.blog, [early.outgoing, late.outgoing])


def test_a_moment_is_checked_in_words(scene: Scene) -> None:
    for moment, words in (
        (NOON - timedelta(hours=2), "has passed"),
        (NOON + timedelta(days=400), "a year away"),
        (NOON.replace(tzinfo=None), "zone"),
    ):
        with pytest.raises(Invalid) as refused:
            _queue(scene, at=moment)
        assert words in refused.value.fields["release_at"]
    assert not Post.objects.exists()


def test_a_new_moment_a_new_wording_and_a_publishing_by_hand(scene: Scene) -> None:
    answer = _queue(scene)
    with clock.standing_at(NOON - SECOND):
        schedule.schedule(
            scene.hand(), scene.blog, NOON + SECOND, wording=Wording("Better"), draft=answer.post, version=1
        )
    assert Outgoing.objects.count() == 1
    assert _at(NOON) == 0
    with clock.standing_at(NOON):
        posts.publish(scene.hand(), scene.blog, Wording("By hand"), draft=answer.post, version=2)
    assert _at(NOON + SECOND) == 0
    assert scene.post(answer.post).title == "By hand"


def test_a_draft_that_is_stopped_or_thrown_away_does_not_go_out(scene: Scene) -> None:
    stopped, gone = _queue(scene, "stopped"), _queue(scene, "gone")
    schedule.stop(scene.hand(), scene.blog, stopped.outgoing)
    posts.discard_draft(scene.hand(), scene.blog, gone.post, 1)
    assert _at(NOON) == 0
    assert Post.objects.get().state == State.DRAFT


@pytest.mark.parametrize("what", ["corrected", "withdrawn", "taken down"])
def test_a_draft_older_than_a_correction_of_what_it_cites_is_held_back_and_flagged(
    scene: Scene, what: str
) -> None:
    cited = scene.publish("4,000 homes")
    body = f'<p>As said <span data-reference="{cited.post}">before</span>.</p>'
    answer = _queue(scene, body=body)
    if what == "corrected":
        _correct(scene, cited)
    elif what == "withdrawn":
        posts.withdraw(scene.hand(), scene.blog, cited.post, 1, "Not so.")
    else:
        take_down.take_down(scene.hand(), scene.blog, cited.post, "Law.")
    row = Outgoing.objects.get()
    assert outgoing.grave_citations(row)[0].happening == what
    assert _at(NOON) == 1
    row.refresh_from_db()
    assert (row.standing, what in row.note) == (Standing.HELD_BACK, True)
    assert scene.post(answer.post).state == State.DRAFT
    with clock.standing_at(NOON + SECOND):
        assert review.release(scene.hand(), scene.blog, answer.outgoing).state == State.PUBLISHED


def test_an_amendment_of_what_it_cites_does_not_hold_it_back(scene: Scene) -> None:
    cited = scene.publish("4,000 homes")
    answer = _queue(scene, body=f'<p><span data-reference="{cited.post}">before</span></p>')
    posts.amend(scene.hand(), scene.blog, cited.post, 1, Wording("4,000 houses"))
    assert _at(NOON) == 1
    assert scene.post(answer.post).state == State.PUBLISHED


def test_what_was_read_again_goes_out_at_its_moment(scene: Scene) -> None:
    cited = scene.publish("4,000 homes")
    answer = _queue(scene, body=f'<p><span data-reference="{cited.post}">before</span></p>')
    _correct(scene, cited)
    with clock.standing_at(NOON - SECOND):
        review.release(scene.hand(), scene.blog, answer.outgoing)
    assert Outgoing.objects.get().due_at == NOON
    assert _at(NOON) == 1
    assert scene.post(answer.post).state == State.PUBLISHED


def test_where_two_people_are_needed_it_waits_for_the_second_and_then_for_its_moment(scene: Scene) -> None:
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True)
    answer = _queue(scene)
    assert (answer.waits, _at(NOON)) == ("second person", 0)
    bob = Hand(colleague(scene))
    with clock.standing_at(NOON - SECOND):
        assert review.release(bob, scene.blog, answer.outgoing).state == "due"
        posts.save_draft(scene.hand(), scene.blog, Wording("Changed since"), post=answer.post, version=1)
    assert Outgoing.objects.get().standing == Standing.WAITING
    assert _at(NOON) == 0
    with clock.standing_at(NOON + SECOND):
        with pytest.raises(NotAllowed):
            review.release(scene.hand(), scene.blog, answer.outgoing)
        assert review.release(Hand(colleague(scene)), scene.blog, answer.outgoing).state == State.PUBLISHED


def test_a_colleagues_draft_is_scheduled_with_two_people(scene: Scene) -> None:
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True)
    draft = posts.save_draft(Hand(colleague(scene)), scene.blog, Wording("By Bob"))
    with clock.standing_at(NOON - SECOND):
        answer = schedule.schedule(scene.hand(), scene.blog, NOON, draft=draft.post, version=1)
    assert answer.waits == "time"


def test_only_one_of_those_who_try_carries_it_out(scene: Scene) -> None:
    _queue(scene)
    with clock.standing_at(NOON):
        row = Outgoing.objects.select_related("made_by__newsroom").get()
        assert carrying_out.carry_out(row) is not None
        Post.objects.all()  # the row that another process read before it was taken
        hand = Hand(row.made_by, "another key", outgoing=row.public_id)
        with pytest.raises(AlreadySettled):
            posts.amend(hand, scene.blog, scene.post(row.subject).public_id, 2, Wording("Twice"))
        assert carrying_out.carry_out(row) is None or scene.post(row.subject).version == 2
    assert Post.objects.count() == 1


@pytest.mark.parametrize("what", ["deactivated", "viewer"])
def test_what_a_member_sent_who_may_no_longer_waits_for_somebody_who_may(scene: Scene, what: str) -> None:
    answer = _queue(scene)
    values = {"is_active": False} if what == "deactivated" else {"role": "viewer"}
    Member.objects.filter(pk=scene.editor.pk).update(**values)
    assert _at(NOON) == 1
    row = Outgoing.objects.get()
    assert (row.standing, scene.editor.name in row.note) == (Standing.HELD_BACK, True)
    assert scene.post(answer.post).state == State.DRAFT
    bob = Hand(colleague(scene))
    with clock.standing_at(NOON + SECOND):
        assert review.release(bob, scene.blog, row.public_id).state == State.PUBLISHED
    assert AuditEntry.objects.get(act="publish").member == bob.member
    assert scene.post(answer.post).byline == scene.editor.name


def test_all_of_it_is_stopped_in_one_act_and_each_maker_is_told(scene: Scene) -> None:
    first, second = _queue(scene, "one"), _queue(scene, "two", NOON + SECOND)
    bob = Hand(colleague(scene))
    with clock.standing_at(NOON - SECOND):
        assert schedule.stop_all(bob, scene.blog).state == "stopped"
        with pytest.raises(AlreadySettled, match="nothing was stopped"):
            schedule.stop_all(Hand(bob.member), scene.blog)
    assert _at(NOON + SECOND) == 0
    for answer in (first, second):
        draft = scene.post(answer.post)
        assert (draft.state, draft.review.is_ready, draft.review.by) == (State.DRAFT, False, bob.member)


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.PAUSED])
def test_a_coverage_that_has_ended_meanwhile_holds_it_back_and_one_that_pauses_does_not(
    scene: Scene, phase: Phase
) -> None:
    answer = _queue(scene)
    with clock.standing_at(NOON - SECOND):
        scene.enter(phase)
    assert _at(NOON) == 1
    is_out = phase == Phase.PAUSED
    assert (scene.post(answer.post).state == State.PUBLISHED) is is_out
    assert ("The coverage is closed" in Outgoing.objects.get().note) is not is_out


def test_a_clock_that_is_put_back_lets_nothing_out_twice_nor_out_of_order(scene: Scene) -> None:
    first, second = _queue(scene, "one"), _queue(scene, "two", NOON + SECOND)
    assert _at(NOON) == 1
    assert _at(NOON - timedelta(hours=1)) == 0
    assert _at(NOON + SECOND) == 1
    assert list(Post.objects.order_by("place").values_list("public_id", flat=True)) == [
        first.post,
        second.post,
    ]


def test_another_zone_of_the_story_leaves_the_moment(scene: Scene) -> None:
    _queue(scene)
    scene.head("River rises", zone="Asia/Tokyo")
    assert Outgoing.objects.get().due_at == NOON


def test_what_went_out_late_is_told_for_a_day(scene: Scene) -> None:
    _queue(scene)
    assert _at(NOON + 60 * SECOND) == 1
    with clock.standing_at(NOON + 61 * SECOND):
        assert [row.due_at for row in carrying_out.went_out_late(scene.blog)] == [NOON]
    with clock.standing_at(NOON + timedelta(days=2)):
        assert not carrying_out.went_out_late(scene.blog).exists()


def test_an_act_that_has_begun_before_she_was_let_out_does_nothing(scene: Scene) -> None:
    """The request was let in, and waited for the lock while a chief was faster."""
    hand, blog = scene.hand(), scene.blog
    keeping.deactivate(None, scene.editor.newsroom, scene.editor.public_id, scene.editor.version)
    with pytest.raises(NotAllowed, match="was deactivated"):
        posts.publish(hand, blog, Wording("Too late"))
    other = colleague(scene)
    hand = Hand(colleague(scene))
    keeping.change_role(None, other.newsroom, other.public_id, other.version, "viewer")
    with pytest.raises(NotAllowed, match="As viewer"):
        posts.publish(hand, blog, Wording("Too late"))
    assert not Post.objects.exists()


def test_what_is_late_is_told(scene: Scene) -> None:
    _queue(scene)
    with clock.standing_at(NOON + SECOND):
        assert not carrying_out.late().exists()
    with clock.standing_at(NOON + 3 * SECOND):
        assert carrying_out.late().count() == 1


def test_the_next_moment_is_one_question_whatever_waits(scene: Scene) -> None:
    for number in range(5):
        _queue(scene, f"post {number}", NOON + SECOND * number)
    with CaptureQueriesContext(connection) as asked:
        assert carrying_out.next_moment() == NOON
    assert len(asked) == 1


def test_a_draft_is_reviewed_and_its_note_leaves_with_it(scene: Scene) -> None:
    draft = review.ask_for_review(scene.hand(), scene.blog, wording=Wording("Is this right?"))
    assert scene.post(draft.post).review.is_ready
    bob = Hand(colleague(scene))
    review.send_back(bob, scene.blog, draft.post, 1, "Who says so?")
    found = scene.post(draft.post).review
    assert (found.is_ready, found.note, found.by) == (False, "Who says so?", colleague(scene))
    review.ask_for_review(scene.hand(), scene.blog, draft=draft.post, version=1)
    assert scene.post(draft.post).review.note == ""
    posts.publish(bob, scene.blog, Wording("Is this right?"), draft=draft.post, version=1)
    assert not hasattr(scene.post(draft.post), "review")
