"""The first bytes of a stream: when to come back, hello, and what the reader missed; made once for all who ask alike."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import msgspec

from stoppress.edge.streams import Frame, change_event, hello_event, reload_event, retry_line
from stoppress.wire.change import Cursor, MalformedCursor

if TYPE_CHECKING:
    from stoppress.edge.story import Story

#: Who missed more than this loads the page again: twenty posts are less than what was missed, and his line may be slow.
MOST_MISSED = 256 * 1024
#: Welcomes kept ready for one head, all together.
_MOST_KEPT = 2 * 1024 * 1024

_jitter = Random()  # noqa: S311  spreads timers, guards nothing

#: When to come back (P-5.5): spread evenly, ready to be sent.
RETRIES = tuple(Frame(retry_line(milliseconds)) for milliseconds in range(2_000, 8_001, 50))


class Welcome(msgspec.Struct, frozen=True):
    """What a reader is told first; the number that he has then; whether the stream goes on."""

    frame: Frame
    number: int
    goes_on: bool


class Welcomes:
    """The welcomes of one story at one head."""

    __slots__ = ("_by_asked", "_bytes")

    def __init__(self) -> None:
        self._by_asked: dict[str, Welcome] = {}
        self._bytes = 0

    def of(self, story: Story, asked: str) -> Welcome:
        """The first events for a reader who comes with this cursor, or with none (P-5.2 to P-5.4)."""
        ready = self._by_asked.get(asked)
        if ready is not None:
            return ready
        made = _welcome(story, asked)
        is_common = not asked or asked.startswith(story.cursor.epoch)
        if is_common and made.goes_on and made.number == story.cursor.number:
            self._keep(asked, made)
        return made

    def _keep(self, asked: str, made: Welcome) -> None:
        if self._bytes > _MOST_KEPT:
            self._by_asked.clear()
            self._bytes = 0
        self._by_asked[asked] = made
        self._bytes += 2 * len(made.frame.bare) + 400


def retry_frame() -> Frame:
    """The time after which to come back, another one for each reader."""
    return RETRIES[int(_jitter.random() * len(RETRIES))]


def _welcome(story: Story, asked: str) -> Welcome:
    here = story.cursor
    try:
        cursor = Cursor.parse(asked)
    except MalformedCursor:
        return Welcome(Frame(hello_event(here, story.pace)), here.number, True)
    changes = story.since(cursor.number) if cursor.epoch == here.epoch else None
    if changes is None:
        return _reload(story)
    missed = b"".join(change_event(change, here.epoch) for change in changes)
    if len(missed) > MOST_MISSED:
        return _reload(story)
    head = Cursor(here.epoch, max(here.number, cursor.number))
    return Welcome(Frame(hello_event(head, story.pace) + missed), head.number, True)


def _reload(story: Story) -> Welcome:
    events = hello_event(story.cursor, story.pace) + reload_event(story.cursor)
    return Welcome(Frame(events), story.cursor.number, False)
