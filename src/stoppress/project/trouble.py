"""What a person sees when we failed: an id that the operator finds in the log, and nothing of our insides."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from stoppress.toolkit import ids

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("stoppress.trouble")

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
    logger.exception("%s %s failed; trouble %s", request.method, request.path, trouble)
    return HttpResponse(plain_page(trouble), status=500, headers={"Cache-Control": "no-store"})
