"""A word to crawlers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.reader.answering import CACHING, POLICY

ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /api/\nDisallow: /expert/\nDisallow: /*/as-of/\nDisallow: /*/search/\n\n"
SITEMAPS = ("/sitemap.xml", "/sitemap-news.xml")


@csrf_exempt  # nothing is done here, so that another method is 405 and no cookie is set
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all that is public."""
    maps = "".join(f"Sitemap: {settings.PUBLIC_URL}{path}\n" for path in SITEMAPS)
    response = HttpResponse(ROBOTS + maps, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = CACHING
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "all"
    return response
