"""What the pages of a reader's own question have in common: private, uncached, and only for requests from our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from stoppress.press import notices
from stoppress.press.languages import house_language, speaking, told_in
from stoppress.stories.models import LiveBlog

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types stoppress"
)


def is_from_us(request: HttpRequest) -> bool:
    """Whether an unsafe request comes from a page of ours, as far as the browser says (there is no cookie to protect).

    Who says nothing of where he comes from must hold a stamp or a private address, which no other page can have read.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin in (
        _origin_of(settings.PUBLIC_URL),
        f"{request.scheme}://{request.get_host()}",
    )


def public_blog(slug: str) -> LiveBlog | None:
    """The live blog that readers see under this name."""
    return LiveBlog.objects.public().filter(slug=slug).select_related("newsroom", "wire").first()


def page(template: str, context: dict[str, object], blog: LiveBlog, status: int = 200) -> HttpResponse:
    """One page in the language of the story, which nobody keeps and no search engine shows."""
    with speaking(blog.language):
        around = {"blog": blog, "newsroom": blog.newsroom.name, "told": told_in(blog.language)}
        html = render_to_string(template, around | context)
    return sealed(HttpResponse(html, status=status))


def not_there() -> HttpResponse:
    """No such page: in the same words whatever is missing, and whatever was guessed at."""
    with speaking(house_language()):
        response = sealed(HttpResponse(notices.missing(), status=404))
    response.headers["Content-Security-Policy"] = notices.policy()
    return response


def sealed(response: HttpResponse) -> HttpResponse:
    """Let nobody keep this answer, and no other site learn its address."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address into the log, which is a key
    return response


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
