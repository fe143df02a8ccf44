"""Runs the errands that acts have left, each second, in the writing thread; no errand ever ends the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from django.contrib.sessions.models import Session

from stoppress.alerts import outbox, subscriptions
from stoppress.media.keeping import erase_all, held_by_nobody, kept_long_enough
from stoppress.media.receiving import forget_unused
from stoppress.project.door import Door
from stoppress.project.rounds import Rounds
from stoppress.publishing import errands, unsent
from stoppress.questions.forgetting import forget_what_is_due
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.project.runner")

LOOK_SECONDS = 1.0
TIDY_SECONDS = 3600.0
_SESSIONS_AT_ONCE = 500


class Runner:
    """An asyncio task that lives as long as the server."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._tidied_at = 0.0
        self._rounds = Rounds(
            self._look, LOOK_SECONDS, logger, "Errands could not be looked for; looking again."
        )

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what is not done is done after the next start."""
        await self._rounds.stop()

    async def _look(self) -> None:
        while await self._do_one_errand():
            pass
        await self._tidy_now_and_then()

    async def _do_one_errand(self) -> bool:
        """Do an errand, or a portion of one, in its turn: editors come in between. Says whether there was one."""
        return await self._door.do(errands.step) is not None

    async def _tidy_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._tidied_at > TIDY_SECONDS:
            self._tidied_at = now
            await self._tidy()

    async def _tidy(self) -> None:
        for chore in CHORES:
            await self._do_chore(chore)
        try:
            await self._erase_what_nobody_holds()
        except Exception:
            logger.exception("Files of no picture could not be removed; the next hour tries again.")

    async def _erase_what_nobody_holds(self) -> None:
        """A storage elsewhere takes its time: the writing thread is asked for rows alone."""
        kept = await asyncio.to_thread(kept_long_enough)
        left = await self._door.do(lambda: held_by_nobody(kept))
        await asyncio.to_thread(erase_all, left or set())

    async def _do_chore(self, chore: Callable[[], object]) -> None:
        """Do a chore until it says that nothing is left; some at a time, so that no editor waits for all."""
        try:
            while await self._door.do(chore):
                pass
        except Exception:  # the others are done all the same
            logger.exception("A chore could not be done (%s); the next hour tries again.", chore.__name__)


def _forget_some_letters() -> int:
    """Blank some of what readers sent and whose deadline has come, and let it leave the disk."""
    forgotten = forget_what_is_due()
    if forgotten:
        errands.leave("scrub", f"{forgotten} letters")
    return forgotten


def _forget_some_sessions() -> int:
    """Remove some sessions that open nothing any more; how many."""
    over = Session.objects.filter(expire_date__lt=clock.now()).values_list("pk", flat=True)
    return Session.objects.filter(pk__in=list(over[:_SESSIONS_AT_ONCE])).delete()[0]


#: What is done each hour; what readers trusted us with is first.
CHORES: tuple[Callable[[], object], ...] = (
    _forget_some_letters,
    subscriptions.forget_what_is_due,
    errands.forget_old_receipts,
    unsent.forget_old,
    outbox.forget_old,
    _forget_some_sessions,
    forget_unused,
)
