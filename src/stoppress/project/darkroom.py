"""The way for pictures that members send: a door with a thread of its own, for reading one takes seconds, and larger bodies.

A body of many megabytes is read only from an active member, one of hers at a time, and of a few at once; everybody else is
answered as ever. The row of a picture that was read is written in the writing thread, in its turn.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings
from django.http import parse_cookie
from django.utils.translation import gettext_noop

from stoppress.project.door import Door, Receive, Scope, Send, refuse

#: /desk/<slug>/pictures/ and /api/v1/live-blogs/<slug>/pictures.
_ADDRESS = re.compile(r"/desk/[a-z0-9-]{1,80}/pictures/|/api/v1/live-blogs/[a-z0-9-]{1,80}/pictures")
#: Bodies that are in memory at one moment.
MOST_AT_ONCE = 3
#: Who wait to be known; a stranger costs one look.
MOST_KNOCKING = 32
_WAIT_SECONDS = 20.0
#: To be known is one look in the database.
KNOWN_WITHIN_SECONDS = 5.0
_RETRY_SECONDS = 5
_BUSY = gettext_noop("Many pictures are being sent at this moment. Send this one again in a few seconds.")

#: What requests with pictures may cost; a bad line takes its time.
COSTS: dict[str, Any] = {"body_bytes": 21_000_000, "body_seconds": 180, "waiting": 8, "waiting_seconds": 90}


class Darkroom:
    """Lets those in who send pictures, members with a session and programs with a token; strangers go to the other door.

    Who somebody is, is asked in a thread beside (`asks`): the one that reads pictures is busy for seconds.
    """

    def __init__(self, door: Door, other: Door, asks: Door, knows: Callable[[Scope], int | None]) -> None:
        self._door = door
        self._other = other
        self._asks = asks
        self._knows = knows
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._of_members: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._knocking = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            member = await self._who(scope)
            if member is None:
                await self._other(scope, receive, send)
                return
            async with self._turn(member):
                await self._door(scope, receive, send)
        except _Busy:
            await refuse(503, _BUSY, _RETRY_SECONDS, scope, receive, send)

    async def _who(self, scope: Scope) -> int | None:
        """The member who sends this; None: a stranger."""
        if self._knocking >= MOST_KNOCKING:
            raise _Busy
        self._knocking += 1
        try:
            return await asyncio.wait_for(self._asks.do(lambda: self._knows(scope)), KNOWN_WITHIN_SECONDS)
        except TimeoutError as error:
            raise _Busy from error
        finally:
            self._knocking -= 1

    @asynccontextmanager
    async def _turn(self, member: int) -> AsyncIterator[None]:
        """A turn of this member's: she has one at a time, so that nobody takes those of all."""
        hers = self._of_members.setdefault(member, asyncio.Lock())
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await hers.acquire()
                try:
                    await self._turns.acquire()
                except BaseException:
                    hers.release()
                    raise
        except TimeoutError as error:
            raise _Busy from error
        try:
            yield
        finally:
            self._turns.release()
            hers.release()

    def close(self, finish: Callable[[], None]) -> None:
        """Let nobody in any more."""
        self._door.close(finish)


class _Busy(Exception):
    """There was no turn in time."""


def brings_pictures(scope: Scope) -> bool:
    """Say whether this request brings pictures."""
    return scope["method"] == "POST" and _ADDRESS.fullmatch(scope["path"]) is not None


def who_sends(scope: Scope) -> int | None:
    """The key of the active member behind this request, by session or token; what she may do is asked by the views."""
    headers = dict(scope["headers"])
    if headers.get(b"authorization"):
        return _by_token(headers[b"authorization"].decode("latin-1"))
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return _by_session(cookies.get(settings.SESSION_COOKIE_NAME, ""))


def _by_session(key: str) -> int | None:
    from django.contrib.sessions.models import Session

    from stoppress.desk.signing_in import member_of
    from stoppress.toolkit import clock

    row = Session.objects.filter(session_key=key, expire_date__gt=clock.now()).first() if key else None
    member = member_of(row.get_decoded()) if row else None
    return member.pk if member else None


def _by_token(header: str) -> int | None:
    from stoppress.api import tokens

    scheme, _blank, secret = header.partition(" ")
    token = tokens.opening(secret.strip()) if scheme.lower() == "bearer" else None
    return token.member_id if token else None
