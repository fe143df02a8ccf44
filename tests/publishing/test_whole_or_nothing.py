"""An act that dies at any named place leaves nothing, or all; the same sending afterwards heals it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from stoppress.media.models import Picture, PictureUse
from stoppress.people.models import Member
from stoppress.publishing import (
    addresses,
    answers,
    bringing_in,
    continuing,
    duplicating,
    errands,
    experts,
    fail_points,
    hand_over,
    key_points,
    live_blogs,
    merging,
    moving,
    ordering,
    pins,
    posts,
    question_box,
    questions,
    release_rules,
    review,
    round_ups,
    schedule,
    sessions,
    snippets,
    take_down,
    times,
    version_showing,
    versions,
    watch,
)
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.models import AuditEntry, Errand, Outgoing, Receipt
from stoppress.publishing.refusals import Busy, DiskFull
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.snippets import Piece
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links, writing
from stoppress.questions.models import (
    AbuseList,
    AnswerVersion,
    Asked,
    Expert,
    ExpertLink,
    Letter,
    Question,
    QuestionBox,
    QuestionEvent,
    Session,
)
from stoppress.questions.models import Answer as ShownAnswer
from stoppress.stories.models import (
    CrossReference,
    HandOverNote,
    HandOverReading,
    KeyPointsVersion,
    LiveBlog,
    LooseReference,
    Post,
    PostVersion,
    Review,
    RoundUp,
)
from stoppress.toolkit import clock
from stoppress.wire import waking
from stoppress.wire.models import Change, FormerName, Wire
from tests.cast import Scene, colleague, letter, open_scene
from tests.shots import a_shot, placed

pytestmark = pytest.mark.django_db(transaction=True)


class PowerCut(Exception):
    """What a fail point raises here."""


@pytest.fixture
def scene() -> Iterator[Scene]:
    yield open_scene()
    fail_points.disarm()


def _cut() -> None:
    raise PowerCut


def _everything() -> tuple[object, ...]:
    return (
        list(Wire.objects.values_list("name", "head", "stream_count")),
        list(Change.objects.values_list("number", "html")),
        list(FormerName.objects.values_list("name")),
        list(
            LiveBlog.objects.values_list(
                "version",
                "phase",
                "pinned_id",
                "key_points_version",
                "round_up_every_minutes",
                "continues_in_id",
                "shows_versions",
                "needs_two_people",
                "delay_seconds",
            )
        ),
        list(Post.objects.values_list("blog_id", "state", "version", "title", "place")),
        PostVersion.objects.count(),
        RoundUp.objects.count(),
        list(CrossReference.objects.values_list("origin_id", "target_id", "seen_version", "seen_minute")),
        list(LooseReference.objects.values_list("post_id", "phrase", "is_let_be")),
        KeyPointsVersion.objects.count(),
        list(HandOverNote.objects.values_list("number", "text")),
        HandOverReading.objects.count(),
        list(QuestionBox.objects.values_list("version", "is_open")),
        list(AbuseList.objects.values_list("version", "phrases")),
        AuditEntry.objects.count(),
        Receipt.objects.count(),
        Errand.objects.count(),
        list(Question.objects.order_by("pk").values_list("public_id", "standing", "version", "asked_count")),
        list(Letter.objects.order_by("pk").values_list("public_id", "question__public_id")),
        QuestionEvent.objects.count(),
        list(Expert.objects.order_by("pk").values_list("name", "version")),
        list(ExpertLink.objects.order_by("pk").values_list("secret_hash", "revoked_at")),
        list(Picture.objects.order_by("pk").values_list("state")),
        list(PictureUse.objects.order_by("pk").values_list("post_id", "was_public")),
        list(Session.objects.order_by("pk").values_list("heading", "is_open", "version")),
        list(ShownAnswer.objects.order_by("pk").values_list("name")),
        list(Asked.objects.order_by("pk").values_list("words")),
        AnswerVersion.objects.count(),
        list(
            Outgoing.objects.order_by("pk").values_list("public_id", "standing", "content", "due_at", "note")
        ),
        list(Review.objects.order_by("pk").values_list("post_id", "is_ready", "note")),
    )


def every_act(scene: Scene) -> dict[str, tuple[Hand, object]]:
    post = scene.publish("Stands")
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Waits"))
    citing = scene.publish(
        "Cites", f'<p><span data-reference="{post.post}">Before</span> (see 3.33 post).</p>'
    )
    gone = posts.withdraw(scene.hand(), scene.blog, scene.publish("Gone").post, 1, "Wrong.")
    key_points.set_key_points(scene.hand(), scene.blog, [("Stands", post.post)], 0)
    second = open_scene("second", editor=scene.editor)
    blog = scene.blog
    amended = posts.amend(scene.hand(), blog, scene.publish("First words").post, 1, Wording("Second words"))
    new = Wording("New words")
    now = clock.now()
    bullets = (Bullet("It stands.", ((post.post, post.version),)),)
    summary = Summary("In short", bullets, now - timedelta(hours=1), now)

    def act(function: object, *args: object, **more: object) -> tuple[Hand, object]:
        hand = scene.hand()
        return hand, lambda: function(hand, blog, *args, **more)  # type: ignore[operator]

    hand_over.write_hand_over(scene.hand(), blog, 0, "The bridge stays closed.")
    snippet = snippets.keep_snippet(scene.hand(), blog, Piece("Open", "The road is open")).subject
    opener, bringer, unpinner = scene.hand(), scene.hand(), scene.hand()
    pins.pin(scene.hand(), second.blog, second.publish("Pinned").post)
    return {
        "publish": act(posts.publish, new),
        "publish a draft": act(posts.publish, new, draft=draft.post, version=draft.version),
        "save draft": act(posts.save_draft, new),
        "discard draft": act(posts.discard_draft, draft.post, draft.version),
        "amend": act(posts.amend, post.post, post.version, new),
        "correct": act(posts.correct, post.post, post.version, new, "It was wrong."),
        "withdraw": act(posts.withdraw, post.post, post.version, "It was wrong."),
        "restore": act(posts.restore, gone.post, gone.version),
        "restore version": act(versions.restore_version, amended.post, 2, 1),
        "duplicate": act(duplicating.duplicate, post.post),
        "put beside": act(ordering.put_beside, post.post, post.version, "above", citing.post),
        "move post": act(moving.move_post, post.post, post.version, "second"),
        "write hand-over": act(hand_over.write_hand_over, 1, "All is well."),
        "read hand-over": act(hand_over.read_hand_over, 1),
        "keep snippet": act(snippets.keep_snippet, Piece("Closed", body_html="<p>{{ road }} is closed.</p>")),
        "change snippet": act(snippets.keep_snippet, Piece("Shut", "{{ road }}"), snippet=snippet, version=1),
        "delete snippet": act(snippets.delete_snippet, snippet, 1),
        "mark key event": act(posts.mark_key_event, post.post, post.version, True),
        "change time": act(times.change_time, post.post, post.version, now - timedelta(hours=1)),
        "let stand": act(watch.let_stand, citing.post, post.post, post.version),
        "choose target": act(watch.choose_target, citing.post, "see 3.33 post", post.post),
        "let be words": act(watch.let_be_words, citing.post, "see 3.33 post"),
        "take down": act(take_down.take_down, post.post, "Law."),
        "pin": act(pins.pin, post.post),
        "unpin": (unpinner, lambda: pins.unpin(unpinner, second.blog)),
        "key points": act(key_points.set_key_points, [("A", post.post)], 1),
        "restore key points": act(key_points.restore_key_points, 1, 1),
        "let point stand": act(key_points.let_point_stand, 0, post.post, post.version),
        "publish round-up": act(round_ups.publish_round_up, summary),
        "save round-up": act(round_ups.save_round_up, summary),
        "remind of round-ups": act(round_ups.remind_of_round_ups, 240),
        "header": act(live_blogs.change_header, blog.version, headline="New", standfirst="", team=[]),
        "slug": act(addresses.change_slug, blog.version, "dam"),
        "continue": act(continuing.continue_in, blog.version, second.slug),
        "show versions": act(version_showing.show_versions, blog.version, True),
        "phase": act(live_blogs.change_phase, blog.version, "paused"),
        "language": act(live_blogs.change_language, blog.version, "de"),
        **_picturing(scene),
        **_sorting(scene),
        **_answering(scene),
        **_going_out(scene),
        "question box": act(question_box.change_question_box, 0, is_open=True),
        "abuse list": act(question_box.change_abuse_list, 0, "buy gold"),
        "bring in": (bringer, lambda: bringing_in.bring_in(bringer, _load())),
        "open": (opener, lambda: live_blogs.open_live_blog(opener, Opening(headline="Fire"))),
    }


def _load() -> Load:
    arrival = Arrival("one", datetime(2026, 3, 1, 6, tzinfo=UTC), Wording("Arrived"))
    return Load(Opening(headline="Arrived", slug="arrived"), [arrival])


def _picturing(scene: Scene) -> dict[str, tuple[Hand, object]]:
    """The acts on posts that show pictures."""
    stands, new, waits = (placed(a_shot(scene.editor, has_files=False)) for _ in range(3))
    post = scene.publish("Pictured", pictures=(stands,))
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Waits", pictures=(waits,)))
    gone = scene.publish("Gone", pictures=(placed(a_shot(scene.editor, has_files=False)),))
    gone = posts.withdraw(scene.hand(), scene.blog, gone.post, gone.version, "Wrong.")
    words = Wording("New words", pictures=(new,))

    def act(function: object, *args: object) -> tuple[Hand, object]:
        hand = scene.hand()
        return hand, lambda: function(hand, scene.blog, *args)  # type: ignore[operator]

    return {
        "publish pictures": act(posts.publish, words),
        "save pictures": act(posts.save_draft, words),
        "discard pictures": act(posts.discard_draft, draft.post, draft.version),
        "other pictures": act(posts.amend, post.post, post.version, words),
        "withdraw pictures": act(posts.withdraw, post.post, post.version, "Wrong."),
        "restore pictures": act(posts.restore, gone.post, gone.version),
        "take down pictures": act(take_down.take_down, post.post, "Law."),
    }


def _going_out(scene: Scene) -> dict[str, tuple[Hand, object]]:
    """The acts on what is on its way out; of another live blog, in which a second person releases."""
    there = open_scene("careful", editor=scene.editor)
    release_rules.set_release_rules(there.hand(), there.blog, needs_two_people=True)
    later, bob = clock.now() + timedelta(hours=1), colleague(scene)
    draft, other = (posts.save_draft(there.hand(), there.blog, Wording(words)) for words in ("One", "Two"))
    waiting = [
        live_blogs.change_header(there.hand(), there.blog, 2, headline=words, standfirst="", team=[]).outgoing
        for words in ("To release", "To send back", "To stop", "To throw away")
    ]
    schedule.stop(there.hand(), there.blog, waiting[3])
    queued = [
        schedule.schedule(there.hand(), there.blog, later, wording=Wording(words)).outgoing
        for words in ("First", "Second")
    ]
    review.release(Hand(bob, door="desk"), there.blog, queued[1])

    def act(function: object, *args: object, by: Member | None = None, **more: object) -> tuple[Hand, object]:
        hand = Hand(by or scene.editor, door="desk")
        return hand, lambda: function(hand, there.blog, *args, **more)  # type: ignore[operator]

    return {
        "publish, to wait": act(posts.publish, Wording("Waits")),
        "amend the rules, to wait": act(release_rules.set_release_rules, needs_two_people=False),
        "set release rules": act(release_rules.set_release_rules, needs_two_people=True, delay_seconds=5),
        "ask for review": act(review.ask_for_review, draft=draft.post, version=1),
        "send back": act(review.send_back, other.post, 1, "Who says so?", by=bob),
        "send back act": act(review.send_back_act, waiting[1], "Why?", by=bob),
        "release act": act(review.release, waiting[0], by=bob),
        "stop": act(schedule.stop, waiting[2]),
        "stop all": act(schedule.stop_all),
        "throw away": act(schedule.throw_away, waiting[3]),
        "schedule": act(schedule.schedule, later, draft=draft.post, version=1),
        "reorder": act(schedule.reorder, queued[::-1]),
    }


def _sorting(scene: Scene) -> dict[str, tuple[Hand, object]]:
    """The acts on readers' questions."""
    blog, expert = scene.blog, scene.expert().public_id
    new, taken, gone = (scene.ask(words, email="ida@reader.example") for words in ("When?", "Where?", "Buy!"))
    second = letter(blog, "And why?", question=new).public_id
    questions.take(scene.hand(), blog, [(taken.public_id, 1)])
    questions.mark_spam(scene.hand(), blog, [(gone.public_id, 1)])

    def act(function: object, *args: object) -> tuple[Hand, object]:
        hand = scene.hand()
        return hand, lambda: function(hand, blog, *args)  # type: ignore[operator]

    both = [(new.public_id, 1), (taken.public_id, 2)]
    return {
        "take": act(questions.take, both[:1]),
        "give back": act(questions.give_back, both[1:]),
        "shortlist": act(questions.shortlist, both),
        "assign": act(questions.assign, both, expert, "Please."),
        "decline": act(questions.decline, both, "Not for us."),
        "spam": act(questions.mark_spam, both),
        "reopen": act(questions.reopen, [(gone.public_id, 2)]),
        "wording": act(questions.set_wording, new.public_id, 1, second),
        "merge": act(merging.merge, both),
        "split": act(merging.split, new.public_id, 1, [second]),
    }


