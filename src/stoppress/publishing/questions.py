"""The acts by which the desk sorts readers' questions; each is over one question or over many, and nothing of them is public."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from stoppress.publishing.act import Act, perform
from stoppress.publishing.finding_questions import (
    Seen,
    answer_about,
    find_expert,
    find_question,
    find_questions,
)
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Invalid, WrongState
from stoppress.publishing.wording import LONGEST_REASON, line
from stoppress.questions import history
from stoppress.questions.models import OPEN, Letter, Question, Standing
from stoppress.stories.models import LiveBlog

LONGEST_NOTE = 400
_RIGHT = "sort questions"
#: From here a question can be declined or called spam: it is open, or was set aside on arrival.
_UNDECIDED = (*OPEN, Standing.SET_ASIDE)
_ASSIGNABLE = (Standing.NEW, Standing.TAKEN, Standing.SHORTLISTED, Standing.ASSIGNED)
_REOPENABLE = (
    Standing.TAKEN,
    Standing.SHORTLISTED,
    Standing.ASSIGNED,
    Standing.DECLINED,
    Standing.SPAM,
    Standing.SET_ASIDE,
)


def take(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Say to all colleagues that these are yours; raises WrongState if one is somebody's already, Conflict, NotThere."""

    def change(act: Act, question: Question) -> None:
        if question.taken_by == hand.member:
            raise WrongState("You have taken this question already.")
        if question.taken_by:
            raise WrongState(
                f"{question.taken_by.name} has taken this question. It must be given back first."
            )
        question.taken_by = hand.member
        if question.standing == Standing.NEW:
            question.standing = Standing.TAKEN

    return _sort(hand, "take question", blog, wanted, OPEN, change)


