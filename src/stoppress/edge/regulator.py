"""How often readers may ask, for all live blogs at once: an operator's switch, which the edge heeds within a second."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

logger = logging.getLogger("stoppress.edge")


class Pace(msgspec.Struct, frozen=True):
    """What the operator wishes."""

    #: Nobody asks more often; 0: as each coverage has it.
    least_seconds: int = 0
    #: Nobody follows at all: streams end, and pages look rarely whether they may again (P-4.8).
    is_stopped: bool = False


NORMAL = Pace()


class Regulator:
    """Holds the pace that is wished for; `wished` tells it, and is asked at every look."""

    def __init__(self, wished: Callable[[], Pace] = lambda: NORMAL) -> None:
        self.pace = NORMAL
        self._wished = wished
        self._is_told = False

    def has_changed(self) -> bool:
        """Ask anew; say whether the wish is another than before. One that cannot be read changes nothing."""
        try:
            wished = self._wished()
        except Exception:
            if not self._is_told:
                logger.exception("The pace that is wished for cannot be read; it stays as it was.")
            self._is_told = True
            return False
        self._is_told = False
        is_other = wished != self.pace
        self.pace = wished
        return is_other

    def seconds(self, own: int) -> int:
        """The pace of a coverage that has this one of its own; 0 stays 0."""
        if self.pace.is_stopped or not own:
            return 0
        return max(own, self.pace.least_seconds)

    def again(self, own: int) -> int:
        """After how many seconds a page that does not follow looks whether it may; 0: never."""
        return LOOK_AGAIN_SECONDS if self.pace.is_stopped and own else 0

    @property
    def mark(self) -> str:
        """Tells answers of one pace from those of another; empty for the normal one."""
        return "" if self.pace == NORMAL else f"-p{0 if self.pace.is_stopped else self.pace.least_seconds}"


#: While following is stopped: two minutes, to which the page adds up to a quarter.
LOOK_AGAIN_SECONDS = 120