def _answering(scene: Scene) -> dict[str, tuple[Hand, object]]:
    """The acts on answers, experts and sessions."""
    blog, expert, asked = scene.blog, scene.expert().public_id, scene.ask("Why?", email="ida@reader.example")
    session = sessions.open_session(scene.hand(), blog, "Water").subject
    closed = sessions.open_session(scene.hand(), blog, "Wind").subject
    sessions.close_session(scene.hand(), blog, closed, 1)
    experts.make_link(scene.hand(), blog, expert, "a secret")
    words = Wording("So", "<p>So.</p>")
    stands = answers.release_answer(scene.hand(), blog, Release((Shown("How?"),), words)).post
    release = Release((Shown("Why?", "Ida", "", asked.public_id, 1),), words, expert, session)

    def act(function: object, *args: object, **more: object) -> tuple[Hand, object]:
        hand = scene.hand()
        return hand, lambda: function(hand, blog, *args, **more)  # type: ignore[operator]

    return {
        "release": act(answers.release_answer, release),
        "amend answer": act(answers.amend_answer, stands, 1, (Shown("How so?"),), name="Alice"),
        "withdraw answer": act(posts.withdraw, stands, 1, "Not so."),
        "take down answer": act(take_down.take_down, stands, "Law."),
        "add expert": act(experts.add_expert, "Dr Ito"),
        "change expert": act(experts.change_expert, expert, 1, "Dr Ito"),
        "make link": act(experts.make_link, expert, "another"),
        "revoke link": act(experts.revoke_link, expert),
        "open session": act(sessions.open_session, "Bridges"),
        "rename session": act(sessions.rename_session, session, 1, "Waters"),
        "close session": act(sessions.close_session, session, 1),
        "reopen session": act(sessions.reopen_session, closed, 2),
    }


