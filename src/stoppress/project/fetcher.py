"""Fetches what the desk has asked about: in turn, in a loop outside, so that nobody waits for another house's server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from stoppress.embeds import keeping
from stoppress.embeds.fetching import Fetched, caller, fetch
from stoppress.embeds.models import Embed
from stoppress.embeds.platforms import find
from stoppress.embeds.told import Why
from stoppress.project.door import Door
from stoppress.project.rounds import Rounds, one_by_one
from stoppress.toolkit.outbound import Outbound

logger = logging.getLogger("stoppress.project.fetcher")

LOOK_SECONDS = 1.0


class Fetcher:
    """An asyncio task of the server; rows are read and written in the writing thread, everything else is done outside."""

    def __init__(self, door: Door, calling: Callable[[], Outbound] = caller) -> None:
        self._door = door
        self._caller = calling
        self._rounds = Rounds(
            one_by_one(self.fetch_one), LOOK_SECONDS, logger, "Cards could not be looked for; looking again."
        )

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what is not fetched is fetched after the next start."""
        await self._rounds.stop()

    async def fetch_one(self) -> bool:
        """Fetch one, if one is asked for; whatever the platform does, it is settled afterwards."""
        embed = await self._door.do(_next)
        if embed is None:
            return False
        fetched, picture = Fetched(keeping.NOTHING, why=Why.SILENT), None
        try:
            found = find(embed.address)
            if found is not None:
                async with self._caller() as calling:
                    fetched = await fetch(found, calling)
            picture = await asyncio.to_thread(_shelved, fetched.picture)
        except Exception:
            logger.exception("A card could not be made.")
        await self._door.do(lambda: keeping.keep(embed, fetched, picture))
        return True


def _next() -> Embed | None:
    return keeping.next_asked()


def _shelved(data: bytes) -> keeping.Shelved | None:
    return keeping.shelved(keeping.developed(data))
