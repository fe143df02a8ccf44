"""Headers of everything that Django answers: nothing of the desk is cached, framed, or runs a script that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from stoppress.desk.answers import trouble

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_RETRY_SECONDS = 5

#: Where the one mark by which a device votes once is heeded (reader/voting.py).
_VOTE = re.compile(r"/[a-z0-9-]+/p/[a-z0-9]+/vote/\Z")


class DeskHeaders:
    """Sets the policy and `private, no-store` unless the view has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/desk/"):
            _leave_only_the_mark(request)
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The database was busy outside an act (a session, a try to sign in): 503, and when to come back."""
        if not isinstance(exception, OperationalError) or not request.path.startswith("/desk/"):
            return None
        response = trouble(
            request, 503, _("The database is busy. Nothing was changed; try again in a few seconds.")
        )
        response["Retry-After"] = str(_RETRY_SECONDS)
        return response


def _leave_only_the_mark(request: HttpRequest) -> None:
    """Let no public answer set or heed a cookie: neither a session nor a form's; a vote knows its device by its own."""
    came = request.META.pop("HTTP_COOKIE", "")
    marks = [each for each in came.split("; ") if each.startswith(f"{settings.VOTE_COOKIE_NAME}=")]
    if marks and _VOTE.match(request.path_info):
        request.META["HTTP_COOKIE"] = marks[0]
