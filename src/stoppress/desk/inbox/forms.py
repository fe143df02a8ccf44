"""What the inbox's forms hold: which questions, seen in which version, and what shall become of them."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import QueryDict

from stoppress.desk.forms import DeskForm, SeenForm
from stoppress.publishing.finding_questions import Seen
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.merging import merge
from stoppress.publishing.questions import assign, decline, give_back, mark_spam, reopen, shortlist, take
from stoppress.publishing.refusals import Invalid
from stoppress.questions.inbox import Looking, Pile, Sort
from stoppress.stories.models import LiveBlog

_PLAIN_ACTS = {
    "take": take,
    "give_back": give_back,
    "shortlist": shortlist,
    "spam": mark_spam,
    "reopen": reopen,
    "merge": merge,
}


def looking_of(query: QueryDict) -> Looking:
    """What is looked at, as the address says; what is no such pile or order is the usual one."""
    pile, sort = query.get("pile", ""), query.get("sort", "")
    return Looking(
        Pile(pile) if pile in set(Pile) else Pile.TO_DO,
        Sort(sort) if sort in set(Sort) else Sort.NEWEST,
        query.get("words", "").strip()[:200],
        query.get("after", "")[:100],
    )


class SortingForm(DeskForm):
    """Questions that were ticked (`question`), or the one whose button was pressed (`one`: act and question), and the act."""

    act = forms.CharField(required=False, max_length=20)
    one = forms.CharField(required=False, max_length=60)
    ready = forms.CharField(required=False, strip=False)
    reason = forms.CharField(required=False, strip=False)
    expert = forms.CharField(required=False, max_length=20)
    note = forms.CharField(required=False, strip=False)

    def wish(self) -> tuple[str, list[Seen]]:
        """The act, and the questions it is about."""
        data = self.checked()
        if data["one"]:
            act, _, seen = data["one"].partition(" ")
            return act, [_seen(seen)]
        ticked = cast(QueryDict, self.data).getlist("question")
        return data["act"], [_seen(word) for word in dict.fromkeys(ticked)]

    def sort(self, hand: Hand, blog: LiveBlog) -> Answer:
        """Do it; raises Refusal in words."""
        act, wanted = self.wish()
        if act == "decline":
            words = self.cleaned_data["reason"].strip() or self.cleaned_data["ready"]
            return decline(hand, blog, wanted, words)
        if act == "assign":
            return assign(hand, blog, wanted, self.cleaned_data["expert"], self.cleaned_data["note"])
        if act not in _PLAIN_ACTS:
            raise Invalid("Choose what shall become of these questions.")
        return _PLAIN_ACTS[act](hand, blog, wanted)


class LettersForm(SeenForm):
    """Letters of one question that were chosen."""

    def letters(self) -> list[str]:
        """Their public ids."""
        return cast(QueryDict, self.data).getlist("letter")


def _seen(word: str) -> Seen:
    question, _, version = word.partition(":")
    return question, int(version) if version.isdecimal() and len(version) < 10 else 0
