"""The few pages of the readers that are no live page: the front page, and a word to crawlers."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.languages import house_language, speaking
from stoppress.press.machines import locale_of
from stoppress.reader import front
from stoppress.reader.answering import CACHING, KEPT_SECONDS, POLICY

ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /api/\nDisallow: /expert/\nDisallow: /*/as-of/\nDisallow: /*/search/\n"


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """All public live blogs, what is live on top. The same for every reader."""
    return _public(HttpResponse(cache.get_or_set(front.state(), _front_page, KEPT_SECONDS)))


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all that is public."""
    return _public(HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8"))


def _front_page() -> str:
    context = {
        "cards": front.cards(),
        "newsroom": front.newsroom_name(),
        "address": f"{settings.PUBLIC_URL}/",
        "locale": locale_of(house_language()),
    }
    with speaking(house_language()):
        return render_to_string("reader/front_page.html", context)


def _public(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = CACHING
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "all"
    return response
