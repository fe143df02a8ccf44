"""The way for pictures that members send: a door with a thread of its own, for reading one takes seconds, and larger bodies.

A body of many megabytes is read only from somebody who is known, and of a few at once; everybody else is answered as ever. The
row of a picture that was read is written in the writing thread, in its turn.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from stoppress.project.door import Door, Receive, Scope, Send, refuse

#: /desk/<slug>/pictures/ and /api/v1/live-blogs/<slug>/pictures.
_ADDRESS = re.compile(r"/desk/[a-z0-9-]{1,80}/pictures/|/api/v1/live-blogs/[a-z0-9-]{1,80}/pictures")
#: Bodies that are in memory at one moment.
MOST_AT_ONCE = 3
#: Who wait to be known; a stranger costs one look.
MOST_KNOCKING = 32
_WAIT_SECONDS = 20.0
_RETRY_SECONDS = 5
_BUSY = gettext_noop("Many pictures are being sent at this moment. Send this one again in a few seconds.")

#: What requests with pictures may cost; a bad line takes its time.
COSTS: dict[str, Any] = {"body_bytes": 21_000_000, "body_seconds": 180, "waiting": 8, "waiting_seconds": 90}


class Darkroom:
    """Lets those in who send pictures, members with a session and programs with a token; strangers go to the other door."""

    def __init__(self, door: Door, other: Door, knows: Callable[[Scope], bool]) -> None:
        self._door = door
        self._other = other
        self._knows = knows
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._knocking = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._knocking >= MOST_KNOCKING:
            await refuse(503, _BUSY, _RETRY_SECONDS, scope, receive, send)
            return
        self._knocking += 1
        try:
            is_known = await self._door.do(lambda: self._knows(scope))
        finally:
            self._knocking -= 1
        if not is_known:
            await self._other(scope, receive, send)
            return
        try:
            await asyncio.wait_for(self._turns.acquire(), _WAIT_SECONDS)
        except TimeoutError:
            await refuse(503, _BUSY, _RETRY_SECONDS, scope, receive, send)
            return
        try:
            await self._door(scope, receive, send)
        finally:
            self._turns.release()

    def close(self, finish: Callable[[], None]) -> None:
        """Let nobody in any more."""
        self._door.close(finish)


def brings_pictures(scope: Scope) -> bool:
    """Say whether this request brings pictures."""
    return scope["method"] == "POST" and _ADDRESS.fullmatch(scope["path"]) is not None


def is_known(scope: Scope) -> bool:
    """Say whether a session or a token stands behind this request; what it may do is asked by the views."""
    headers = dict(scope["headers"])
    if headers.get(b"authorization"):
        return _has_token(headers[b"authorization"].decode("latin-1"))
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return False
    named = cookies.get(settings.SESSION_COOKIE_NAME)
    return named is not None and _has_session(named.value)


def _has_session(key: str) -> bool:
    from django.contrib.sessions.models import Session

    from stoppress.toolkit import clock

    return Session.objects.filter(session_key=key, expire_date__gt=clock.now()).exists()


def _has_token(header: str) -> bool:
    from stoppress.api import tokens

    scheme, _blank, secret = header.partition(" ")
    return scheme.lower() == "bearer" and tokens.opening(secret.strip()) is not None
