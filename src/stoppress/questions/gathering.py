"""What a question knows of its letters: which one leads, how many they are, since when, and by which words they are found."""

from __future__ import annotations

from collections.abc import Iterable

from stoppress.questions.models import Letter, Question
from stoppress.toolkit.text import folded

#: Of a question that thousands ask, the first so many characters are searched.
_MOST_FOUND_BY = 100_000


def take_in(question: Question, letter: Letter) -> None:
    """Let the question know of one more letter, which is its own already; saves the question."""
    question.lead = question.lead or letter
    question.asked_count += letter.copies
    question.first_asked_at = min(question.first_asked_at, letter.asked_at)
    question.last_asked_at = max(question.last_asked_at, letter.asked_at)
    question.found_by = _joined([question.found_by, _words_of(letter)])
    question.save()


def gather(question: Question) -> None:
    """Let the question know anew what its letters are, after some came, went or were forgotten; saves the question."""
    letters = list(question.letters.all())
    if letters:
        told = [letter for letter in letters if letter.text] or letters
        if question.lead not in told:
            question.lead = told[0]
        question.first_asked_at = letters[0].asked_at
        question.last_asked_at = letters[-1].asked_at
    else:
        question.lead = None
    question.asked_count = sum(letter.copies for letter in letters)
    question.found_by = _joined(_words_of(letter) for letter in letters)
    question.save()


def _words_of(letter: Letter) -> str:
    return folded(" ".join([letter.text, letter.first_name, letter.place]))


def _joined(parts: Iterable[str]) -> str:
    """Each wording once, a line for each, so that no search runs from one letter into the next."""
    lines = [line for part in parts for line in part.split("\n") if line]
    return "\n".join(dict.fromkeys(lines))[:_MOST_FOUND_BY]