@pytest.mark.parametrize("point", ["after_rows", "after_append", "before_commit"])
def test_an_act_cut_before_the_commit_leaves_nothing_and_can_be_sent_again(scene: Scene, point: str) -> None:
    for name, (_, do) in every_act(scene).items():
        before = _everything()
        fail_points.arm(point, _cut)
        if point == "after_append" and name in {"open", "bring in"}:
            fail_points.disarm()
            continue  # a new live blog is not appended to as an act of its own
        with pytest.raises(PowerCut):
            do()  # type: ignore[operator]
        assert _everything() == before, name
        fail_points.disarm()
        with transaction.atomic():
            answer: Answer = do()  # type: ignore[operator]
            assert not answer.is_repeated
            transaction.set_rollback(True)


@pytest.mark.parametrize("point", ["after_commit", "before_wake"])
def test_an_act_cut_after_the_commit_is_done_and_sent_again_gets_its_answer(scene: Scene, point: str) -> None:
    hand = scene.hand()
    fail_points.arm(point, _cut)
    with pytest.raises(PowerCut):
        posts.publish(hand, scene.blog, Wording("Once"))
    fail_points.disarm()
    again = posts.publish(hand, scene.blog, Wording("Once"))
    assert again.is_repeated
    assert Post.objects.count() == 1


