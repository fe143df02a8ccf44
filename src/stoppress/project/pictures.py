"""Public pictures, from memory where they are asked for often; no editor waits for them, nor they for an editor."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from stoppress.media.finding import Found
from stoppress.project.picture_answers import (
    GONE,
    NOT_ALLOWED,
    NOT_THERE,
    Answer,
    Scope,
    Send,
    busy,
    give,
    picture,
)

logger = logging.getLogger("stoppress.project.pictures")

PREFIX = "/media/"

#: An answer is given again so long without another look: a picture that was taken down is gone from here within it.
TRUSTED_SECONDS = 0.25
#: Pictures are held in memory up to so many bytes; beyond it all are forgotten.
HELD_BYTES = 32 * 1024 * 1024
#: Names that are looked for at one moment; beyond it: 503.
MOST_LOOKS = 64
#: No name of ours is longer.
_LONGEST_NAME = 60


class Pictures:
    """Answers `/media/…`: 200 for a public picture, 410 for one that was taken down, 404 for all else.

    `find` is called in one thread of our own, so that it may hold a database connection.
    """

    def __init__(self, find: Callable[[str], Found]) -> None:
        self._find = find
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._held: dict[str, tuple[float, Answer]] = {}
        self._held_bytes = 0
        self._looks: dict[str, asyncio.Future[Answer]] = {}

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request."""
        is_read = scope["method"] in ("GET", "HEAD")
        answer = await self._answer(scope["path"][len(PREFIX) :]) if is_read else NOT_ALLOWED
        await give(answer, scope, send)

    def close(self, finish: Callable[[], None] = lambda: None) -> None:
        """Look for nothing more, and call `finish` in the thread."""
        self._thread.submit(finish)
        self._thread.shutdown(wait=True)

    async def _answer(self, name: str) -> Answer:
        if len(name) > _LONGEST_NAME:
            return NOT_THERE
        looked_at, answer = self._held.get(name, (0.0, NOT_THERE))
        if answer.etag and time.monotonic() - looked_at < TRUSTED_SECONDS:
            return answer
        look = self._looks.get(name)
        if look is None:
            if len(self._looks) >= MOST_LOOKS:
                return busy(1, 3)
            look = self._looks[name] = asyncio.ensure_future(self._look(name))
        return await asyncio.shield(look)  # who leaves does not take it from the others

    async def _look(self, name: str) -> Answer:
        """Many may wait for one look."""
        try:
            looked_at = time.monotonic()
            found = await asyncio.wrap_future(self._thread.submit(self._find, name))
        except OSError as error:  # the disk, or the storage where they lie
            logger.warning("A picture could not be read: %s", error)
            return busy(5, 5)
        else:
            answer = _answer_of(found)
            self._hold(name, looked_at, answer)
            return answer
        finally:
            del self._looks[name]

    def _hold(self, name: str, looked_at: float, answer: Answer) -> None:
        """Keep what is public; names that are nothing would be kept for whoever makes them up."""
        if earlier := self._held.pop(name, None):
            self._held_bytes -= len(earlier[1].body)
        if answer.status != 200:
            return
        if self._held_bytes + len(answer.body) > HELD_BYTES:
            self._held.clear()
            self._held_bytes = 0
        self._held[name] = looked_at, answer
        self._held_bytes += len(answer.body)


def _answer_of(found: Found) -> Answer:
    if found.is_gone:
        return GONE
    if not found.body:
        return NOT_THERE
    etag = b'"%b"' % hashlib.sha256(found.body).hexdigest()[:20].encode()
    return picture(found.media_type.encode() or b"image/webp", found.body, etag)
