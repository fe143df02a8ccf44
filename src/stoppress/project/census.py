"""Tells the desk how many pages this process sends changes to; several processes are summed where they are read."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

from stoppress.edge.edge import Edge
from stoppress.project.door import Door
from stoppress.project.rounds import Rounds
from stoppress.stories import readers
from stoppress.toolkit import clock, ids

logger = logging.getLogger("stoppress.project.census")

#: Nobody is served by a count of each second, and each is a commit.
LOOK_SECONDS = 5.0


class Census:
    """An asyncio task that lives as long as the server; it writes only what is another, or must be renewed."""

    def __init__(self, door: Door, edge: Edge) -> None:
        self._door, self._edge = door, edge
        self._process = f"{os.getpid()}-{ids.public_id()}"
        self._said: Mapping[str, int] = {}
        self._said_at = clock.now()
        self._rounds = Rounds(self._look, LOOK_SECONDS, logger, "Readers could not be counted; trying again.")

    def start(self) -> None:
        """Begin to count."""
        self._rounds.start()

    async def stop(self) -> None:
        """Count no more; what was said is soon believed no longer."""
        await self._rounds.stop()

    async def _look(self) -> None:
        counts = {slug: count for slug in self._edge.loaded if (count := self._edge.readers(slug))}
        is_fresh = clock.now() - self._said_at < readers.RENEWED_EVERY
        if counts == self._said and (is_fresh or not counts):
            return
        await self._door.do(lambda: readers.tell(self._process, counts))
        self._said, self._said_at = counts, clock.now()
