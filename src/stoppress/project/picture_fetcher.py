"""Brings in the pictures that texts show from other houses: in turn, in a loop outside; nobody waits for their servers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from stoppress.media import foreign
from stoppress.media.models import Foreign, Picture
from stoppress.media.receiving import LARGEST_BYTES
from stoppress.media.refusals import NoRoom, PictureRefused
from stoppress.project.rounds import Rounds, one_by_one
from stoppress.publishing import foreign_pictures
from stoppress.toolkit.outbound import Bounds, Outbound, Refused, Unreachable

T = TypeVar("T")
logger = logging.getLogger("stoppress.project.picture_fetcher")

LOOK_SECONDS = 1.0
#: Head and body; a large picture over a slow line takes its time.
BOUNDS = Bounds(seconds=20.0, most_bytes=LARGEST_BYTES + 65_536, at_once=1)
#: All redirects together; the next one waits for this.
IN_ALL_SECONDS = BOUNDS.seconds
_HEADERS = {"User-Agent": "StopPress (picture of a post)", "Accept": "image/*"}
_FINE = 200
#: Answers that may be otherwise in a moment.
_PASSING = {408, 425, 429, 500, 502, 503, 504}


def caller() -> Outbound:
    """A client with the bounds of this errand."""
    return Outbound(BOUNDS)


class Writer(Protocol):
    """Does work where rows are read and written."""

    async def do(self, work: Callable[[], T]) -> T | None:
        """Do this in its turn."""
        ...


class PictureFetcher:
    """An asyncio task of the server; rows are read and written in the writing thread, everything else is done outside."""

    def __init__(self, door: Writer, calling: Callable[[], Outbound] = caller) -> None:
        self._door = door
        self._caller = calling
        self._rounds = Rounds(
            one_by_one(self.fetch_one),
            LOOK_SECONDS,
            logger,
            "Pictures of other houses could not be looked for; looking again.",
        )

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what has not come is asked for after the next start."""
        await self._rounds.stop()

    async def fetch_one(self) -> bool:
        """Bring in one, if one is due; whatever its server does, it is settled afterwards."""
        row = await self._door.do(foreign.next_asked)
        if row is None:
            return False
        try:
            await self._door.do(await self._fetched(row))
        except Exception:  # of ours; the others are brought in meanwhile
            logger.exception("A picture of another house could not be brought in.")
            await self._door.do(partial(foreign.put_off, row))
        return True

    async def _fetched(self, row: Foreign) -> Callable[[], None]:
        """Ask for it, and return how it is settled."""
        try:
            async with asyncio.timeout(IN_ALL_SECONDS), self._caller() as calling:
                reply = await calling.read(row.address, _HEADERS)
        except Refused:
            return partial(foreign.refuse, row, _("It lies at no public address, or not behind https."))
        except (Unreachable, TimeoutError):
            return partial(foreign.put_off, row)
        if reply.status in _PASSING:
            return partial(foreign.put_off, row)
        if reply.status != _FINE:
            return partial(foreign.refuse, row, _("Its server answers {status}.").format(status=reply.status))
        return await _developed(row, reply.body)


async def _developed(row: Foreign, body: bytes) -> Callable[[], None]:
    try:
        picture: Picture = await asyncio.to_thread(foreign.develop, row, body)
    except NoRoom:  # ours to mend; it is not the fault of the picture
        return partial(foreign.put_off, row)
    except PictureRefused as refusal:
        return partial(foreign.refuse, row, refusal.message)
    except Exception:
        logger.exception("A picture of another house could not be kept.")
        return partial(foreign.put_off, row)
    return partial(foreign_pictures.arrived, row, picture)