def test_twenty_threads_with_one_key_make_one_post(scene: Scene) -> None:
    hand = scene.hand()
    blog = scene.blog
    answers: list[Answer] = []
    gate = threading.Barrier(20)

    def send() -> None:
        gate.wait()
        try:
            answers.append(posts.publish(hand, blog, Wording("Once")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert len({(answer.post, answer.head) for answer in answers}) == 1
    assert Post.objects.count() == 1


def test_followers_are_woken_after_the_commit_and_not_by_a_failed_act(scene: Scene) -> None:
    heads: list[int] = []
    stop = waking.follow(lambda: heads.append(scene.blog.wire.head))
    try:
        answer = scene.publish()
        fail_points.arm("before_commit", _cut)
        with pytest.raises(PowerCut):
            scene.publish("Never")
    finally:
        stop()
    assert heads == [answer.head]


@pytest.mark.parametrize(
    ("complaint", "refusal"),
    [
        ("database is locked", Busy),
        ("database or disk is full", DiskFull),
        ("attempt to write a readonly database", DiskFull),
    ],
)
def test_trouble_of_the_database_is_told_in_words(
    scene: Scene, complaint: str, refusal: type[Exception]
) -> None:
    def complain() -> None:
        raise OperationalError(complaint)

    before = _everything()
    fail_points.arm("after_append", complain)
    with pytest.raises(refusal, match="Nothing was changed"):
        scene.publish()
    assert _everything() == before


def test_a_locked_database_is_told_in_words_and_whole(scene: Scene) -> None:
    from stoppress.toolkit.sqlite import dbapi

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = dbapi.connect(str(connection.settings_dict["NAME"]))
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Busy):
            scene.publish()
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 5000")
    assert not Post.objects.exists()


def test_what_was_taken_down_leaves_the_bytes_of_the_disk(scene: Scene) -> None:
    word = "zq7canary9x"
    post = scene.publish(word, f"<p>{word}</p>" * 50)
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording(f"{word} two"))
    take_down.take_down(scene.hand(), scene.blog, post.post, "Law.")
    assert errands.run_due() == 1
    assert word.encode() not in _bytes_on_disk()


