"""Carries what leaves the house by other people's servers: mail. In a thread of its own, for they may take their time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from stoppress.project.door import Door
from stoppress.project.rounds import Rounds, one_by_one
from stoppress.publishing import errands, invitation_mail, telling
from stoppress.publishing.models import Errand

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

logger = logging.getLogger("stoppress.project.courier")

LOOK_SECONDS = 2.0


class Courier:
    """An asyncio task of the server. Errands are taken and settled in the writing thread, mail is sent outside."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._rounds = Rounds(
            one_by_one(self.carry_one), LOOK_SECONDS, logger, "Mail could not be looked for; looking again."
        )

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what is not done is done after the next start."""
        await self._rounds.stop()

    async def carry_one(self) -> bool:
        """Send one mail, if one is due; its failure is written down with the errand, which is tried again."""
        taken = await self._door.do(_take)
        if taken is None:
            return False
        errand, message = taken
        trouble: Exception | None = None
        try:
            if message is not None:
                await asyncio.to_thread(message.send)
        except Exception as error:
            trouble = error
        await self._door.do(lambda: _settle(errand, message, trouble))
        return True


def _take() -> tuple[Errand, EmailMessage | None] | None:
    errand = errands.take_outside()
    if errand is None:
        return None
    if errand.kind == "invite":
        return errand, invitation_mail.message_for(errand.subject)
    letter = telling.letter_to_tell(errand.subject)
    return errand, telling.message_for(letter) if letter else None


def _settle(errand: Errand, message: EmailMessage | None, trouble: Exception | None) -> None:
    if trouble is None and message is not None and errand.kind == "tell asker":
        telling.was_told(errand.subject)
    errands.settle(errand, trouble)
