"""Acts go first: what only looks waits a moment while an act is done and its news goes out.

All threads of a process share one interpreter: a look that is answered beside a publish makes every reader wait for both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

#: So long does a look wait at most, and so long does it then go on beside acts: where acts never end, half the time is its own.
GIVEN_SECONDS = 0.05
#: After an act was answered, its news is written to a thousand readers within this.
NEWS_SECONDS = 0.02


class Acts:
    """Whether one is being done, or its news is going out; told on the event loop, asked in any thread."""

    def __init__(self) -> None:
        #: Of those that wait for their turn, and the one that is being done.
        self.count = 0
        self._are_over = Event()
        self._are_over.set()
        self._settling: asyncio.TimerHandle | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """One of them, from when it waits for its turn until it was answered."""
        self.count += 1
        self._are_over.clear()
        if self._settling:
            self._settling.cancel()
        try:
            yield
        finally:
            self.count -= 1
            if not self.count:
                self._settling = asyncio.get_running_loop().call_later(NEWS_SECONDS, self._are_over.set)

    def are_over(self, within: float = 0.0) -> bool:
        """Whether none is left, if need be after so many seconds."""
        return self._are_over.wait(within)


class GivingWay:
    """The manners of one thread that looks."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._goes_on_until = 0.0

    def __call__(self) -> None:
        """Wait for the acts that have begun, unless it has waited just before."""
        if time.monotonic() < self._goes_on_until or self._acts.are_over():
            return
        self._acts.are_over(within=GIVEN_SECONDS)
        self._goes_on_until = time.monotonic() + GIVEN_SECONDS