def give_back(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Let these be nobody's again; a colleague who has gone home can be helped so."""

    def change(act: Act, question: Question) -> None:
        if question.taken_by is None:
            raise WrongState("Nobody has taken this question.")
        question.taken_by = None
        if question.standing == Standing.TAKEN:
            question.standing = Standing.NEW

    return _sort(hand, "give back question", blog, wanted, OPEN, change)


def shortlist(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Put these among those that shall be answered."""

    def change(act: Act, question: Question) -> None:
        question.standing = Standing.SHORTLISTED

    return _sort(hand, "shortlist question", blog, wanted, (Standing.NEW, Standing.TAKEN), change)


def assign(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen], expert: str, note: str = "") -> Answer:
    """Give these to an expert of the newsroom, with a note that only the expert sees; assigned to another, they change hands.

    Whether the expert has a link that lets him in is not asked: the desk is told beside the question.
    """

    def do(act: Act) -> Answer:
        chosen = find_expert(act, expert)
        words = line("note", note, LONGEST_NOTE)

        def change(act: Act, question: Question) -> None:
            if question.standing == Standing.ASSIGNED and question.expert_id == chosen.pk:
                raise WrongState(f"This question is with {chosen.name} already.")
            question.standing = Standing.ASSIGNED
            question.expert, question.note_to_expert = chosen, words

        return _change(act, wanted, _ASSIGNABLE, change, note=chosen.name)

    content = {"wanted": list(wanted), "expert": expert, "note": note}
    return perform(hand, "assign question", blog, content, do, right=_RIGHT)


def decline(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen], reason: str) -> Answer:
    """Answer these with a reason instead of an answer; whoever asked is told. `reopen` undoes it."""

    def do(act: Act) -> Answer:
        told = line(
            "reason", reason, LONGEST_REASON, missing="Give the reason; those who asked will read it."
        )

        def change(act: Act, question: Question) -> None:
            question.standing, question.reason = Standing.DECLINED, told

        answer = _change(act, wanted, _UNDECIDED, change, note=told)
        tell_askers(act, [public_id for public_id, _ in wanted])
        return answer

    content = {"wanted": list(wanted), "reason": reason}
    return perform(hand, "decline question", blog, content, do, right=_RIGHT)


def mark_spam(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Put these away as spam; nobody is told. `reopen` undoes it."""

    def change(act: Act, question: Question) -> None:
        question.standing = Standing.SPAM

    return _sort(hand, "mark as spam", blog, wanted, _UNDECIDED, change)


def reopen(hand: Hand, blog: LiveBlog, wanted: Sequence[Seen]) -> Answer:
    """Undo what was decided: declined, spam, set aside, shortlisted, assigned or taken, they are to be sorted again."""

    def change(act: Act, question: Question) -> None:
        was_taken = question.standing == Standing.TAKEN
        question.taken_by = None if was_taken else question.taken_by
        question.standing = Standing.TAKEN if question.taken_by else Standing.NEW
        question.reason, question.note_to_expert, question.expert = "", "", None

    return _sort(hand, "reopen question", blog, wanted, _REOPENABLE, change)


def set_wording(hand: Hand, blog: LiveBlog, question: str, version: int, letter: str) -> Answer:
    """Let the words of this letter stand for all who ask the same."""

    def do(act: Act) -> Answer:
        found = find_question(act, question, version)
        lead = found.letters.filter(public_id=letter).first()
        if lead is None:
            raise Invalid(letter="There is no such letter in this question; it may have been split out.")
        if not lead.text:
            raise Invalid(letter="This letter is forgotten; its words cannot lead.")
        found.lead = lead
        next_version(act, found)
        history.write_down([found], act.name, act.at, by=hand.member)
        return answer_about(act, [found])

    content = {"question": question, "version": version, "letter": letter}
    return perform(hand, "set wording", blog, content, do, right=_RIGHT)


def next_version(act: Act, question: Question) -> None:
    """Save the question as its next version, changed now."""
    question.version += 1
    question.changed_at = act.at
    question.save()


def tell_askers(act: Act, questions: Collection[str], letters: Collection[str] | None = None) -> None:
    """Leave it to be told by e-mail to all who wished to hear of these questions (or to these letters' writers alone)."""
    wishing = Letter.objects.filter(blog=act.blog, question__public_id__in=questions).exclude(email="")
    if letters is not None:
        wishing = wishing.filter(public_id__in=letters)
    for public_id in wishing.values_list("public_id", flat=True):
        act.leave("tell asker", public_id)


def _sort(
    hand: Hand,
    name: str,
    blog: LiveBlog,
    wanted: Sequence[Seen],
    allowed: Collection[Standing],
    change: Callable[[Act, Question], None],
) -> Answer:
    content = {"wanted": list(wanted)}
    return perform(hand, name, blog, content, lambda act: _change(act, wanted, allowed, change), right=_RIGHT)


def _change(
    act: Act,
    wanted: Sequence[Seen],
    allowed: Collection[Standing],
    change: Callable[[Act, Question], None],
    note: str = "",
) -> Answer:
    """Change each of these questions, all or none, and write it into their histories."""
    found = find_questions(act, wanted)
    for question in found:
        if question.standing not in allowed:
            raise WrongState(_WRONG_STANDING[Standing(question.standing)])
        change(act, question)
        next_version(act, question)
    history.write_down(found, act.name, act.at, by=act.hand.member, note=note)
    return answer_about(act, found)


_WRONG_STANDING = {
    Standing.NEW: "This question is new; there is nothing to undo.",
    Standing.TAKEN: "This question is taken already.",
    Standing.SHORTLISTED: "This question is on the shortlist already.",
    Standing.ASSIGNED: "This question is with an expert. Reopen it first.",
    Standing.WRITTEN: "An expert has written an answer to this question. Release it, or decline the question.",
    Standing.ANSWERED: "This question is answered. Withdraw the answer first.",
    Standing.DECLINED: "This question is declined. Reopen it first.",
    Standing.SPAM: "This question was marked as spam. Reopen it first.",
    Standing.SET_ASIDE: "This question was set aside on arrival. Reopen it first.",
}
