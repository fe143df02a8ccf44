"""Letting several questions be one, and letting letters out of a question into one of their own; each undoes the other."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from stoppress.publishing.act import Act, perform
from stoppress.publishing.finding_questions import Seen, answer_about, find_question, find_questions
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.questions import next_version, tell_askers
from stoppress.publishing.refusals import Invalid, WrongState
from stoppress.questions import history
from stoppress.questions.gathering import gather
from stoppress.questions.models import OPEN, Letter, Question, QuestionEvent, Standing
from stoppress.stories.models import LiveBlog

_RIGHT = "sort questions"
#: How far a question has come: of several, the one that has come farthest takes the others in.
_FARTHEST = (
    Standing.ANSWERED,
    Standing.WRITTEN,
    Standing.ASSIGNED,
    Standing.SHORTLISTED,
    Standing.TAKEN,
    Standing.NEW,
    Standing.DECLINED,
    Standing.SET_ASIDE,
    Standing.SPAM,
)
_TAKES_IN = (*OPEN, Standing.ANSWERED, Standing.DECLINED)


def merge(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Let these questions be one: the letters move to the one that has come farthest, the emptied questions vanish.

    Who asks what is answered or declined already is told so. `split` with the moved letters, which stand in the history,
    undoes it. Raises WrongState where an answer or an expert's work would be lost, Conflict, NotThere, Invalid.
    """

    def do(act: Act) -> Answer:
        found = find_questions(act, wanted)
        if len(found) < 2:
            raise Invalid("Choose at least two questions to merge.")
        into, *others = sorted(found, key=_by_how_far)
        _refuse_what_would_be_lost(into, others)
        moved = _move(into, Letter.objects.filter(question__in=others))
        QuestionEvent.objects.filter(question__in=others).update(question=into)
        for other in others:
            if into.taken_by is None and into.standing in OPEN:
                into.taken_by = other.taken_by
            other.delete()
        if into.taken_by and into.standing == Standing.NEW:
            into.standing = Standing.TAKEN
        gather(into)
        next_version(act, into)
        history.write_down([into], act.name, act.at, by=hand.member, letters=moved)
        if into.standing not in OPEN:
            tell_askers(act, [into.public_id], moved)
        act.version_before = into.version - 1
        return answer_about(act, [into])

    return perform(hand, "merge questions", blog, {"wanted": list(wanted)}, do, right=_RIGHT)


def split(hand: Hand, blog: LiveBlog, question: str, version: int, letters: Sequence[str]) -> Answer:
    """Let these letters be a new question, which is answered about; at least one letter stays behind."""

    def do(act: Act) -> Answer:
        old = find_question(act, question, version)
        leaving = Letter.objects.filter(question=old, public_id__in=letters)
        count = len(set(letters))
        if not count:
            raise Invalid(letters="Choose the letters that ask something else.")
        if leaving.count() < count:
            raise Invalid(letters="One of these letters is not in this question any more. Look at it again.")
        if count == old.letters.count():
            raise Invalid(letters="Leave at least one letter behind; there is nothing to split off.")
        new = Question.objects.create(
            blog=act.blog, first_asked_at=act.at, last_asked_at=act.at, changed_at=act.at
        )
        moved = _move(new, leaving)
        gather(new)
        gather(old)
        next_version(act, old)
        history.write_down([old, new], act.name, act.at, by=hand.member, letters=moved)
        act.version_before = None
        return answer_about(act, [new])

    content = {"question": question, "version": version, "letters": list(letters)}
    return perform(hand, "split question", blog, content, do, right=_RIGHT)


def _by_how_far(question: Question) -> tuple[int, int, int]:
    return (_FARTHEST.index(Standing(question.standing)), -question.asked_count, question.pk)


def _refuse_what_would_be_lost(into: Question, others: Sequence[Question]) -> None:
    if into.standing not in _TAKES_IN:
        raise WrongState("These were put away as spam or set aside. Reopen one of them first.")
    for other in others:
        if other.standing == Standing.ANSWERED:
            raise WrongState("Two of these are answered already, each in its own way. They cannot be merged.")
        if other.standing == Standing.WRITTEN:
            raise WrongState(
                "To two of these an answer is written. Release or decline one of them, then merge the rest."
            )
        if other.standing == Standing.ASSIGNED and other.expert_id != into.expert_id:
            raise WrongState("These are with different experts. Reopen one of them first, then merge.")
        if other.standing == Standing.SPAM:
            raise WrongState("One of these is marked as spam. Reopen it first, then merge.")


def _move(to: Question, letters: QuerySet[Letter]) -> list[str]:
    """Let the letters belong to this question; return their public ids."""
    rows = list(letters)
    Letter.objects.filter(pk__in=[letter.pk for letter in rows]).update(question=to)
    return [letter.public_id for letter in rows]