def test_an_answer_that_was_taken_down_leaves_the_bytes_of_the_disk(scene: Scene) -> None:
    """Neither what was shown of the question, nor what the expert wrote, nor an earlier version of either."""
    word, secret = "zq7answer9x", expert_links.new_secret()
    expert = scene.expert().public_id
    experts.make_link(scene.hand(), scene.blog, expert, secret)
    asked = scene.ask("Is it safe?")
    questions.assign(scene.hand(), scene.blog, [(asked.public_id, 1)], expert)
    for number in range(2):
        text = f"{word} {number} " * 100
        seen = writing.seen_of("" if number == 0 else f"{word} 0 " * 99 + f"{word} 0")
        writing.save(secret, asked.public_id, writing.Sheet(text, word, seen), hands_in=True)
    version = scene.question(asked.public_id).version
    words = Wording(word, f"<p>{word}</p>" * 50)
    shown = (Shown(word, word, word, asked.public_id, version),)
    post = answers.release_answer(scene.hand(), scene.blog, Release(shown, words, expert)).post
    answers.amend_answer(scene.hand(), scene.blog, post, 1, (Shown(f"{word} anew"),), name=word)
    assert word.encode() in _bytes_on_disk()
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert errands.run_due() == 1
    assert word.encode() not in _bytes_on_disk()


def test_an_errand_that_fails_is_put_off_and_in_the_end_given_up_in_words(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(subject: str) -> None:
        raise errands.NotYet("the disk is away")

    monkeypatch.setattr(errands, "KINDS", {"scrub": fail})
    take_down.take_down(scene.hand(), scene.blog, scene.publish().post, "Law.")
    at = clock.now()
    for _ in range(errands.MOST_TRIES):
        at += timedelta(minutes=2)
        with clock.standing_at(at):
            assert errands.run_due() == 0
    assert Errand.objects.get().given_up_because == "the disk is away"


def test_the_database_itself_refuses_a_gap_a_rewrite_and_a_deletion(scene: Scene) -> None:
    from django.db import DatabaseError

    scene.publish()
    change = Change.objects.order_by("number").last()
    assert change is not None
    for statement in (
        "UPDATE wire_change SET html = 'forged' WHERE id = %s",
        "DELETE FROM wire_change WHERE id = %s",
        "UPDATE wire_wire SET head = head - 1 WHERE id = (SELECT wire_id FROM wire_change WHERE id = %s)",
        "INSERT INTO wire_change (wire_id, number, action, key, region, place, html, data, checksum, made_at)"
        " SELECT wire_id, number + 5, action, key, region, place, html, data, checksum, made_at"
        " FROM wire_change WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [change.pk])


def _bytes_on_disk() -> bytes:
    from pathlib import Path

    name = Path(str(connection.settings_dict["NAME"]))
    return b"".join(path.read_bytes() for path in name.parent.glob(name.name + "*"))
