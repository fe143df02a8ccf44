"""Releasing an answer to readers' questions, for machines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from stoppress.api import bodies, openapi
from stoppress.api.answers import MADE, Done
from stoppress.api.calls import calls
from stoppress.api.sending import Sending
from stoppress.publishing.answers import Release, Shown, release_answer
from stoppress.publishing.wording import Wording
from stoppress.toolkit import html


@calls.post("/live-blogs/{slug}/answers", response=MADE, **openapi.writes())
def release(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.AnswerRelease
) -> Status[Done]:
    """Publish one answer to one or more questions; those of the inbox are answered by it, and who asked is told."""
    sending = Sending.of(request, slug)
    answer = release_answer(sending.hand, sending.blog, _release(body))
    response["Location"] = f"/api/v1/live-blogs/{answer.blog}/posts/{answer.post}"
    return sending.answered(response, answer, status=201)


def _release(body: bodies.AnswerRelease) -> Release:
    plain = body.given("body_text", "")
    asked = tuple(
        Shown(
            words=shown.words,
            first_name=shown.given("first_name", ""),
            place=shown.given("place", ""),
            question=shown.given("question", ""),
            version=shown.given("version", 0),
        )
        for shown in body.questions
    )
    words = Wording(body.given("title", ""), html.from_plain(plain) if plain else body.given("body_html", ""))
    return Release(asked, words, body.given("expert", ""), body.given("session", ""))
