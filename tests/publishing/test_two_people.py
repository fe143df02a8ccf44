"""Where two people are needed, nothing goes out with one; where there is a delay, all of it can be stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any, SupportsIndex

import pytest

from stoppress.people.models import Member
from stoppress.people.rights import RIGHTS, Role
from stoppress.publishing import (
    addresses,
    answers,
    bringing_in,
    carrying_out,
    experts,
    key_points,
    live_blogs,
    moving,
    outgoing,
    posts,
    question_box,
    release_rules,
    review,
    round_ups,
    schedule,
    sessions,
    times,
    versions,
)
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.models import AuditEntry, Outgoing, Standing
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, NotThere, Refusal, WrongState
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.questions.models import Session
from stoppress.stories.models import LiveBlog, Phase, Post, Review, State
from stoppress.toolkit import clock
from stoppress.wire.front import FRONT
from stoppress.wire.models import Change, Wire
from tests.cast import Scene, colleague, open_scene
from tests.law import acts_at_random, answers_at_random, outgoing_at_random
from tests.law.acts_at_random import ACTS

pytestmark = pytest.mark.django_db

#: What takes words away goes at once. The tombstone of a withdrawn post says why: the one line that one person alone can put out.
_GO_AT_ONCE = {"withdraw"}
_WITH_A_COLLEAGUE = {"release", "send_back", "send_back_act"}
_TYPED = re.compile(r"zq\d+")


@pytest.fixture
def scene() -> Scene:
    """A live blog in which a second person releases."""
    opened = open_scene()
    release_rules.set_release_rules(opened.hand(), opened.blog, needs_two_people=True)
    return opened


def bob(scene: Scene) -> Hand:
    """The second person's hand."""
    return Hand(colleague(scene), door="desk")


def _head(scene: Scene) -> int:
    return scene.blog.wire.head


