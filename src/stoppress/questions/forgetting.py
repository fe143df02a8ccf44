"""Forgetting what readers have sent: at the deadline that the box has promised, or when they ask for it."""

from __future__ import annotations

from django.db import transaction

from stoppress.questions.gathering import gather
from stoppress.questions.models import Letter, Question, Standing
from stoppress.toolkit import clock

#: So many letters are blanked in one transaction, so that no editor waits long for the pen.
_AT_ONCE = 200


def forget_what_is_due() -> int:
    """Blank the letters whose deadline has come; returns how many, at most 200: call it again until it is none.

    Name, place, e-mail and text go; that there was a letter, and when, stays for the counts. What a published answer shows
    of it stays there: it was shown with consent.
    """
    now = clock.now()
    due = Letter.objects.filter(forget_at__lte=now, forgotten_at=None)
    if not due.exists():
        return 0
    with transaction.atomic():
        letters = list(due.select_related("question").order_by("forget_at")[:_AT_ONCE])
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
            text="", first_name="", place="", email="", suspicion="", fingerprint="", forgotten_at=now
        )
        for question in {letter.question for letter in letters}:
            question.changed_at = now
            gather(question)
    return len(letters)


def withdraw(letter: Letter) -> None:
    """Erase a letter because its sender wishes it; a question that nobody asks any more goes with it, unless it was answered."""
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).delete()
        question = Question.objects.get(pk=letter.question_id)
        if question.letters.exists() or question.standing == Standing.ANSWERED:
            question.changed_at = clock.now()
            gather(question)
        else:
            question.delete()


def change_email(letter: Letter, email: str) -> None:
    """Let this be the address that is told of the answer; nothing: nobody is told."""
    Letter.objects.filter(pk=letter.pk, forgotten_at=None, told_at=None).update(email=email)
