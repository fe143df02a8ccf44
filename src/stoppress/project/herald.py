"""Tells readers who follow: takes alerts from the outbox slice by slice and sends them, in a thread and a loop of their own.

What is read and written happens in the writing thread, in two short turns a slice; sealing, signing and waiting for push
services happens outside, so that neither an editor nor a reader's stream waits for any of them.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

from django.conf import settings

from stoppress.alerts import credentials, outbox
from stoppress.alerts.outbox import Slice
from stoppress.alerts.sending import Report, deliver
from stoppress.project.door import Door
from stoppress.project.rounds import Rounds, one_by_one
from stoppress.toolkit.outbound import Outbound

logger = logging.getLogger("stoppress.project.herald")

LOOK_SECONDS = 1.0
#: The whole of a slice, whatever its services do: below the lease, so that nobody sends it a second time.
SLICE_SECONDS = 90.0


class Herald:
    """An asyncio task of the server."""

    def __init__(self, door: Door, caller: Callable[[], Outbound] = Outbound) -> None:
        self._door = door
        self._caller = caller
        self._credentials: credentials.Credentials | None = None
        self._rounds = Rounds(
            one_by_one(self.send_one), LOOK_SECONDS, logger, "Alerts could not be looked for; looking again."
        )
        self._outside = asyncio.new_event_loop()

    def start(self) -> None:
        """Begin to look, if there is a key to sign with."""
        self._credentials = ours()
        if self._credentials is not None:
            threading.Thread(target=self._outside.run_forever, name="outside", daemon=True).start()
            self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what is not sent is sent after the next start."""
        await self._rounds.stop()
        if self._credentials is not None:
            self._outside.call_soon_threadsafe(self._outside.stop)

    async def send_one(self) -> bool:
        """Send one slice, if one is due."""
        found = await self._door.do(outbox.take)
        if found is None:
            return False
        sending = asyncio.run_coroutine_threadsafe(self._send(found), self._outside)
        reports = await asyncio.wrap_future(sending)
        await self._door.do(lambda: outbox.settle(found, reports))
        return True

    async def _send(self, taken: Slice) -> list[Report]:
        """Send a slice; in the loop outside, where waiting is nobody's."""
        if self._credentials is None or not taken.parcels:
            return []
        async with asyncio.timeout(SLICE_SECONDS), self._caller() as calling:
            return await deliver(taken.parcels, self._credentials, calling)


def ours() -> credentials.Credentials | None:
    """What we sign with; None where push messages are switched off, or where nobody has served yet."""
    if not settings.PUSH_IS_ON:
        return None
    try:
        return credentials.read(settings.PUSH_KEY, settings.PUSH_CONTACT)
    except FileNotFoundError:
        return None
    except credentials.BadKey as error:
        logger.error("No push messages are sent: %s", error)
        return None