def test_nothing_that_one_person_typed_is_ever_public(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act of the publishing room at random, by one pair of hands: of the words that she types none comes out."""
    _type_new_words(monkeypatch)
    prepared = open_scene("prepared", Phase.PREPARING, scene.editor)
    release_rules.set_release_rules(prepared.hand(), prepared.blog, needs_two_people=True)
    scene.editor.newsroom.needs_two_people = True
    scene.editor.newsroom.save()
    _begin_with_some_posts(scene)
    random, done, came_out = Random(11), set(), set()
    alone = sorted(ACTS.keys() - _WITH_A_COLLEAGUE)
    for name in random.sample(alone, len(alone)) + random.sample(alone, len(alone)) + alone:
        for place in (scene, prepared):
            before = _public_words()
            try:
                ACTS[name](random, place)
                done.add(name)
            except Refusal:
                continue
            if _public_words() - before:
                came_out.add(name)
    assert came_out <= _GO_AT_ONCE
    assert Outgoing.objects.filter(standing=Standing.WAITING).exists()
    assert len(done) > len(alone) / 2


def _type_new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is typed at random is a word that was never typed before."""
    fresh = count()

    class Typed(list[str]):
        def __getitem__(self, where: SupportsIndex | slice) -> Any:
            return Typed(super().__getitem__(where)) if isinstance(where, slice) else f"zq{next(fresh)}"

    monkeypatch.setattr(acts_at_random, "WORDS", Typed("abc"))
    monkeypatch.setattr(answers_at_random, "_ASKED", Typed("abcd"))
    monkeypatch.setattr(answers_at_random, "_ANSWERS", Typed("abc"))
    monkeypatch.setattr(outgoing_at_random, "WORDS", Typed("abc"))


def _begin_with_some_posts(scene: Scene) -> None:
    """Posts that two people have let out, so that there is something to amend, correct and answer."""
    for number in range(3):
        kept = scene.publish(f"Gauge {number}").outgoing
        review.release(bob(scene), scene.blog, kept)
    asked = answers.release_answer(
        scene.hand(), scene.blog, Release((Shown("Is it safe?"),), Wording("So", "<p>Yes.</p>"))
    )
    review.release(bob(scene), scene.blog, asked.outgoing)


def _public_words() -> set[str]:
    rows = Change.objects.values_list("html", "data", "key", "wire__name")
    return {word for row in rows for text in row for word in _TYPED.findall(text)}


def test_each_act_that_makes_words_public_waits_and_goes_out_when_another_releases_it(scene: Scene) -> None:
    key = scene.blog.pk
    for name, do in _each_that_waits(scene).items():
        front, head = Wire.objects.get(name=FRONT).head, _head(scene)
        answer = do()
        assert (answer.waits, _head(scene)) == ("second person", head), name
        assert Wire.objects.get(name=FRONT).head == front, name
        assert review.release(bob(scene), LiveBlog.objects.get(slug=answer.blog), answer.outgoing).outgoing
        scene.slug = LiveBlog.objects.get(pk=key).slug
        row = Outgoing.objects.get(public_id=answer.outgoing)
        assert (row.standing, row.act) == (Standing.OUT, "publish" if name == "publish round-up" else name)


def _each_that_waits(scene: Scene) -> dict[str, Callable[[], Answer]]:
    """One sending of every act that makes words public, each by Alice, in an order in which each can be done."""

    def out(answer: Answer) -> Answer:
        return review.release(bob(scene), scene.blog, answer.outgoing)

    def post() -> Post:
        return scene.post(stands.post)

    stands = out(scene.publish("Stands", "<p>It stands.</p>"))
    gone = out(scene.publish("Gone"))
    posts.withdraw(scene.hand(), scene.blog, gone.post, 2, "Not so.")
    prepared = open_scene("prepared", Phase.PREPARING, scene.editor)
    LiveBlog.objects.filter(slug="prepared").update(needs_two_people=True)
    now = clock.now()
    summary = Summary(
        "In short", (Bullet("It rises.", ((stands.post, None),)),), now - timedelta(hours=1), now
    )
    release = Release((Shown("Is it safe?"),), Wording("So", "<p>Yes.</p>"))

    def act(function: Callable[..., Answer], *arguments: Any, **more: Any) -> Answer:
        return function(scene.hand(), scene.blog, *arguments, **more)

    return {
        "publish": lambda: scene.publish("New"),
        "publish round-up": lambda: act(round_ups.publish_round_up, summary),
        "release answer": lambda: act(answers.release_answer, release),
        "amend": lambda: act(posts.amend, stands.post, post().version, Wording("Amended")),
        "correct": lambda: act(
            posts.correct, stands.post, post().version, Wording("Put right"), "It was wrong."
        ),
        "restore version": lambda: act(versions.restore_version, stands.post, post().version, 1),
        "restore": lambda: act(posts.restore, gone.post, scene.post(gone.post).version),
        "amend answer": lambda: act(
            answers.amend_answer,
            (answered := Post.objects.get(kind="answer")).public_id,
            answered.version,
            (Shown("Is it quite safe?"),),
            name="Alice",
        ),
        "set key points": lambda: act(key_points.set_key_points, [("A point", stands.post)], 0),
        "restore key points": lambda: act(key_points.restore_key_points, 1, 1),
        "change header": lambda: scene.head("Another headline"),
        "change slug": lambda: act(addresses.change_slug, scene.blog.version, "flood-at-arle"),
        "change phase": lambda: prepared.enter(Phase.LIVE),
        "open session": lambda: act(sessions.open_session, "Your water"),
        "rename session": lambda: act(
            sessions.rename_session, Session.objects.get(blog=scene.blog).public_id, 1, "Your bridges"
        ),
        "change question box": lambda: act(
            question_box.change_question_box, 0, is_open=True, invitation="Ask us."
        ),
        "set release rules": lambda: act(release_rules.set_release_rules, needs_two_people=False),
    }


def test_the_list_of_what_waits_is_whole(scene: Scene) -> None:
    assert _each_that_waits(scene).keys() == outgoing.MAKE_WORDS_PUBLIC.keys()


def test_each_act_of_the_publishing_room_is_decided_about() -> None:
    """What makes words public has a right to release it, and can be done again from what is kept of it."""
    assert {*outgoing.MAKE_WORDS_PUBLIC} - {"publish round-up"} == carrying_out.AGAIN.keys()
    assert RIGHTS.keys() >= set(outgoing.MAKE_WORDS_PUBLIC.values())


def test_a_post_waits_as_a_draft_and_goes_out_when_another_releases_it(scene: Scene) -> None:
    head = _head(scene)
    answer = scene.publish("Bridge closed")
    assert (answer.waits, answer.state, _head(scene)) == ("second person", "waiting", head)
    assert scene.post(answer.post).state == State.DRAFT
    out = review.release(bob(scene), scene.blog, answer.outgoing)
    assert (out.post, out.state, out.head) == (answer.post, State.PUBLISHED, _head(scene))
    post = scene.post(answer.post)
    assert (post.state, post.byline) == (State.PUBLISHED, "Alice")
    row = Outgoing.objects.get()
    assert (row.standing, row.content, row.released_by) == (Standing.OUT, "{}", colleague(scene))
    assert AuditEntry.objects.filter(act="release act", member=colleague(scene)).count() == 1


def test_whoever_wrote_it_cannot_release_it_nor_can_one_without_the_right(scene: Scene) -> None:
    mine = scene.publish().outgoing
    with pytest.raises(NotAllowed, match="your words"):
        review.release(scene.hand(), scene.blog, mine)
    header = scene.head("New headline").outgoing
    with pytest.raises(NotAllowed, match="reporter"):
        review.release(Hand(colleague(scene, "Carol", Role.REPORTER)), scene.blog, header)
    with pytest.raises(NotThere):
        review.release(bob(scene), scene.blog, "no-such")


def test_a_second_persons_change_makes_her_the_writer(scene: Scene) -> None:
    answer = scene.publish("Bridge closed")
    posts.save_draft(bob(scene), scene.blog, Wording("Bridge shut"), post=answer.post, version=1)
    with pytest.raises(NotAllowed):
        review.release(bob(scene), scene.blog, answer.outgoing)
    review.release(scene.hand(), scene.blog, answer.outgoing)
    assert scene.post(answer.post).title == "Bridge shut"


def test_publishing_a_colleagues_draft_as_it_stands_is_the_release(scene: Scene) -> None:
    carol = colleague(scene, "Carol", Role.REPORTER)
    words = Wording("By Carol", "<p>What she saw.</p>", byline="Carol")
    draft = posts.save_draft(Hand(carol), scene.blog, words)
    changed = posts.publish(scene.hand(), scene.blog, Wording("By Alice"), draft=draft.post, version=1)
    assert changed.waits == "second person"
    draft = posts.save_draft(Hand(carol), scene.blog, words)
    assert (
        posts.publish(scene.hand(), scene.blog, words, draft=draft.post, version=1).state == State.PUBLISHED
    )


@pytest.mark.parametrize("is_stopped", [False, True])
def test_an_amendment_waits_and_can_be_stopped(scene: Scene, is_stopped: bool) -> None:
    post = review.release(bob(scene), scene.blog, scene.publish("Old").outgoing)
    answer = posts.correct(scene.hand(), scene.blog, post.post, post.version, Wording("New"), "It was old.")
    assert (answer.waits, scene.post(post.post).title) == ("second person", "Old")
    if is_stopped:
        schedule.stop(scene.hand(), scene.blog, answer.outgoing)
        assert Outgoing.objects.open().get().standing == Standing.STOPPED
    review.release(bob(scene), scene.blog, answer.outgoing)
    found = scene.post(post.post)
    assert (found.title, found.corrections.get().note) == ("New", "It was old.")


def test_an_act_is_sent_back_with_a_note_and_thrown_away(scene: Scene) -> None:
    answer = key_points.set_key_points(scene.hand(), scene.blog, [("A point", None)], 0)
    with pytest.raises(Invalid):
        review.send_back_act(bob(scene), scene.blog, answer.outgoing, " ")
    review.send_back_act(bob(scene), scene.blog, answer.outgoing, "Not yet.")
    row = Outgoing.objects.open().get()
    assert (row.standing, row.note) == (Standing.SENT_BACK, "Not yet.")
    schedule.throw_away(scene.hand(), scene.blog, row.public_id)
    assert not Outgoing.objects.open().exists()


def test_a_post_that_is_sent_back_or_stopped_is_a_draft_again(scene: Scene) -> None:
    first, second = scene.publish("First"), scene.publish("Second")
    review.send_back_act(bob(scene), scene.blog, first.outgoing, "Who says so?")
    schedule.stop(scene.hand(), scene.blog, second.outgoing)
    assert not Outgoing.objects.open().exists()
    assert {post.state for post in Post.objects.all()} == {State.DRAFT}
    assert Review.objects.get().note == "Who says so?"


def test_what_cannot_be_done_is_refused_when_it_is_sent(scene: Scene) -> None:
    with pytest.raises(Invalid):
        scene.publish("", "")
    post = review.release(bob(scene), scene.blog, scene.publish("Old").outgoing)
    with pytest.raises(Conflict):
        posts.amend(scene.hand(), scene.blog, post.post, 99, Wording("New"))
    assert not Outgoing.objects.open().exists()


def test_what_was_overtaken_is_held_back_and_says_why(scene: Scene) -> None:
    post = review.release(bob(scene), scene.blog, scene.publish("Old").outgoing)
    mine = posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Mine"))
    theirs = posts.amend(bob(scene), scene.blog, post.post, post.version, Wording("Theirs"))
    review.release(scene.hand(), scene.blog, theirs.outgoing)
    with pytest.raises(WrongState, match="Somebody saved this post"):
        review.release(bob(scene), scene.blog, mine.outgoing)
    assert Outgoing.objects.open().get().standing == Standing.HELD_BACK
    assert scene.post(post.post).title == "Theirs"


def test_the_first_phase_waits_and_what_is_changed_meanwhile_takes_the_release_back(scene: Scene) -> None:
    prepared = open_scene("prepared", Phase.PREPARING, scene.editor)
    release_rules.set_release_rules(prepared.hand(), prepared.blog, needs_two_people=True)
    opening = prepared.enter(Phase.LIVE)
    assert (opening.waits, prepared.blog.phase) == ("second person", Phase.PREPARING)
    key_points.set_key_points(prepared.hand(), prepared.blog, [("Slipped in", None)], 0)
    assert Outgoing.objects.open().get().standing == Standing.HELD_BACK
    review.release(bob(scene), prepared.blog, opening.outgoing)
    assert prepared.blog.phase == Phase.LIVE


def test_an_expert_who_is_renamed_meanwhile_holds_the_answer_back(scene: Scene) -> None:
    expert = scene.expert()
    release = Release((Shown("Why?"),), Wording("So", "<p>So.</p>"), expert.public_id)
    kept = answers.release_answer(scene.hand(), scene.blog, release).outgoing
    experts.change_expert(scene.hand(), scene.blog, expert.public_id, 1, "Dr Other")
    assert Outgoing.objects.get(public_id=kept).standing == Standing.HELD_BACK


@pytest.mark.parametrize("shows_portrait", [True, False])
def test_an_amendment_that_would_show_a_portrait_is_held_back_when_it_is_another(
    scene: Scene, *, shows_portrait: bool
) -> None:
    expert = scene.expert()
    release = Release((Shown("Why?"),), Wording("So", "<p>So.</p>"), expert.public_id)
    kept = answers.release_answer(scene.hand(), scene.blog, release).outgoing
    post = review.release(bob(scene), scene.blog, kept).post
    waits = answers.amend_answer(
        scene.hand(), scene.blog, post, 1, (Shown("Why so?"),), name="Dr Ito", has_portrait=shows_portrait
    )
    experts.change_expert(scene.hand(), scene.blog, expert.public_id, 1, "Dr Other")
    standing = Outgoing.objects.get(public_id=waits.outgoing).standing
    assert standing == (Standing.HELD_BACK if shows_portrait else Standing.WAITING)


def test_a_round_up_waits_as_a_draft(scene: Scene) -> None:
    post = review.release(bob(scene), scene.blog, scene.publish("Gauge").outgoing)
    now = clock.now()
    summary = Summary("In short", (Bullet("It rises.", ((post.post, None),)),), now - timedelta(hours=1), now)
    answer = round_ups.publish_round_up(scene.hand(), scene.blog, summary)
    assert scene.post(answer.post).state == State.DRAFT
    review.release(bob(scene), scene.blog, answer.outgoing)
    assert (scene.post(answer.post).state, scene.post(answer.post).kind) == (State.PUBLISHED, "roundup")


def test_a_post_is_moved_onto_a_page_of_two_people_by_somebody_who_did_not_write_it(scene: Scene) -> None:
    elsewhere = open_scene("elsewhere", editor=scene.editor)
    alone = elsewhere.publish("By one alone")
    with pytest.raises(NotAllowed, match="your words"):
        moving.move_post(scene.hand(), elsewhere.blog, alone.post, 1, scene.slug)
    assert moving.move_post(bob(scene), elsewhere.blog, alone.post, 1, scene.slug).state == State.PUBLISHED


def test_who_moves_or_retimes_a_post_is_not_its_writer(scene: Scene) -> None:
    elsewhere = open_scene("elsewhere", editor=scene.editor)
    cited = elsewhere.publish("Cited").post
    body = f'<p>So <span data-reference="{cited}">before</span>.</p>'
    draft = posts.save_draft(scene.hand(), elsewhere.blog, Wording("Mine", body)).post
    moving.move_post(bob(scene), elsewhere.blog, draft, 1, scene.slug)
    mine = posts.wording_of(scene.post(draft))
    alone = posts.publish(scene.hand(), scene.blog, mine, draft=draft, version=2)
    assert (alone.waits, scene.post(draft).state) == ("second person", State.DRAFT)
    hers = posts.publish(bob(scene), scene.blog, mine, draft=draft, version=scene.post(draft).version)
    assert hers.state == State.PUBLISHED
    old = elsewhere.publish("Old").post
    times.change_time(bob(scene), elsewhere.blog, old, 1, clock.now() - timedelta(hours=1))
    with pytest.raises(NotAllowed, match="two people"):
        moving.move_post(scene.hand(), elsewhere.blog, old, 2, scene.slug)
    assert moving.move_post(bob(scene), elsewhere.blog, old, 2, scene.slug).state == State.PUBLISHED


def test_one_alone_cannot_do_away_with_the_rule(scene: Scene) -> None:
    answer = release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=False)
    assert (answer.waits, scene.blog.needs_two_people) == ("second person", True)
    review.release(bob(scene), scene.blog, answer.outgoing)
    assert not scene.blog.needs_two_people
    assert scene.publish().state == State.PUBLISHED


