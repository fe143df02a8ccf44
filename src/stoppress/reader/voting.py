"""A vote in a poll: taken from a form of ours, counted once for each mark, and the page that says so."""

from __future__ import annotations

import math

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stoppress.press.languages import speaking
from stoppress.publishing import polls
from stoppress.questions.limits import Limits, Rate, Rates
from stoppress.reader import letterbox
from stoppress.reader.private import is_from_us, not_there, page, public_blog, sealed
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import ids

#: The one mark that we set: a random word by which a browser is known again when it votes, and by nothing else.
MARK = settings.VOTE_COOKIE_NAME
MARK_LETTERS = 26
_MARK_SECONDS = 400 * 24 * 3600
#: Counted in memory, in the one thread that answers here. A school or an office comes from one address.
taken = Limits()
RATES = Rates(Rate(30, 4), Rate(300, 0.25), Rate(3_000, 0.01), Rate(6_000, 0.005))
_BUSY_SECONDS = 3


@csrf_exempt  # no right hangs on the cookie; `is_from_us` keeps the pages of other sites out
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, slug: str, post: str) -> HttpResponse:
    """Take a vote, and lead to the page that tells it; or that page."""
    blog = public_blog(slug)
    found = polls.standing_poll(blog, post) if blog else None
    if blog is None or found is None:
        return not_there()
    with speaking(blog.language):
        return _take(request, blog, found) if request.method == "POST" else _told(request, blog, found)


def _take(request: HttpRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    if not is_from_us(request):
        return _refused(
            request, blog, 403, _("This was sent from another site. If you wrote it, send it from here.")
        )
    wait = taken.take(RATES, "votes", request.META.get("REMOTE_ADDR", ""), blog.slug)
    if wait > 0:
        words = _("Many votes are coming in just now. Yours was not counted: try again in a minute.")
        return _refused(request, blog, 429, words, wait)
    mark = _mark(request) or ids.secret(MARK_LETTERS)
    try:
        choice = letterbox.carry(lambda: polls.vote(blog, post.public_id, mark, _choice(request)))
    except polls.NoVote:
        return _refused(request, blog, 409, _("This poll takes no votes now."))
    except (letterbox.Busy, OperationalError):
        words = _("Many votes are coming in just now. Yours was not counted: try again in a minute.")
        return _refused(request, blog, 503, words, _BUSY_SECONDS)
    return _marked(_answered(request, post, choice), mark, request.path)


def _answered(request: HttpRequest, post: Post, choice: int) -> HttpResponse:
    if _wants_json(request):
        return sealed(JsonResponse({"choice": choice, "said": _said(post, choice)}))
    return HttpResponseRedirect(f"{post.address}vote/", status=303)


def _told(request: HttpRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    choice = polls.voted(post, _mark(request))
    words = _("From this device nothing was voted here.") if choice is None else _said(post, choice)
    return page("reader/voted.html", {"post": post, "words": words}, blog)


def _said(post: Post, choice: int) -> str:
    options = post.fields.get("options", ())
    label = options[choice].get("label", "") if 0 <= choice < len(options) else ""
    return _("From this device, “{answer}” is counted.").format(answer=label)


def _refused(request: HttpRequest, blog: LiveBlog, status: int, words: str, wait: float = 0) -> HttpResponse:
    if _wants_json(request):
        response = sealed(JsonResponse({"said": words}, status=status))
    else:
        response = page("reader/voted.html", {"words": words}, blog, status)
    if wait:
        response.headers["Retry-After"] = str(math.ceil(wait))
    return response


def _marked(response: HttpResponse, mark: str, path: str) -> HttpResponse:
    """Sent to the address of this poll alone: caches keep no page apart for whoever has voted."""
    sealed(response)
    response.set_cookie(
        MARK,
        mark,
        max_age=_MARK_SECONDS,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _mark(request: HttpRequest) -> str:
    """The mark of this browser, if it has one that we could have given."""
    mark = request.COOKIES.get(MARK, "")
    return mark if len(mark) == MARK_LETTERS and mark.isascii() and mark.isalnum() else ""


def _choice(request: HttpRequest) -> int:
    word = request.POST.get("choice", "")
    return int(word) if word.isdecimal() and len(word) < 3 else -1


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
