"""Lets what is on its way out go out at its moment: sleeps until the next one, and looks again whenever the queue has changed.

Several may run, in several processes: the act claims its row in its own transaction, and whoever comes second finds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from stoppress.project.door import Door
from stoppress.publishing import carrying_out
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.project.scheduler")

#: It looks at least so often, should a ring be lost: one question for the next moment, whatever waits.
LOOK_SECONDS = 1.0
#: After a failure, such as a full disk, it tries again so soon: what is due is late already.
AGAIN_SECONDS = 0.25


class Scheduler:
    """An asyncio task of the server; the acts themselves are done in the writing thread, each in its turn."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch the clock."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run())

    async def stop(self) -> None:
        """Watch no more; what comes due meanwhile goes out after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    def look(self) -> None:
        """The queue may be another: ask for the next moment again. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            try:
                seconds = await self._seconds_to_the_next()
            except Exception:  # a full disk, a database that is locked: it stays due
                logger.exception("What is due could not go out; trying again.")
                seconds = AGAIN_SECONDS
            if seconds > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._changed.wait()

    async def _seconds_to_the_next(self) -> float:
        """Let one go out, if one is due; 0 if there may be another."""
        if await self._door.do(carrying_out.step):
            return 0
        moment = await self._door.do(carrying_out.next_moment)
        if moment is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.001, (moment - clock.now()).total_seconds()))
