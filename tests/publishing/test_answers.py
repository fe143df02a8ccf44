"""From a reader's question to an answer on the page: release, what it shows, and what becomes of it."""

from __future__ import annotations

import json

import pytest

from stoppress.media.models import Picture, PictureState
from stoppress.press import parts
from stoppress.publishing import answers, experts, posts, questions, sessions, take_down
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.models import Errand
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, WrongState
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links, writing
from stoppress.questions.models import Answer, AnswerVersion, Asked, Expert, ExpertLink, Question, Session
from stoppress.questions.writing import Sheet
from stoppress.stories.models import Post
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, letter, member, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def expert_of(scene: Scene, name: str = "Dr Emeka Rosenlund") -> Expert:
    """Somebody who answers."""
    answer = experts.add_expert(scene.hand(), scene.blog, name, "head of the Ambrel Infirmary")
    return Expert.objects.get(public_id=answer.subject)


def link_of(scene: Scene, expert: Expert) -> str:
    """The secret of a new link for this expert."""
    secret = expert_links.new_secret()
    experts.make_link(scene.hand(), scene.blog, expert.public_id, secret)
    return secret


def assigned(
    scene: Scene, expert: Expert, text: str = "Can we drink it if we boil it?", **more: str
) -> Question:
    """A reader's question that waits for this expert."""
    asked = scene.ask(text, **more)
    questions.assign(
        scene.hand(), scene.blog, [(asked.public_id, asked.version)], expert.public_id, "Briefly."
    )
    return scene.question(asked.public_id)


def released(scene: Scene, *asked: Question, expert: Expert | None = None, session: str = "") -> Post:
    """The answer to these questions, published."""
    answer = answers.release_answer(
        scene.hand(), scene.blog, release_of(*asked, expert=expert, session=session)
    )
    return scene.post(answer.post)


def release_of(*asked: Question, expert: Expert | None = None, session: str = "") -> Release:
    """What an editor would send for these questions as they are now."""
    shown = tuple(
        Shown(row.lead.text, row.lead.first_name, row.lead.place, row.public_id, row.version)
        for row in asked
        if row.lead
    )
    wording = Wording("Is the water safe?", "<p>No. Boiling kills germs, but ash is not a germ.</p>")
    return Release(shown, wording, expert.public_id if expert else "", session)


def standing(scene: Scene, post: Post) -> str:
    """What readers see of the post."""
    part = reading.standing_part(scene.blog.wire, post.part_key)
    assert part
    return part.html


def test_a_released_answer_shows_question_asker_expert_and_answer(scene: Scene) -> None:
    expert = expert_of(scene)
    asked = assigned(scene, expert, name="Aroha", place="Nine Wells")
    post = released(scene, asked, expert=expert)
    html = standing(scene, post)
    assert "<bdi>Aroha</bdi>, <bdi>Nine Wells</bdi>, asks:" in html
    assert "Can we drink it if we boil it?" in html
    assert "Dr Emeka Rosenlund" in html
    assert "head of the Ambrel Infirmary" in html
    assert f'data-answers="{asked.public_id}"' in html
    assert html.index("asks:") < html.index("Emeka") < html.index("Boiling kills germs")
    assert (post.kind, post.byline) == ("answer", "Dr Emeka Rosenlund")
    assert scene.question(asked.public_id).standing == "answered"


def test_one_answer_serves_several_questions(scene: Scene) -> None:
    first, second = scene.ask("Is the water safe?"), scene.ask("May we drink from the tank?", place="Strand")
    post = released(scene, first, second)
    html = standing(scene, post)
    assert "A reader asks:" in html
    assert "A reader in <bdi>Strand</bdi> asks:" in html
    assert f'data-answers="{first.public_id} {second.public_id}"' in html
    assert {row.standing for row in Question.objects.all()} == {"answered"}


def test_an_editor_who_answers_herself_is_named(scene: Scene) -> None:
    post = released(scene, scene.ask())
    assert post.byline == "Alice"
    assert "<bdi>Alice</bdi>" in standing(scene, post)


