"""Readers' questions for machines: what is asked, and the plain acts of sorting; never anybody's e-mail."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query
from ninja.responses import Status
from pydantic import BaseModel, Field

from stoppress.api import answers, bodies, openapi
from stoppress.api.answers import DONE, Done
from stoppress.api.bearer import live_blog, refuse_unless_writing, token_of
from stoppress.api.calls import calls
from stoppress.api.problems import INVALID, NOT_ALLOWED, Problem
from stoppress.api.sending import Sending, version_seen
from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.press.rendering import utc
from stoppress.publishing import questions
from stoppress.questions import inbox
from stoppress.questions.inbox import Looking, Pile, Sort
from stoppress.questions.models import Question
from stoppress.stories.models import LiveBlog

_ACTS = {
    "take": questions.take,
    "give-back": questions.give_back,
    "shortlist": questions.shortlist,
    "spam": questions.mark_spam,
    "reopen": questions.reopen,
}


class Wish(BaseModel):
    """Which questions: of a pile, sorted, in which all `words` stand, from the place `after` on."""

    pile: Pile = Pile.TO_DO
    sort: Sort = Sort.NEWEST
    words: str = Field("", max_length=inbox.LONGEST_SEARCH)
    after: str = Field("", max_length=100)
    limit: int = Field(20, ge=1, le=100)


@calls.get("/live-blogs/{slug}/questions", response=answers.Questions, **openapi.reads(403, 404, 422))
def list_questions(request: HttpRequest, slug: str, wish: Query[Wish]) -> dict[str, Any]:
    """What readers ask; follow `older` until it is null. A token that reads only is refused: none of this is public."""
    blog = live_blog(request, slug)
    refuse_unless_writing(request)
    member = token_of(request).member
    role = role_on(member, blog.pk)
    if not may(role, "see questions"):
        raise Problem(NOT_ALLOWED, f"As {role} you cannot see questions. Ask an editor.")
    looking = Looking(wish.pile, wish.sort, wish.words, wish.after)
    try:
        found, older = inbox.page(blog, member, looking, wish.limit)
    except inbox.NoSuchPlace:
        words = "“after” is no place that a list gave."
        raise Problem(INVALID, words, fields={"after": words}) from None
    shown = [_question(question) for question in found]
    return {"questions": shown, "older": _older(blog, wish, older) if older else None}


@calls.post("/live-blogs/{slug}/questions/{question}/{act}", response=DONE, **openapi.changes())
def sort_question(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    question: str,
    act: Literal["take", "give-back", "shortlist", "decline", "spam", "reopen"],
    body: bodies.QuestionSorting,
) -> Status[Done]:
    """Take a question, give it back, shortlist it, decline it with a reason, put it away as spam, or reopen it."""
    sending = Sending.of(request, slug)
    wanted = [(question, version_seen(request, body))]
    if act == "decline":
        answer = questions.decline(sending.hand, sending.blog, wanted, body.given("reason", ""))
    else:
        answer = _ACTS[act](sending.hand, sending.blog, wanted)
    return sending.answered(response, answer)


def _question(question: Question) -> dict[str, Any]:
    lead = question.lead
    return {
        "id": question.public_id,
        "version": question.version,
        "standing": question.standing,
        "text": lead.text if lead else "",
        "first_name": lead.first_name if lead else "",
        "place": lead.place if lead else "",
        "is_comment": bool(lead and lead.is_comment),
        "asked_by": question.asked_count,
        "first_asked_at": utc(question.first_asked_at),
        "last_asked_at": utc(question.last_asked_at),
        "taken_by": question.taken_by.name if question.taken_by else None,
        "expert": question.expert.name if question.expert else None,
        "reason": question.reason or None,
    }


def _older(blog: LiveBlog, wish: Wish, after: str) -> str:
    query = {name: str(value) for name, value in wish.model_dump().items() if value} | {"after": after}
    return f"{settings.PUBLIC_URL}/api/v1/live-blogs/{blog.slug}/questions?{urlencode(query)}"
