"""Where a letter stands, as its sender is told."""

from __future__ import annotations

from enum import StrEnum

from stoppress.questions.models import Letter, Standing
from stoppress.stories.models import Phase, Post, State


class Told(StrEnum):
    """What the sender is told. Somebody whose letter was set aside is told what everybody is told at first."""

    RECEIVED = "received"
    TAKEN = "taken"
    WITH_EXPERT = "with expert"
    ANSWERED = "answered"
    ANSWER_LOST = "answer lost"
    DECLINED = "declined"
    CLOSED = "closed"


_TOLD = {
    Standing.NEW: Told.RECEIVED,
    Standing.SET_ASIDE: Told.RECEIVED,
    Standing.SPAM: Told.RECEIVED,
    Standing.TAKEN: Told.TAKEN,
    Standing.SHORTLISTED: Told.TAKEN,
    Standing.ASSIGNED: Told.WITH_EXPERT,
    Standing.WRITTEN: Told.WITH_EXPERT,
    Standing.DECLINED: Told.DECLINED,
}


def told(letter: Letter) -> Told:
    """Where the letter stands. What is still open when the coverage has ended is told as such."""
    if answer_post(letter):
        return Told.ANSWERED
    if letter.question.lost_answer and letter.question.standing != Standing.DECLINED:
        return Told.ANSWER_LOST
    said = _TOLD.get(Standing(letter.question.standing), Told.TAKEN)
    is_over = letter.blog.phase == Phase.CLOSED and said not in (Told.DECLINED, Told.WITH_EXPERT)
    return Told.CLOSED if is_over else said


def answer_post(letter: Letter) -> Post | None:
    """The post in which the question is answered, if it stands on the page, be it as a tombstone."""
    answer = letter.question.answer
    if answer is None or letter.question.standing != Standing.ANSWERED:
        return None
    return answer.post if answer.post.state in (State.PUBLISHED, State.WITHDRAWN) else None