def test_an_import_names_the_second_person_where_the_newsroom_asks_for_two(scene: Scene) -> None:
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True, of_newsroom=True)
    editor = Member.objects.select_related("newsroom").get(pk=scene.editor.pk)
    load = Load(Opening("Arrived", slug="arrived"), [Arrival("a", clock.now(), Wording("One"))])
    for second in (None, editor, colleague(scene, "Carol", Role.REPORTER)):
        with pytest.raises(NotAllowed, match="second person"):
            bringing_in.bring_in(Hand(editor), load, second=second)
    answer = bringing_in.bring_in(Hand(editor), load, second=colleague(scene))
    assert Scene(editor, answer.blog).blog.needs_two_people


def test_a_preview_of_an_answer_is_shown_and_waits_for_nobody(scene: Scene) -> None:
    release = Release((Shown("Why?"),), Wording("So", "<p>So it is.</p>"))
    assert "So it is." in answers.preview_answer(scene.hand(), scene.blog, release)
    assert not Outgoing.objects.exists()


def test_after_a_delay_it_goes_out_and_until_then_it_can_be_stopped() -> None:
    scene = open_scene()
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=False, delay_seconds=30)
    now = clock.now()
    with clock.standing_at(now):
        first, second = scene.publish("First"), scene.publish("Second")
        assert (first.waits, first.due_at) == ("time", (now + timedelta(seconds=30)).isoformat())
        with pytest.raises(WrongState, match="Stop it first"):
            posts.save_draft(scene.hand(), scene.blog, Wording("Other"), post=first.post, version=1)
    with clock.standing_at(now + timedelta(seconds=29)):
        assert not carrying_out.step()
        schedule.stop(bob(scene), scene.blog, second.outgoing)
    with clock.standing_at(now + timedelta(seconds=30)):
        assert carrying_out.step()
        assert not carrying_out.step()
    assert scene.post(first.post).state == State.PUBLISHED
    assert scene.post(second.post).state == State.DRAFT
    with pytest.raises(NotThere, match="gone out"):
        schedule.stop(scene.hand(), scene.blog, first.outgoing)


