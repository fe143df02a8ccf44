"""One unsafe request: which sending it is, which version it saw, and how the act's answer is given back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from stoppress.api import answers, bearer
from stoppress.api.bodies import Versioned
from stoppress.api.problems import INVALID, VERSION_MISSING, Problem
from stoppress.press.rendering import utc
from stoppress.publishing.hand import Answer, Hand
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import ids

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


@dataclass(frozen=True)
class Sending:
    """What every act of this room begins with."""

    hand: Hand
    blog: LiveBlog

    @classmethod
    def of(cls, request: HttpRequest, slug: str) -> Sending:
        """The sending of this request; raises Problem for a reading token, another live blog, or a key that is none."""
        blog = bearer.live_blog(request, slug)
        bearer.refuse_unless_writing(request)
        return cls(Hand(bearer.token_of(request).member, key=_key(request), door="api"), blog)

    def answered(self, response: HttpResponse, answer: Answer, *, status: int = 200) -> Status[answers.Done]:
        """The act's answer, made of its receipt alone, so that the same sending gets the same answer again."""
        response["Idempotency-Key"] = self.hand.key
        if answer.is_repeated:
            response["Idempotency-Replayed"] = "true"
        if answer.version:
            response["ETag"] = f'"{answer.version}"'
        address = f"/{answer.blog}/p/{answer.post}/" if answer.post else f"/{answer.blog}/"
        return Status(
            202 if answer.waits else status,
            answers.Done(
                act=answer.act,
                live_blog=answer.blog,
                post=answer.post or None,
                question=answer.question or None,
                version=answer.version,
                state=answer.state,
                cursor=f"{answer.epoch}-{answer.head}",
                url=f"{settings.PUBLIC_URL}{address}",
                loose_references=answer.loose_references,
                waits=answer.waits or None,
                scheduled=answer.outgoing or None,
                due_at=_utc(answer.due_at),
            ),
        )


def _utc(moment: str) -> str | None:
    return utc(datetime.fromisoformat(moment)) if moment else None


def version_seen(request: HttpRequest, body: Versioned | None = None) -> int:
    """The version of If-Match or of the body; raises Problem when there is none, or two that differ."""
    told = body.given("version", None) if body else None
    if "If-Match" not in request.headers:
        if told is None:
            words = 'Send the version that you saw, as If-Match: "3"' + (" or as “version”." if body else ".")
            raise Problem(VERSION_MISSING, words)
        return int(told)
    match = _ETAG.fullmatch(request.headers["If-Match"].strip())
    if match is None:
        words = 'If-Match names one version, such as "3"; “*” is not enough, for it has seen nothing.'
        raise Problem(INVALID, words, fields={"If-Match": words})
    if told is not None and told != int(match[1]):
        raise Problem(
            INVALID,
            "If-Match and “version” differ; send one of them.",
            fields={"version": "This differs from If-Match."},
        )
    return int(match[1])


def _key(request: HttpRequest) -> str:
    if "Idempotency-Key" not in request.headers:
        return ids.idempotency_key()
    key = request.headers["Idempotency-Key"].strip().strip('"')
    if not _KEY.fullmatch(key):
        words = "An Idempotency-Key has 1 to 200 visible ASCII characters; a fresh random word for each act does well."
        raise Problem(INVALID, words, fields={"Idempotency-Key": words})
    return key
