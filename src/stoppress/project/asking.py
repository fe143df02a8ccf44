"""The way for what readers send, questions, votes and wishes to follow: a door with a thread, a bound and a count of its own.

What is asked is read and checked in a thread that writes nothing. Only a letter that has passed everything is handed to the
writing thread, one at a time, so that an editor waits for one letter at most, however many come.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from django.utils.translation import gettext_noop

from stoppress.project.door import Door, Receive, Scope, Send, refuse
from stoppress.project.environ import client_address
from stoppress.questions.limits import KNOCKS, VOTE_KNOCKS, Limits

#: /<slug>/ask/…, /<slug>/follow/, /follow/… and votes; what has a name of the house's own as its slug is asked before.
_ADDRESS = re.compile(r"/(?:[a-z0-9-]{1,80}/(?:(?:ask|follow)(?:/|\Z)|p/[a-z0-9]{12}/vote/)|follow/)")
_TOO_MANY_WISHES = gettext_noop("This was asked too often. Try again in a minute.")
_TOO_MANY_VOTES = gettext_noop(
    "Many votes are coming in just now. Yours was not counted: try again in a minute."
)
_TOO_MANY = gettext_noop(
    "From here too many questions were sent. This one was not: go back, your words are there, and try again in a while."
)


class AskingDoor:
    """Lets those in who ask, vote or follow; too many from one place get a plain page in words that costs nearly nothing."""

    def __init__(self, door: Door, proxies: frozenset[str], limits: Limits | None = None) -> None:
        self._door = door
        self._proxies = proxies
        self._limits = limits or Limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "POST":
            wait, words = self._wait(scope)
            if wait > 0:
                await refuse(429, words, math.ceil(wait), scope, receive, send)
                return
        await self._door(scope, receive, send)

    def _wait(self, scope: Scope) -> tuple[float, str]:
        """The seconds for which whoever sends this must wait, and the words for it."""
        steps, address = scope["path"].split("/")[1:], client_address(scope, self._proxies)
        if "vote" in steps[3:4]:
            return self._limits.take(VOTE_KNOCKS, "votes", address, steps[0]), _TOO_MANY_VOTES
        words = _TOO_MANY_WISHES if "follow" in steps[:2] else _TOO_MANY
        return self._limits.take(KNOCKS, "knocks", address, steps[0]), words

    def close(self, finish: Callable[[], None]) -> None:
        """Let nobody in any more."""
        self._door.close(finish)


def is_about_asking(path: str) -> bool:
    """Say whether this path is about a question, a vote, or about following."""
    return _ADDRESS.match(path) is not None
