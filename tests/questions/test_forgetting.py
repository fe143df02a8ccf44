"""What readers sent is forgotten when it was promised, and at once when they wish it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stoppress.publishing import answers
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.question_box import change_question_box
from stoppress.publishing.wording import Wording
from stoppress.questions import forgetting
from stoppress.questions.forgetting import change_email, forget_what_is_due, withdraw
from stoppress.questions.letters import letter_of, receive
from stoppress.questions.models import Letter, Question
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

ASKED = "When will the Harrow bridge reopen to lorries?"
LIKE = "When will Harrow bridge be open to lorries again?"


@pytest.fixture
def scene() -> Scene:
    scene = open_scene()
    change_question_box(scene.hand(), scene.blog, 0, is_open=True, keep_days=9)
    return scene


def _answer(scene: Scene, question: Question) -> str:
    shown = (Shown(ASKED, "Olu", "Arle", question.public_id, question.version),)
    return answers.release_answer(
        scene.hand(), scene.blog, Release(shown, Wording("", "<p>On Monday.</p>"))
    ).post


def test_at_the_deadline_everything_personal_is_blank_and_the_count_stays(scene: Scene) -> None:
    letter = receive(scene.blog, ASKED, first_name="Olu", place="Arle", email="olu@reader.example").letter
    with clock.standing_at(clock.now() + timedelta(days=8)):
        assert forget_what_is_due() == 0
    with clock.standing_at(clock.now() + timedelta(days=9, seconds=1)):
        assert forget_what_is_due() == 1
        assert forget_what_is_due() == 0
    letter = Letter.objects.get()
    assert (letter.text, letter.first_name, letter.place, letter.email, letter.fingerprint) == ("",) * 5
    assert letter.forgotten_at
    assert letter.question.asked_count == 1
    assert letter.question.found_by == ""


def test_what_was_forgotten_is_like_nothing_and_no_copy_is_counted_with_it(scene: Scene) -> None:
    first = receive(scene.blog, ASKED).letter
    with clock.standing_at(clock.now() + timedelta(days=10)):
        forget_what_is_due()
        again = receive(scene.blog, ASKED).letter
    assert again.question != first.question


def test_a_published_answer_keeps_what_was_shown_with_consent(scene: Scene) -> None:
    post = _answer(scene, receive(scene.blog, ASKED, first_name="Olu").letter.question)
    with clock.standing_at(clock.now() + timedelta(days=10)):
        forget_what_is_due()
    assert scene.post(post).answer.asked.get().words == ASKED


def test_a_withdrawn_letter_takes_its_question_along_when_nobody_else_asks(scene: Scene) -> None:
    received = receive(scene.blog, ASKED)
    withdraw(received.letter)
    assert not Letter.objects.exists()
    assert not Question.objects.exists()
    assert letter_of(scene.blog, received.secret) == (None, False)


def test_a_withdrawn_letter_leaves_the_question_to_the_others(scene: Scene) -> None:
    first, second = receive(scene.blog, ASKED).letter, receive(scene.blog, LIKE).letter
    withdraw(first)
    question = Question.objects.get()
    assert (question.asked_count, question.lead) == (1, second)


def test_a_withdrawn_letter_leaves_the_answer_on_the_page(scene: Scene) -> None:
    letter = receive(scene.blog, ASKED).letter
    post = _answer(scene, letter.question)
    withdraw(Letter.objects.get())
    assert scene.post(post).answer.asked.get().words == ASKED


def test_an_email_can_be_changed_until_it_was_used(scene: Scene) -> None:
    letter = receive(scene.blog, ASKED, email="olu@reader.example").letter
    change_email(letter, "other@reader.example")
    assert Letter.objects.get().email == "other@reader.example"
    change_email(letter, "")
    assert Letter.objects.get().email == ""
    Letter.objects.update(told_at=clock.now())
    change_email(letter, "other@reader.example")
    assert Letter.objects.get().email == ""


def test_very_many_are_forgotten_in_portions(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "_AT_ONCE", 2)
    for word in ("bridge", "school", "shelter", "harbour", "gauge"):
        receive(scene.blog, f"What about the {word}?")
    with clock.standing_at(clock.now() + timedelta(days=10)):
        assert [forget_what_is_due() for _ in range(4)] == [2, 2, 1, 0]
