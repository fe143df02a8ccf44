"""No way round a release: unread words, one person for two, a moment before the delay, a key that blocks the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stoppress.people.models import BlogRole
from stoppress.people.rights import Role
from stoppress.publishing import carrying_out, posts, release_rules, review, schedule, versions
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, WrongState
from stoppress.publishing.wording import Wording
from stoppress.stories.models import State
from stoppress.toolkit import clock
from tests.cast import Scene, colleague, open_scene

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    """A live blog of one person, opened in the morning."""
    with clock.standing_at(NOON - 6 * HOUR):
        return open_scene()


def _queue(scene: Scene, title: str = "At noon", at: datetime = NOON, before: timedelta = HOUR) -> Answer:
    with clock.standing_at(NOON - before):
        return schedule.schedule(scene.hand(), scene.blog, at, wording=Wording(title))


def _rules(scene: Scene, *, needs_two_people: bool = False, delay_seconds: int = 0) -> None:
    release_rules.set_release_rules(
        scene.hand(), scene.blog, needs_two_people=needs_two_people, delay_seconds=delay_seconds
    )


def _at(moment: datetime) -> int:
    with clock.standing_at(moment):
        return sum(1 for _ in iter(carrying_out.step, False))


@pytest.mark.parametrize("needs_two_people", [False, True])
@pytest.mark.parametrize("how", ["saves", "restores"])
def test_what_a_contributor_changes_in_a_scheduled_draft_goes_out_only_when_read(
    scene: Scene, how: str, needs_two_people: bool
) -> None:
    _rules(scene, needs_two_people=needs_two_people)
    carla = colleague(scene, "Carla", Role.CONTRIBUTOR)
    draft = posts.save_draft(Hand(carla), scene.blog, Wording("Her first words")).post
    posts.save_draft(scene.hand(), scene.blog, Wording("Read"), post=draft, version=1)
    posts.save_draft(Hand(carla), scene.blog, Wording("Read, too"), post=draft, version=2)
    with clock.standing_at(NOON - HOUR):
        schedule.schedule(scene.hand(), scene.blog, NOON, draft=draft, version=3)
        if how == "saves":
            posts.save_draft(Hand(carla), scene.blog, Wording("Unread"), post=draft, version=3)
        else:
            versions.restore_version(Hand(carla), scene.blog, draft, 3, 1)
    row = Outgoing.objects.get()
    assert (row.due_at, row.standing) == (
        None,
        Standing.WAITING if needs_two_people else Standing.HELD_BACK,
    )
    assert needs_two_people or "Carla has changed the words" in row.note
    assert _at(NOON) == 0
    assert scene.post(draft).state == State.DRAFT
    with pytest.raises(NotAllowed):
        review.release(Hand(carla), scene.blog, row.public_id)
    with clock.standing_at(NOON + SECOND):
        assert review.release(scene.hand(), scene.blog, row.public_id).state == State.PUBLISHED


def test_the_newsrooms_rule_is_not_lifted_by_one_person(scene: Scene) -> None:
    newsroom = scene.editor.newsroom
    newsroom.needs_two_people = True
    newsroom.save()
    asked = release_rules.set_release_rules(
        scene.hand(), scene.blog, needs_two_people=False, of_newsroom=False
    )
    assert asked.waits == "second person"
    with pytest.raises(NotAllowed, match="your words"):
        review.release(scene.hand(), scene.blog, asked.outgoing)
    review.release(Hand(colleague(scene)), scene.blog, asked.outgoing)
    newsroom.refresh_from_db()
    assert not newsroom.needs_two_people


def test_the_newsrooms_rule_is_no_matter_of_an_editor_of_one_live_blog(scene: Scene) -> None:
    rosa = colleague(scene, "Rosa", Role.REPORTER)
    BlogRole.objects.create(member=rosa, blog=scene.blog, role=Role.EDITOR)
    with pytest.raises(NotAllowed, match="this live blog only"):
        release_rules.set_release_rules(Hand(rosa), scene.blog, needs_two_people=True, of_newsroom=True)
    release_rules.set_release_rules(Hand(rosa), scene.blog, needs_two_people=False, of_newsroom=False)
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=False, of_newsroom=True)
    asked = release_rules.set_release_rules(
        scene.hand(), scene.blog, needs_two_people=False, of_newsroom=False
    )
    with pytest.raises(NotAllowed, match="this live blog only"):
        review.release(Hand(rosa), scene.blog, asked.outgoing)


def test_rules_that_waited_are_not_set_over_a_colleagues_since(scene: Scene) -> None:
    _rules(scene, needs_two_people=True)
    asked = release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=False)
    _rules(scene, needs_two_people=True, delay_seconds=30)
    with pytest.raises(WrongState, match="changed the rules meanwhile"):
        review.release(Hand(colleague(scene)), scene.blog, asked.outgoing)
    assert (scene.blog.needs_two_people, scene.blog.delay_seconds) == (True, 30)


def test_no_moment_is_before_the_delay_has_passed(scene: Scene) -> None:
    _rules(scene, delay_seconds=30)
    answer = _queue(scene, at=NOON + SECOND, before=timedelta())
    assert answer.due_at == (NOON + 30 * SECOND).isoformat()
    far = _queue(scene, "In an hour", at=NOON + HOUR, before=timedelta())
    assert far.due_at == (NOON + HOUR).isoformat()
    with clock.standing_at(NOON):
        moved = schedule.schedule(scene.hand(), scene.blog, NOON + 2 * SECOND, draft=far.post, version=1)
        assert moved.due_at == (NOON + 30 * SECOND).isoformat()
        held = scene.publish("Held")
        moved = schedule.schedule(scene.hand(), scene.blog, NOON + SECOND, draft=held.post, version=1)
        assert moved.due_at == (NOON + 30 * SECOND).isoformat()
    assert _at(NOON + 29 * SECOND) == 0


def test_what_changes_places_is_held_for_the_delay_too(scene: Scene) -> None:
    _rules(scene, delay_seconds=30)
    first, second = _queue(scene, "First"), _queue(scene, "Second", at=NOON + HOUR)
    with clock.standing_at(NOON - SECOND):
        schedule.reorder(scene.hand(), scene.blog, [second.outgoing, first.outgoing])
    assert _at(NOON + 28 * SECOND) == 0
    assert _at(NOON + 29 * SECOND) == 1
    assert scene.post(second.post).state == State.PUBLISHED
    assert scene.post(first.post).state == State.DRAFT


def test_nothing_gets_the_place_of_what_waits_past_its_moment(scene: Scene) -> None:
    _rules(scene, needs_two_people=True)
    waiting, ready = _queue(scene, "Waiting"), _queue(scene, "Ready", at=NOON + HOUR)
    with clock.standing_at(NOON - SECOND):
        review.release(Hand(colleague(scene)), scene.blog, ready.outgoing)
    with clock.standing_at(NOON + SECOND):
        assert [row.public_id for row in schedule.in_order(scene.blog)] == [ready.outgoing]
        with pytest.raises(Conflict, match="changed the queue"):
            schedule.reorder(scene.hand(), scene.blog, [ready.outgoing, waiting.outgoing])
    assert _at(NOON + 2 * SECOND) == 0


def test_what_one_person_sent_before_the_rule_waits_for_the_second(scene: Scene) -> None:
    alone = _queue(scene, "Alone")
    carol = colleague(scene, "Carol", Role.REPORTER)
    theirs = posts.save_draft(Hand(carol), scene.blog, Wording("By Carol")).post
    changed = _queue(scene, "Changed").post
    with clock.standing_at(NOON - HOUR):
        schedule.schedule(scene.hand(), scene.blog, NOON, draft=theirs, version=1)
        posts.save_draft(Hand(carol), scene.blog, Wording("By Carol alone"), post=changed, version=1)
    _rules(scene, needs_two_people=True)
    standings = dict(Outgoing.objects.values_list("subject", "standing"))
    assert standings == {alone.post: Standing.WAITING, theirs: Standing.DUE, changed: Standing.WAITING}
    assert _at(NOON) == 1
    with clock.standing_at(NOON + SECOND):
        out = review.release(Hand(colleague(scene)), scene.blog, alone.outgoing)
    assert out.state == State.PUBLISHED


def test_no_key_from_outside_blocks_the_queue(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    queued = _queue(scene)
    taken = Hand(scene.editor, f"outgoing {queued.outgoing}", "desk")
    with pytest.raises(Invalid, match="Make another"):
        posts.publish(taken, scene.blog, Wording("Blocks"))
    content = Outgoing.objects.get().content
    monkeypatch.setattr("stoppress.publishing.act.KEY_OF_CLOCK", "none")
    words = posts.wording_of(scene.post(queued.post))
    posts.publish(taken, scene.blog, words, draft=queued.post, version=1)
    Outgoing.objects.update(standing=Standing.DUE, content=content)
    assert _at(NOON) == 1
    row = Outgoing.objects.get()
    assert (row.standing, row.due_at) == (Standing.HELD_BACK, None)
