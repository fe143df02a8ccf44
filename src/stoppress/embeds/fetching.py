"""Asks a platform about a thing, by the one door to the outside; what cannot be had is a card with the address alone."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from stoppress.embeds.platforms import Found
from stoppress.embeds.told import Told, Why, read
from stoppress.toolkit.outbound import Bounds, Outbound, Refused, Unreachable

logger = logging.getLogger("stoppress.embeds.fetching")

#: A page of a platform may weigh so much, and so may a picture (media/keeping.py).
BOUNDS = Bounds(seconds=5.0, most_bytes=1_000_000, at_once=4)
_HEADERS = {
    "User-Agent": "StopPress (card of a link)",
    "Accept": "application/json, text/html;q=0.9, image/*;q=0.8",
}
_FINE = 200
_GONE = {404, 410}


@dataclass(frozen=True)
class Fetched:
    """What was told, and the bytes of its picture as somebody else's server gave them."""

    told: Told
    picture: bytes = b""
    #: Why nothing was told; none where something was.
    why: Why | None = None


def caller() -> Outbound:
    """A client with the bounds of this errand."""
    return Outbound(BOUNDS)


async def fetch(found: Found, calling: Outbound) -> Fetched:
    """Ask about it; raises nothing for what goes wrong outside."""
    body, why = await _read(found.asks, calling)
    # Others' markup takes its time; everything else is answered meanwhile.
    told = await asyncio.to_thread(read, found, body) if body else Told()
    if not told.is_something:
        return Fetched(told, why=why or Why.SILENT)
    picture = (await _read(told.picture, calling))[0] if told.picture else b""
    return Fetched(told, picture)


async def _read(address: str, calling: Outbound) -> tuple[bytes, Why | None]:
    """The body of what stands there; or nothing, and why."""
    try:
        reply = await calling.read(address, _HEADERS)
    except Unreachable as error:
        logger.info("A card was not fetched: %s", type(error).__name__)
        return b"", Why.UNREACHABLE
    except Refused as error:
        logger.info("A card was not fetched: %s", type(error).__name__)
        return b"", Why.NOT_CALLED
    if reply.status == _FINE:
        return reply.body, None
    return b"", Why.GONE if reply.status in _GONE else Why.SILENT
