"""What a person sees when a request fails or is refused: one calm page, and nothing of our insides."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from stoppress.api import problems
from stoppress.press import languages, notices
from stoppress.project.trouble import new_trouble_id, without_secrets
from stoppress.toolkit.languages import direction_of

logger = logging.getLogger("stoppress.trouble")

#: Where even the notice fails: without a style sheet and without anything that could fail once more.
_BARE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
<main>
<h1>{title}</h1>
<p>{words}</p>
</main>
</html>
"""
#: What stands above the words of a refusal.
_TITLES = {
    400: gettext_lazy("This request cannot be read"),
    408: gettext_lazy("This took too long"),
    413: gettext_lazy("This is too long"),
    429: gettext_lazy("This was too much at once"),
    431: gettext_lazy("This request is too long"),
    503: gettext_lazy("Busy for a moment"),
}


def plain_page(trouble: str) -> bytes:
    """The page that names the failure and says what to do, in the house's language."""
    with _speaking():
        words = _(
            "This is our fault, and it is written down under {trouble}. Go back, keep your text, and try again; "
            "if it happens again, tell the operator that word."
        )
        said = format_html(words, trouble=mark_safe(f"<strong>{trouble}</strong>"))  # noqa: S308  a word of ours
        return _page(_("Something went wrong"), said)


@lru_cache(maxsize=64)
def refusal(status: int, words: str, **gaps: str) -> bytes:
    """The page of a refusal, in the house's language; gaps in the words are filled after translation."""
    with _speaking():
        return _page(str(_TITLES.get(status, _TITLES[400])), _(words).format(**gaps))


def said(words: str, **gaps: str) -> str:
    """The words of a refusal alone, in the house's language."""
    with _speaking():
        return _(words).format(**gaps)


def policy() -> str:
    """The policy of content for these pages."""
    return notices.policy()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: log what is being handled under an id, and show the id."""
    trouble = new_trouble_id()
    logger.exception("%s %s failed; trouble %s", request.method, without_secrets(request.path), trouble)
    return HttpResponse(plain_page(trouble), status=500, headers=_headers())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: most often the name of the site is another one than ours."""
    words = gettext_noop("This request cannot be read, or it asks for a site that is not here.")
    if _is_program(request):
        return problems.answer(problems.BAD_REQUEST, words)
    return HttpResponse(refusal(400, words), status=400, headers=_headers())


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: an address of no room, told as the edge tells it."""
    if _is_program(request):
        return problems.answer(problems.NOT_THERE, "There is nothing at this address.")
    with _speaking():
        return HttpResponse(notices.missing(), status=404, headers=_headers())


def _is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _speaking() -> AbstractContextManager[None]:
    return languages.speaking(languages.house_language())


def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Security-Policy": policy()}


def _page(title: str, words: str) -> bytes:
    try:
        return notices.notice(title, words, [notices.everything()]).encode()
    except Exception:  # what failed before may have been the templates, or what dresses them
        logger.exception("A notice could not be made; its words stand alone.")
    language = languages.house_language()
    direction = direction_of(language)
    return _BARE.format(language=language, direction=direction, title=title, words=words).encode()