def test_what_takes_words_away_goes_at_once(scene: Scene) -> None:
    post = review.release(bob(scene), scene.blog, scene.publish("Old").outgoing)
    waiting = posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("zq canary"))
    posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "It was wrong.")
    assert scene.post(post.post).state == State.WITHDRAWN
    from stoppress.publishing.take_down import take_down

    take_down(scene.hand(), scene.blog, post.post, "Law.")
    assert not Outgoing.objects.filter(public_id=waiting.outgoing).exists()
    assert "zq canary" not in json.dumps(list(Outgoing.objects.values_list("content", flat=True)))


def test_the_same_sending_again_gets_the_same_answer_and_is_one(scene: Scene) -> None:
    hand = scene.hand()
    first = posts.publish(hand, scene.blog, Wording("Once"))
    again = posts.publish(hand, scene.blog, Wording("Once"))
    assert again.is_repeated and again.outgoing == first.outgoing
    releasing = bob(scene)
    review.release(releasing, scene.blog, first.outgoing)
    head = _head(scene)
    review.release(releasing, scene.blog, first.outgoing)
    assert (_head(scene), Post.objects.count()) == (head, 1)


def test_a_closed_coverage_holds_back_what_was_released_before() -> None:
    scene = open_scene()
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=False, delay_seconds=5)
    scene.publish()
    live_blogs.change_phase(scene.hand(), scene.blog, scene.blog.version, Phase.CLOSED)
    with clock.standing_at(clock.now() + timedelta(seconds=6)):
        assert carrying_out.step()
    row = Outgoing.objects.get()
    assert (row.standing, "closed" in row.note) == (Standing.HELD_BACK, True)
