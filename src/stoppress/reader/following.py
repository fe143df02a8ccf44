"""Following a live blog: the page that explains it before the browser asks, and what a browser wishes to be told of."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.alerts import credentials, subscriptions
from stoppress.alerts.subscriptions import Wishes
from stoppress.press.languages import speaking, told_in
from stoppress.questions import limits
from stoppress.reader import letterbox
from stoppress.reader.answering import kept, public_answer, public_wire
from stoppress.reader.private import is_from_us, public_blog, sealed
from stoppress.stories.models import Correction, LiveBlog, Phase, Post, State
from stoppress.toolkit.languages import direction_of, interface_of

logger = logging.getLogger("stoppress.reader.following")

#: Counted in memory, by hashes that live a day; a home has a few devices, and each changes its mind now and then.
RATES = limits.Rates(
    limits.Rate(20, 60), limits.Rate(400, 1), limits.Rate(20_000, 0.01), limits.Rate(40_000, 0.005)
)
taken = limits.Limits()
_MOST_BYTES = 4_096
_BUSY_SECONDS = 10


class Refused(Exception):
    """The browser's word was not taken; the words are for the reader, in English or already in the live blog's language."""

    def __init__(self, status: int, words: str, retry_seconds: float = 0) -> None:
        super().__init__(words)
        self.status, self.words, self.retry_seconds = status, words, retry_seconds


@csrf_exempt  # no cookie is read here; `is_from_us` and the type of the body keep other sites out
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, the same for every reader; or take what a browser wishes, and say how it stands."""
    if request.method == "POST":
        return _answered(lambda: _take(request, slug), slug)
    wire = public_wire(slug)
    page = kept(wire, "follow", lambda: _page(LiveBlog.objects.select_related("newsroom").get(wire=wire)))
    return public_answer(page, may_run_script=True)


@csrf_exempt
@require_POST
def moved(request: HttpRequest) -> HttpResponse:
    """A browser got another endpoint from its push service, and tells the old one and the new one."""
    return _answered(lambda: _move(request))


def _page(blog: LiveBlog) -> str:
    posts = Post.objects.filter(blog=blog, state=State.PUBLISHED)
    with speaking(blog.language):
        context = {
            "blog": blog,
            "newsroom": blog.newsroom.name,
            "language": interface_of(blog.language),
            "direction": direction_of(interface_of(blog.language)),
            "told": told_in(blog.language),
            "is_over": blog.phase == Phase.CLOSED,
            "public_key": public_key(),
            "key_events": posts.filter(is_key_event=True).count(),
            "corrections": Correction.objects.filter(post__in=posts).count(),
            "days": subscriptions.KEPT.days,
        }
        return render_to_string("reader/follow.html", context)


def public_key() -> str:
    """The key that browsers are given when they subscribe; none where no messages are sent."""
    if not (settings.PUSH_IS_ON and settings.SERVICE_WORKER_IS_ON):
        return ""
    try:
        return credentials.read(settings.PUSH_KEY, settings.PUSH_CONTACT).public
    except (FileNotFoundError, credentials.BadKey):
        return ""  # `doctor` and the log of the server say so


def _answered(take: Callable[[], Wishes], slug: str = "") -> HttpResponse:
    try:
        wishes = take()
    except Refused as refused:
        with speaking(_language_of(slug)):
            message = _(refused.words)
        response = JsonResponse({"message": message}, status=refused.status)
        if refused.retry_seconds:
            response.headers["Retry-After"] = str(math.ceil(refused.retry_seconds))
        return sealed(response)
    return sealed(JsonResponse({"key_events": wishes.key_events, "corrections": wishes.corrections}))


def _language_of(slug: str) -> str:
    """What is refused before the live blog is looked at is refused in its language all the same, if it is public."""
    blog = public_blog(slug)
    return blog.language if blog else settings.HOUSE_LANGUAGE


def _take(request: HttpRequest, slug: str) -> Wishes:
    """Without a word of wishes, only say how things stand for this endpoint."""
    said = _said(request, slug)
    blog = public_blog(slug)
    if blog is None:
        raise Refused(404, gettext_noop("There is no such live coverage."))
    with speaking(blog.language):
        wishes = Wishes(said.get("key_events") is True, said.get("corrections") is True)
        if "key_events" not in said and "corrections" not in said:
            return subscriptions.wishes_of(blog, _endpoint(said))
        if not wishes:
            endpoint = _endpoint(said)
            _carried(lambda: subscriptions.unfollow(blog, endpoint))
            return wishes
        if blog.phase == Phase.CLOSED:
            raise Refused(409, _("The coverage has ended; there will be nothing to tell."))
        browser = _browser(said)
        _carried(lambda: subscriptions.follow(blog, browser, wishes))
        return wishes


def _move(request: HttpRequest) -> Wishes:
    said = _said(request, "")
    old, browser = said.get("old"), _browser(said)
    if not isinstance(old, str):
        raise Refused(422, gettext_noop("The old endpoint is missing."))
    _carried(lambda: subscriptions.move(old, browser))
    return Wishes()


def _said(request: HttpRequest, slug: str) -> Mapping[str, Any]:
    """The JSON of the body, from the cheapest check to the dearest."""
    if not is_from_us(request) or request.content_type != "application/json":
        raise Refused(403, gettext_noop("This was sent from another site."))
    if len(request.body) > _MOST_BYTES:
        raise Refused(413, gettext_noop("This is too long."))
    wait = taken.take(RATES, "following", request.META.get("REMOTE_ADDR", ""), slug)
    if wait > 0:
        raise Refused(429, gettext_noop("This was asked too often. Try again in a minute."), wait)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, gettext_noop("This cannot be read.")) from error
    if not isinstance(said, dict):
        raise Refused(400, gettext_noop("This cannot be read."))
    return said


def _browser(said: Mapping[str, Any]) -> subscriptions.Browser:
    try:
        return subscriptions.checked(said, settings.PUSH_SERVICES)
    except subscriptions.Wrong as error:
        raise Refused(422, _("Messages to this browser cannot be sent from here: %s") % error) from error


def _endpoint(said: Mapping[str, Any]) -> str:
    endpoint = said.get("endpoint")
    if not isinstance(endpoint, str):
        raise Refused(422, _("The endpoint is missing."))
    return endpoint


def _carried(work: Callable[[], None]) -> None:
    try:
        letterbox.carry(work)
    except subscriptions.Full as error:
        raise Refused(503, _("So many follow already that no more can be told."), 3600) from error
    except (letterbox.Busy, OperationalError) as error:
        logger.warning("A wish to follow was not kept: %s", type(error).__name__)
        raise Refused(503, _("The newsroom is busy. Try again in a few seconds."), _BUSY_SECONDS) from error