def test_machines_are_told_who_asks_and_who_answers(scene: Scene) -> None:
    session = sessions.open_session(scene.hand(), scene.blog, "Your questions on water").subject
    expert = expert_of(scene)
    asked = assigned(scene, expert, "Is <b>it</b> safe?", name="Aroha", place="Nine Wells")
    post = released(scene, asked, scene.ask("Is the tank safe?"), expert=expert, session=session)
    part = reading.standing_part(scene.blog.wire, post.part_key)
    assert part
    data = json.loads(part.data)
    assert data["questions"] == [
        {"words": "Is <b>it</b> safe?", "first_name": "Aroha", "place": "Nine Wells"},
        {"words": "Is the tank safe?", "first_name": None, "place": None},
    ]
    assert data["expert"] == {
        "name": "Dr Emeka Rosenlund",
        "description": "head of the Ambrel Infirmary",
        "portrait": None,
    }
    assert data["session"] == {"id": session, "heading": "Your questions on water"}
    first, second = data["ld"]["mainEntity"]
    assert (first["@type"], first["name"], first["author"]["name"]) == (
        "Question",
        "Is <b>it</b> safe?",
        "Aroha",
    )
    assert first["acceptedAnswer"]["author"]["name"] == "Dr Emeka Rosenlund"
    assert "not a germ" in first["acceptedAnswer"]["text"]
    assert second["acceptedAnswer"] == {"@id": first["acceptedAnswer"]["@id"]}
    assert "Is &lt;b&gt;it&lt;/b&gt; safe?" in part.html


def test_a_post_of_kind_answer_without_rows_is_shown_as_ever(scene: Scene) -> None:
    answer = scene.publish(
        "Your questions", "<p>Aroha asks:</p><blockquote><p>Why?</p></blockquote>", kind="answer"
    )
    part = reading.standing_part(scene.blog.wire, f"post/{answer.post}")
    assert part
    assert 'class="asked"' not in part.html
    assert "<bdi>Alice</bdi>" in part.html
    assert "questions" not in json.loads(part.data)


def test_an_expert_who_writes_meanwhile_is_not_overtaken(scene: Scene) -> None:
    expert = expert_of(scene)
    secret = link_of(scene, expert)
    asked = assigned(scene, expert)
    seen = release_of(asked, expert=expert)
    writing.save(secret, asked.public_id, Sheet("It is not safe.", seen=writing.seen_of("")), hands_in=True)
    with pytest.raises(Conflict, match="Rosenlund handed in an answer"):
        answers.release_answer(scene.hand(), scene.blog, seen)
    assert not Answer.objects.exists()


def test_what_is_wrong_is_said_of_each_question_and_nothing_is_stored(scene: Scene) -> None:
    asked = scene.ask()
    shown = (Shown("", "x" * 61, "", asked.public_id, asked.version), Shown("Why?\x00"))
    with pytest.raises(Invalid) as refusal:
        answers.release_answer(scene.hand(), scene.blog, Release(shown, Wording("", "<p>So.</p>")))
    assert set(refusal.value.fields) == {"words-0", "first_name-0", "words-1"}
    with pytest.raises(Invalid) as refusal:
        answers.release_answer(scene.hand(), scene.blog, Release(shown[:0], Wording("", "<p>So.</p>")))
    with pytest.raises(Invalid) as refusal:
        answers.release_answer(
            scene.hand(), scene.blog, Release((Shown("Why?"),), Wording("Title", "<p> </p>"))
        )
    assert "body_html" in refusal.value.fields
    assert not Post.objects.exists()
    assert scene.question(asked.public_id).standing == "new"


def test_a_declined_question_cannot_be_answered(scene: Scene) -> None:
    asked = scene.ask()
    questions.decline(scene.hand(), scene.blog, [(asked.public_id, 1)], "Not for us.")
    with pytest.raises(WrongState, match="declined"):
        released(scene, scene.question(asked.public_id))


def test_a_reporter_releases_nothing_and_keeps_no_experts(scene: Scene) -> None:
    reporter = open_scene("fire", editor=member("Rosa", "editor")).hand()
    reporter.member.role = "reporter"
    reporter.member.save()
    with pytest.raises(NotAllowed):
        answers.release_answer(reporter, scene.blog, release_of(scene.ask()))
    with pytest.raises(NotAllowed):
        experts.add_expert(reporter, scene.blog, "Dr Ito")
    with pytest.raises(NotAllowed):
        sessions.open_session(reporter, scene.blog, "Water")


