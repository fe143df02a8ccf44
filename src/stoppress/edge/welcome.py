"""The first bytes of a stream: hello, and what the reader missed."""

from __future__ import annotations

from random import Random

from stoppress.edge.story import Story
from stoppress.edge.streams import hello_event, missed_events, reload_event
from stoppress.wire.change import Cursor, MalformedCursor

_jitter = Random()  # noqa: S311  spreads timers, guards nothing


def welcome(story: Story, asked: str) -> tuple[bytes, bool]:
    """The first events for a reader who comes with this cursor (or none), and whether the stream goes on (P-5.2 to P-5.4)."""
    try:
        cursor = Cursor.parse(asked)
    except MalformedCursor:
        return hello_event(story.cursor, story.pace), True
    changes = story.since(cursor.number) if cursor.epoch == story.cursor.epoch else None
    if changes is None:
        return hello_event(story.cursor, story.pace) + reload_event(story.cursor), False
    head = Cursor(story.cursor.epoch, max(story.cursor.number, cursor.number))
    return hello_event(head, story.pace) + missed_events(changes, story.cursor.epoch), True


def retry_after() -> bytes:
    """Seconds to wait when full; jitter is added, never taken off, and in proportion."""
    return b"%d" % (5 + _jitter.randrange(10))
