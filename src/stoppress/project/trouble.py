"""What a person sees when we failed: an id that the operator finds in the log, and nothing of our insides."""

from __future__ import annotations

import logging
import os
import re
import traceback
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from stoppress.project import data_folder
from stoppress.toolkit import ids

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("stoppress.trouble")

_SECRET = re.compile(r"(/(?:ask|expert)/)[^/]+")

#: Without a style sheet and without anything that could fail once more.
_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<main>
<h1>{title}</h1>
<p>{words}</p>
</main>
</html>
"""


def without_secrets(path: str) -> str:
    """The path as the log may have it: without the word that is the key to somebody's private page."""
    return _SECRET.sub(r"\1…", path)


def new_trouble_id() -> str:
    """A word under which one failure is logged."""
    return ids.public_id()


def plain_page(trouble: str) -> bytes:
    """The page that names the failure and says what to do, in the house's language."""
    from django.utils.translation import gettext as _

    with _speaking():
        words = _(
            "This is our fault, and it is written down under {trouble}. Go back, keep your text, and try again; "
            "if it happens again, tell the operator that word."
        )
        return _page(_("Something went wrong"), words.format(trouble=f"<strong>{trouble}</strong>")).encode()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: log what is being handled under an id, and show the id."""
    from django.http import HttpResponse

    trouble = new_trouble_id()
    logger.exception("%s %s failed; trouble %s", request.method, without_secrets(request.path), trouble)
    return HttpResponse(plain_page(trouble), status=500, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: most often the name of the site is another one than ours."""
    from django.http import HttpResponse
    from django.utils.translation import gettext as _

    from stoppress.api import problems

    if _is_program(request):
        words = "This request cannot be read, or it asks for a site that is not here."
        return problems.answer(problems.BAD_REQUEST, words)
    with _speaking():
        words = _("This request cannot be read, or it asks for a site that is not here.")
        page = _page(_("Nothing here"), f'{words} <a href="/">{_("All live coverage")}</a>')
    return HttpResponse(page, status=400, headers={"Cache-Control": "no-store"})


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: an address of no room, told as the edge tells it."""
    from django.template.loader import render_to_string

    from stoppress.api import problems
    from stoppress.reader.answering import public_answer

    if _is_program(request):
        return problems.answer(problems.NOT_THERE, "There is nothing at this address.")
    with _speaking():
        return public_answer(render_to_string("press/shell/missing.html"), status=404, caching="no-store")


def _is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _speaking() -> AbstractContextManager[None]:
    from stoppress.press.languages import house_language, speaking

    return speaking(house_language())


def _page(title: str, words: str) -> str:
    from stoppress.press.languages import direction_of, house_language

    language = house_language()
    return _PAGE.format(language=language, direction=direction_of(language), title=title, words=words)


def in_words(error: Exception) -> str:
    """What went wrong, for somebody at a shell: our own errors say it themselves, the others are written down."""
    if type(error).__module__.startswith("stoppress."):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    complaint = str(error).lower()
    if "no such table" in complaint or "no such column" in complaint:
        return "The database is not up to date. Run “stoppress migrate”, or start the server once."
    if "database is locked" in complaint:
        return "The database is busy. Nothing was changed; try again in a few seconds."
    return f"Something went wrong that should not ({type(error).__name__}). {_written_down(error)}"


def _written_down(error: Exception) -> str:
    trouble = new_trouble_id()
    path = data_folder.folder() / "trouble.log"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            file.write(f"trouble {trouble}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return f"It says: {error}"
    return f"It is written down as {trouble} in {path}."