def test_whoever_left_an_address_is_told(scene: Scene) -> None:
    asked = scene.ask(email="aroha@reader.example")
    letter(scene.blog, "And me?", question=asked)
    released(scene, scene.question(asked.public_id))
    told = Errand.objects.filter(kind="tell asker").values_list("subject", flat=True)
    assert list(told) == [asked.letters.exclude(email="").get().public_id]


def test_amending_the_words_keeps_the_questions(scene: Scene) -> None:
    post = released(scene, scene.ask(name="Aroha"))
    posts.amend(scene.hand(), scene.blog, post.public_id, 1, Wording("Other", "<p>Other.</p>", kind="update"))
    assert scene.post(post.public_id).kind == "answer"
    assert "<bdi>Aroha</bdi> asks:" in standing(scene, post)


def test_the_shown_question_can_be_amended_and_every_version_stays_readable(scene: Scene) -> None:
    post = released(scene, scene.ask("Is teh water safe?", name="Aroha"))
    amended = (Shown("Is the water safe?", "", "Nine Wells"),)
    answers.amend_answer(scene.hand(), scene.blog, post.public_id, 1, amended, name="Alice Okoye")
    html = standing(scene, post)
    assert "A reader in <bdi>Nine Wells</bdi> asks:" in html
    assert "Is the water safe?" in html
    assert "teh" not in html
    assert "updated" in html
    kept = [json.loads(row.shown)["questions"][0]["words"] for row in AnswerVersion.objects.all()]
    assert kept == ["Is teh water safe?", "Is the water safe?"]
    with pytest.raises(Conflict):
        answers.amend_answer(scene.hand(), scene.blog, post.public_id, 1, amended, name="Alice")


def test_withdrawn_its_questions_are_open_again_and_restored_they_are_answered(scene: Scene) -> None:
    expert = expert_of(scene)
    secret = link_of(scene, expert)
    written, plain = assigned(scene, expert), scene.ask("And the tank?")
    writing.save(secret, written.public_id, Sheet("No.", seen=writing.seen_of("")), hands_in=True)
    post = released(scene, scene.question(written.public_id), plain, expert=expert)
    posts.withdraw(scene.hand(), scene.blog, post.public_id, 1, "Not so.")
    found = {row.public_id: (row.standing, row.lost_answer) for row in Question.objects.all()}
    assert found == {written.public_id: ("written", "withdrawn"), plain.public_id: ("new", "withdrawn")}
    assert "And the tank?" not in standing(scene, post)
    posts.restore(scene.hand(), scene.blog, post.public_id, 2)
    assert {(row.standing, row.lost_answer) for row in Question.objects.all()} == {("answered", "")}
    assert "And the tank?" in standing(scene, post)


def test_answered_anew_a_question_does_not_return_to_the_withdrawn_answer(scene: Scene) -> None:
    asked = scene.ask()
    first = released(scene, asked)
    posts.withdraw(scene.hand(), scene.blog, first.public_id, 1, "Not so.")
    second = released(scene, scene.question(asked.public_id))
    posts.restore(scene.hand(), scene.blog, first.public_id, 2)
    posts.withdraw(scene.hand(), scene.blog, first.public_id, 3, "Not so.")
    found = scene.question(asked.public_id)
    assert found.answer and found.answer.post == second
    assert (found.standing, found.lost_answer) == ("answered", "")


def test_taken_down_nothing_of_question_and_answer_is_left(scene: Scene) -> None:
    word = "quokkasinthetank"
    expert = expert_of(scene)
    secret = link_of(scene, expert)
    asked = assigned(scene, expert, "Is it safe?")
    writing.save(secret, asked.public_id, Sheet(word, word, seen=writing.seen_of("")), hands_in=True)
    seen = scene.question(asked.public_id)
    release = Release(
        (Shown(word, word, word, seen.public_id, seen.version),), Wording(word, f"<p>{word}</p>")
    )
    post = answers.release_answer(scene.hand(), scene.blog, release).post
    answers.amend_answer(scene.hand(), scene.blog, post, 1, (Shown(word),), name=word)
    take_down.take_down(scene.hand(), scene.blog, post, "A court asked for it.")
    assert not Answer.objects.exists()
    assert not Asked.objects.exists()
    assert not AnswerVersion.objects.exists()
    left = scene.question(asked.public_id)
    assert (left.written_html, left.note_from_expert, left.standing) == ("", "", "new")
    assert (left.lost_answer, left.answer) == ("taken down", None)
    assert not Change.objects.filter(html__contains=word).exists()
    assert not Change.objects.filter(data__contains=word).exists()


