"""The history of a question: one row for whatever happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stoppress.people.models import Member
from stoppress.questions.models import Question, QuestionEvent

LONGEST_NOTE = 400


def write_down(
    questions: Iterable[Question],
    act: str,
    at: datetime,
    *,
    by: Member | None = None,
    by_words: str = "",
    note: str = "",
    letters: Iterable[str] = (),
) -> None:
    """Add one row to the history of each of these questions; `by_words` names an expert or a reader, who are no members."""
    moved = " ".join(letters)
    QuestionEvent.objects.bulk_create(
        QuestionEvent(
            question=question,
            act=act,
            by=by,
            by_words=by_words,
            note=note[:LONGEST_NOTE],
            letters=moved,
            at=at,
        )
        for question in questions
    )
