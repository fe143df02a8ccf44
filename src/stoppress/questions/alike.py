"""Which other questions may ask the same as this one: for an editor to look at, so nearer to too many than to too few."""

from __future__ import annotations

from stoppress.questions.models import OPEN, Question, Standing
from stoppress.toolkit.text import folded

#: From this likeness on, of 1: the share of three-letter pieces that both wordings have.
LIKE = 0.34
#: So many of the questions asked last are compared, and so many of the likest are shown.
MOST_COMPARED = 1_000
MOST_SHOWN = 5
_LOOKED_AT = (*OPEN, Standing.ANSWERED, Standing.DECLINED)


def questions_alike(question: Question) -> list[Question]:
    """The other questions of the live blog whose leading words are like these, the likest first; spam is none of them."""
    if question.lead is None or not question.lead.text:
        return []
    rows = Question.objects.filter(blog=question.blog_id, standing__in=_LOOKED_AT).exclude(pk=question.pk)
    texts = rows.order_by("-last_asked_at").values_list("pk", "lead__text")[:MOST_COMPARED]
    wanted = _pieces(question.lead.text)
    likeness = {pk: _likeness(wanted, _pieces(text)) for pk, text in texts if text}
    likest = sorted((pk for pk in likeness if likeness[pk] >= LIKE), key=lambda pk: -likeness[pk])[
        :MOST_SHOWN
    ]
    found = Question.objects.select_related("lead", "taken_by", "expert").in_bulk(likest)
    return [found[pk] for pk in likest if pk in found]


def _pieces(text: str) -> set[str]:
    words = f" {folded(text[:600])} "
    return {words[at : at + 3] for at in range(len(words) - 2)}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
