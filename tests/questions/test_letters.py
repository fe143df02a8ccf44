"""What becomes of a letter: kept once, grouped, counted, set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stoppress.publishing.question_box import change_abuse_list, change_question_box
from stoppress.questions import letters
from stoppress.questions.letters import Full, SentBefore, hash_of, letter_of, receive
from stoppress.questions.models import Letter, Question, Standing
from stoppress.toolkit import ids
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

ASKED = "When will the Harrow bridge reopen to lorries?"


@pytest.fixture
def scene() -> Scene:
    scene = open_scene()
    change_question_box(scene.hand(), scene.blog, 0, is_open=True, keep_days=9)
    return scene


def test_a_letter_makes_a_question_and_is_forgotten_when_the_newsroom_has_said(scene: Scene) -> None:
    received = receive(scene.blog, ASKED, first_name="Olu", place="Arle", email="olu@reader.example")
    letter = received.letter
    assert received.is_new
    assert (letter.text, letter.first_name, letter.place) == (ASKED, "Olu", "Arle")
    assert letter.question.standing == Standing.NEW
    assert letter.forget_at - letter.asked_at == timedelta(days=9)


def test_the_private_word_is_stored_as_a_hash_only_and_finds_its_letter(scene: Scene) -> None:
    received = receive(scene.blog, ASKED)
    assert len(received.secret) == 40
    assert received.secret not in str(list(Letter.objects.values()))
    assert letter_of(scene.blog, received.secret) == (received.letter, False)
    assert received.letter.secret_hash == hash_of(received.secret)


def test_a_private_word_leads_nowhere_in_another_live_blog(scene: Scene) -> None:
    received = receive(scene.blog, ASKED)
    assert letter_of(open_scene("fire", editor=scene.editor).blog, received.secret) == (None, False)


@pytest.mark.parametrize("secret", ["", "x", "a" * 40, "ä" * 40, "a" * 4_000])
def test_a_guessed_word_finds_nothing(scene: Scene, secret: str) -> None:
    received = receive(scene.blog, ASKED)
    assert letter_of(scene.blog, secret) == (None, False)
    assert letter_of(scene.blog, received.letter.public_id + secret[:28]) == (None, False)


def test_the_same_sending_twice_is_one_letter_with_one_receipt(scene: Scene) -> None:
    key = ids.idempotency_key()
    first = receive(scene.blog, ASKED, sending_key=key)
    again = receive(scene.blog, ASKED, sending_key=key)
    assert (again.letter, again.secret, again.is_new) == (first.letter, first.secret, False)
    assert Letter.objects.count() == 1


def test_a_sending_that_was_used_for_other_words_is_refused(scene: Scene) -> None:
    key = ids.idempotency_key()
    receive(scene.blog, ASKED, sending_key=key)
    with pytest.raises(SentBefore):
        receive(scene.blog, "Is the tap water safe?", sending_key=key)


def test_like_questions_gather_and_the_letters_stay_apart(scene: Scene) -> None:
    first = receive(scene.blog, ASKED)
    second = receive(scene.blog, "When will Harrow bridge be open to lorries again?")
    other = receive(scene.blog, "Is the tap water in Arle safe to drink?")
    assert first.letter.question == second.letter.question != other.letter.question
    assert {question.asked_count for question in Question.objects.all()} == {1, 2}
    assert "lorries" in second.letter.question.found_by


def test_a_hundred_copies_of_one_message_are_one_letter_and_a_count(scene: Scene) -> None:
    for number in range(100):
        text = ASKED.upper() + "!" * (number % 3)
        receive(scene.blog, text, first_name=f"Bot {number}")
    assert Letter.objects.get().copies == 100
    assert Question.objects.count() == 1


def test_who_sends_a_copy_gets_an_address_that_tells_how_it_stands_and_nothing_of_the_first(
    scene: Scene,
) -> None:
    first = receive(scene.blog, ASKED)
    copy = receive(scene.blog, ASKED)
    assert copy.secret != first.secret
    assert len(copy.secret) == len(first.secret)
    assert letter_of(scene.blog, copy.secret) == (first.letter, True)


def test_a_copy_that_brings_an_address_to_tell_is_kept_but_not_without_end(scene: Scene) -> None:
    for number in range(40):
        receive(scene.blog, ASKED, email=f"reader{number}@reader.example")
    assert Letter.objects.count() == letters.MOST_OF_ONE_WORDING
    assert Question.objects.count() == 1
    receive(scene.blog, ASKED, email="reader3@reader.example")
    assert Letter.objects.count() == letters.MOST_OF_ONE_WORDING


@pytest.mark.parametrize("text", ["Why not BUY   gold?", "buy—gold", "Würden Sie buy gold, bitte"])
def test_what_the_abuse_list_names_is_set_aside(scene: Scene, text: str) -> None:
    change_abuse_list(scene.hand(), scene.blog, 0, "spam\nBuy Gold\nзолото\n黄金")
    letter = receive(scene.blog, text).letter
    assert letter.suspicion == "Buy Gold"
    assert letter.question.standing == Standing.SET_ASIDE


@pytest.mark.parametrize("text", ["Чи варто купувати ЗОЛОТО зараз?", "现在买黄金好吗？"])
def test_the_abuse_list_is_read_in_every_script(scene: Scene, text: str) -> None:
    change_abuse_list(scene.hand(), scene.blog, 0, "золото\n黄金")
    assert receive(scene.blog, text).letter.question.standing == Standing.SET_ASIDE


def test_a_word_within_a_word_is_no_abuse(scene: Scene) -> None:
    change_abuse_list(scene.hand(), scene.blog, 0, "ass\n…")
    assert receive(scene.blog, "Will they assess the dam in the morning?").letter.suspicion == ""


def test_what_is_set_aside_gathers_nothing(scene: Scene) -> None:
    change_abuse_list(scene.hand(), scene.blog, 0, "lorries")
    spam = receive(scene.blog, ASKED).letter
    change_abuse_list(scene.hand(), scene.blog, 1, "")
    honest = receive(scene.blog, "When will Harrow bridge be open to lorries again?").letter
    assert spam.question != honest.question


def test_a_full_box_keeps_nothing_more_and_the_unproven_are_refused_first(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_KEPT", 4)
    for word in ("bridge", "school"):
        receive(scene.blog, f"Is the {word} open?", is_proven=False)
    with pytest.raises(Full):
        receive(scene.blog, "Will the dam hold tonight?", is_proven=False)
    for word in ("dam", "road"):
        receive(scene.blog, f"Does the {word} hold?")
    with pytest.raises(Full):
        receive(scene.blog, "Where are sandbags to be had?")
    assert Letter.objects.count() == 4


def test_letters_change_no_public_byte(scene: Scene) -> None:
    head = scene.blog.wire.head
    for number in range(50):
        receive(scene.blog, f"Question {number} about lorries")
    assert scene.blog.wire.head == head
