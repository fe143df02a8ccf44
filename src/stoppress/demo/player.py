"""Plays an act list onto a live page: act by act, at the pace it is told, until the end or until somebody stops it."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from types import FrameType

from django.db import OperationalError

from stoppress.demo.acts import AnyAct, NewPost, in_words
from stoppress.demo.stage import Stage
from stoppress.publishing.refusals import Busy, DiskFull, Refusal
from stoppress.stories.models import Phase
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.demo.player")

#: How long to wait before an act is tried again when the database was busy, and how often.
BUSY_SECONDS = 2.0
BUSY_TRIES = 30
#: A player that comes so late (the machine slept) goes on from now, and does not race to catch up.
LATEST_SECONDS = 5.0
#: How often a waiting player looks whether the process that began it is still there.
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Cue:
    """One act and its turn: how long after the act before, and the moment that it bears (None: that of the clock)."""

    act: AnyAct
    wait_seconds: float = 0.0
    stamp: datetime | None = None


class CannotGoOn(Exception):
    """The player stopped before the end; the message says why and what to do."""


@dataclass
class Stop:
    """Ends a player between two acts: set by a signal, or found set when the process that began it has gone."""

    follows_parent: bool = False
    _asked: threading.Event = field(default_factory=threading.Event)
    _parent: int = field(default_factory=os.getppid)

    def ask(self) -> None:
        """Let the player end before its next act."""
        self._asked.set()

    def on_signals(self) -> None:
        """Ask on Ctrl-C and on SIGTERM."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            self.ask()

        signal.signal(signal.SIGINT, ask)
        signal.signal(signal.SIGTERM, ask)

    def wait(self, seconds: float) -> bool:
        """Wait; return at once and True if the player is to end."""
        until = time.monotonic() + seconds
        while not self.is_asked:
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._asked.wait(min(left, LOOK_SECONDS))
        return True

    @property
    def is_asked(self) -> bool:
        return self._asked.is_set() or (self.follows_parent and os.getppid() != self._parent)


def play(
    stage: Stage,
    cues: Sequence[Cue],
    *,
    stop: Stop | None = None,
    tell: Callable[[str], None] = logger.info,
) -> bool:
    """Play the cues from where the stage stands; return whether the end was reached (False: it was stopped).

    An act that the desk has made impossible is told and passed over. Raises CannotGoOn when the coverage was closed
    at the desk, the disk is full, or the database stays busy; what was played stays, and a later call goes on from there.
    """
    stop = stop or Stop()
    due = time.monotonic()
    for cue in cues[stage.position :]:
        due = max(due + cue.wait_seconds, time.monotonic() - LATEST_SECONDS)
        if stop.wait(due - time.monotonic()):
            return False
        _take_turn(stage, cue, stop, tell)
    return True


def at_speed(acts: Sequence[AnyAct], speed: float) -> list[Cue]:
    """The acts with their own moments, so many times faster than it happened; a speed of 0 plays them at once."""
    moments = [acts[0].at, *(act.at for act in acts)] if acts else []
    gaps = [max(0.0, (later - earlier).total_seconds()) for earlier, later in pairwise(moments)]
    return [Cue(act, gap / speed if speed else 0.0, act.at) for act, gap in zip(acts, gaps, strict=True)]


def _take_turn(stage: Stage, cue: Cue, stop: Stop, tell: Callable[[str], None]) -> None:
    with clock.standing_at(cue.stamp) if cue.stamp else nullcontext():
        _refuse_when_closed_by_others(stage, cue.act)
        try:
            _patiently(lambda: stage.perform(cue.act), stop)
        except DiskFull as error:
            raise CannotGoOn(error.message) from error
        except Refusal as error:
            tell(f"passed over: {in_words(cue.act)}: {error.message}")
            stage.pass_over(cue.act)
            return
        tell(f"{clock.now():%H:%M:%S} {in_words(cue.act)}")


def _patiently(perform: Callable[[], None], stop: Stop) -> None:
    """Try again while the database is busy."""
    for _ in range(BUSY_TRIES):
        try:
            return perform()
        except Busy:
            pass
        except OperationalError as error:
            if "locked" not in str(error).lower():
                raise
        if stop.wait(BUSY_SECONDS):
            break
    raise CannotGoOn("The database stays busy. Start the player again; it goes on where it stopped.")


def _refuse_when_closed_by_others(stage: Stage, act: AnyAct) -> None:
    if not isinstance(act, NewPost) or stage.blog is None:
        return
    stage.blog.refresh_from_db()
    if stage.blog.phase == Phase.CLOSED:
        raise CannotGoOn("The coverage was closed at the desk, so the player stops. Open it again to go on.")