def test_a_portrait_is_public_from_the_release_on_and_not_before(scene: Scene) -> None:
    expert = expert_of(scene)
    picture = Picture.objects.create(
        newsroom=scene.blog.newsroom,
        alt="A man at a well",
        width=192,
        height=192,
        made_by=scene.editor,
        made_at=clock.now(),
    )
    experts.change_expert(
        scene.hand(), scene.blog, expert.public_id, 1, expert.name, "", portrait=picture.secret
    )
    asked = assigned(scene, expert)
    picture.refresh_from_db()
    assert picture.state == PictureState.HIDDEN
    post = released(scene, asked, expert=expert)
    html = standing(scene, post)
    assert f'src="{picture.address(96)}"' in html
    assert f"{picture.address(192)} 192w" in html
    assert 'alt="A man at a well" loading="lazy"' in html
    assert 'width="72" height="72"' in html
    amended = (Shown("Why?"),)
    answers.amend_answer(
        scene.hand(), scene.blog, post.public_id, 1, amended, name="Dr R", has_portrait=False
    )
    assert "<img" not in standing(scene, post)


def test_another_newsrooms_picture_is_no_portrait(scene: Scene) -> None:
    mallory = member("Mallory", "chief", newsroom="The Arle Echo")
    picture = Picture.objects.create(
        newsroom=mallory.newsroom, alt="x", width=1, height=1, made_by=mallory, made_at=clock.now()
    )
    with pytest.raises(Invalid):
        experts.add_expert(scene.hand(), scene.blog, "Dr Ito", "", picture.secret)


def test_a_session_gathers_its_answers_and_says_its_new_name_everywhere(scene: Scene) -> None:
    opened = sessions.open_session(scene.hand(), scene.blog, "Your water", "From noon.")
    inside = released(scene, scene.ask("Is it safe?"), session=opened.subject)
    outside = released(scene, scene.ask("And the bridge?"))
    assert f'href="/flood/#session-{opened.subject}"' in standing(scene, inside)
    assert "Your water" not in standing(scene, outside)
    sessions.rename_session(scene.hand(), scene.blog, opened.subject, 1, "Your water questions")
    assert "Your water questions" in standing(scene, inside)
    box = reading.standing_part(scene.blog.wire, "questions")
    assert box
    assert f'id="session-{opened.subject}"' in box.html
    assert box.html.index("Your water questions") < box.html.index("Is it safe?")
    assert box.html.index("Is it safe?") < box.html.index("And the bridge?")


def test_a_closed_session_takes_no_answers_until_it_is_open_again(scene: Scene) -> None:
    opened = sessions.open_session(scene.hand(), scene.blog, "Your water")
    sessions.close_session(scene.hand(), scene.blog, opened.subject, 1)
    asked = scene.ask()
    with pytest.raises(Invalid) as refusal:
        released(scene, asked, session=opened.subject)
    assert "closed" in refusal.value.fields["session"]
    sessions.reopen_session(scene.hand(), scene.blog, opened.subject, 2)
    released(scene, asked, session=opened.subject)
    with pytest.raises(Conflict):
        sessions.rename_session(scene.hand(), scene.blog, opened.subject, 1, "Other")
    assert Session.objects.get().is_open


def test_a_link_made_anew_ends_the_one_before_and_keeps_no_secret(scene: Scene) -> None:
    expert = expert_of(scene)
    first, second = link_of(scene, expert), link_of(scene, expert)
    assert expert_links.opening(first) is None
    assert expert_links.opening(second)
    assert not ExpertLink.objects.filter(secret_hash__in=[first, second]).exists()
    experts.revoke_link(scene.hand(), scene.blog, expert.public_id)
    assert expert_links.opening(second) is None
    with pytest.raises(WrongState):
        experts.revoke_link(scene.hand(), scene.blog, expert.public_id)


def test_the_part_of_an_answer_is_the_same_whenever_it_is_made(scene: Scene) -> None:
    post = released(scene, scene.ask(), scene.ask("And why?"))
    assert parts.post_part(scene.post(post.public_id)) == reading.standing_part(
        scene.blog.wire, post.part_key
    )
