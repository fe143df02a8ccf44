"""Looks for work again and again, as long as the server lives; what one look fails at does not end the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable


class Rounds:
    """An asyncio task that awaits `look`, rests for so many seconds, and looks again; a failure is logged with the complaint."""

    def __init__(
        self, look: Callable[[], Awaitable[None]], seconds: float, logger: logging.Logger, complaint: str
    ) -> None:
        self._look = look
        self._seconds = seconds
        self._logger = logger
        self._complaint = complaint
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Look no more; what is not done is done after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except Exception:  # the disk may be full now; look again
                self._logger.exception(self._complaint)
            await asyncio.sleep(self._seconds)


def one_by_one(settle: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[None]]:
    """A look that settles one after the other until `settle` says that none is left."""

    async def look() -> None:
        while await settle():
            pass

    return look
