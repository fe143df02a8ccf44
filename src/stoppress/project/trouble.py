"""What a person sees when we failed: an id that the operator finds in the log, and nothing of our insides."""

from __future__ import annotations

import logging
import os
import re
import traceback
from typing import TYPE_CHECKING

from stoppress.project import data_folder
from stoppress.toolkit import ids

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("stoppress.trouble")

_SECRET = re.compile(r"(/(?:ask|expert)/)[^/]+")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Something went wrong</title>
<h1>Something went wrong</h1>
<p>This is our fault, and it is written down under <strong>{trouble}</strong>. Go back, keep your text, and try again;
if it happens again, tell the operator that word.</p>
</html>
"""


_REFUSAL = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nothing here</title>
<h1>Nothing here</h1>
<p>{words} <a href="/">All live blogs</a></p>
</html>
"""


def without_secrets(path: str) -> str:
    """The path as the log may have it: without the word that is the key to somebody's private page."""
    return _SECRET.sub(r"\1…", path)


def new_trouble_id() -> str:
    """A word under which one failure is logged."""
    return ids.public_id()


def plain_page(trouble: str) -> bytes:
    """The page that names the failure and says what to do."""
    return _PAGE.format(trouble=trouble).encode()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: log what is being handled under an id, and show the id."""
    from django.http import HttpResponse

    trouble = new_trouble_id()
    logger.exception("%s %s failed; trouble %s", request.method, without_secrets(request.path), trouble)
    return HttpResponse(plain_page(trouble), status=500, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: most often the name of the site is another one than ours."""
    return _refused(request, 400, "This request cannot be read, or it asks for a site that is not here.")


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: an address of no room."""
    return _refused(request, 404, "There is nothing at this address.")


def _refused(request: HttpRequest, status: int, words: str) -> HttpResponse:
    """The words as a page, or as a problem to who asks the API."""
    from django.http import HttpResponse

    from stoppress.api import problems

    if request.path_info.startswith("/api/"):
        return problems.answer(problems.BAD_REQUEST if status == 400 else problems.NOT_THERE, words)
    page = _REFUSAL.format(words=words)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


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
