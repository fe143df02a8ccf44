"""The words of the inbox: piles, standings, what happened, and reasons to decline that stand ready."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stoppress.questions.inbox import Pile, Sort
from stoppress.questions.models import Standing

PILES = {
    Pile.TO_DO: gettext_lazy("To do"),
    Pile.NEW: gettext_lazy("New"),
    Pile.MINE: gettext_lazy("Mine"),
    Pile.TAKEN: gettext_lazy("Taken"),
    Pile.SHORTLISTED: gettext_lazy("Shortlisted"),
    Pile.WITH_EXPERTS: gettext_lazy("With experts"),
    Pile.TO_RELEASE: gettext_lazy("To release"),
    Pile.ANSWERED: gettext_lazy("Answered"),
    Pile.DECLINED: gettext_lazy("Declined"),
    Pile.SPAM: gettext_lazy("Spam"),
    Pile.SET_ASIDE: gettext_lazy("Set aside"),
    Pile.EVERYTHING: gettext_lazy("Everything"),
}

SORTS = {Sort.NEWEST: gettext_lazy("Newest first"), Sort.MOST_ASKED: gettext_lazy("Most asked first")}

STANDINGS = {
    Standing.NEW: gettext_lazy("new"),
    Standing.TAKEN: gettext_lazy("taken"),
    Standing.SHORTLISTED: gettext_lazy("shortlisted"),
    Standing.ASSIGNED: gettext_lazy("with an expert"),
    Standing.WRITTEN: gettext_lazy("answer to release"),
    Standing.ANSWERED: gettext_lazy("answered"),
    Standing.DECLINED: gettext_lazy("declined"),
    Standing.SPAM: gettext_lazy("spam"),
    Standing.SET_ASIDE: gettext_lazy("set aside"),
}

EVENTS = {
    "take question": gettext_lazy("took it"),
    "give back question": gettext_lazy("gave it back"),
    "shortlist question": gettext_lazy("put it on the shortlist"),
    "assign question": gettext_lazy("gave it to an expert"),
    "decline question": gettext_lazy("declined it"),
    "mark as spam": gettext_lazy("marked it as spam"),
    "reopen question": gettext_lazy("reopened it"),
    "merge questions": gettext_lazy("merged another question into it"),
    "split question": gettext_lazy("split letters off"),
    "set wording": gettext_lazy("chose the words that lead"),
    "write answer": gettext_lazy("is writing an answer"),
    "hand in answer": gettext_lazy("handed in an answer"),
    "send back question": gettext_lazy("sent it back"),
    "release answer": gettext_lazy("released an answer"),
    "withdraw": gettext_lazy("withdrew the answer"),
    "restore": gettext_lazy("restored the answer"),
    "take down": gettext_lazy("took the answer down"),
}

#: Reasons to decline that can be taken as they are or written over.
REASONS = (
    gettext_lazy("This has been answered on the page already."),
    gettext_lazy("Nobody knows this yet. We will report it as soon as somebody does."),
    gettext_lazy("We cannot advise in a single case. Please ask the authorities, a doctor or a lawyer."),
    gettext_lazy("This is not about what this page reports on."),
    gettext_lazy("More questions came than we could answer."),
)

SAID = {
    "take": gettext_lazy("Taken: {questions}."),
    "give_back": gettext_lazy("Given back: {questions}."),
    "shortlist": gettext_lazy("On the shortlist: {questions}."),
    "assign": gettext_lazy("Given to the expert: {questions}."),
    "decline": gettext_lazy("Declined: {questions}. Those who asked can read the reason."),
    "spam": gettext_lazy("Marked as spam: {questions}."),
    "reopen": gettext_lazy("To be sorted again: {questions}."),
    "merge": gettext_lazy("Merged: {questions} are now one. Its history undoes it."),
}


def said(act: str, count: int) -> str:
    """What was done, and to how many."""
    questions = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    return str(SAID[act]).replace("{questions}", questions)


def for_script() -> dict[str, str]:
    """What the inbox's script says besides the words of the desk."""
    return {
        "new_questions": _("Show {count} new"),
        "undo_act": _("Undo"),
        "nothing_ticked": _("Tick the questions first: x on each, or the box beside it."),
        "ticked": _("{count} ticked"),
        "question_changed": _("A colleague has changed this question, or another letter came."),
        "more_failed": _("Not loaded. Try again."),
    }
