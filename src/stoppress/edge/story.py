"""One live blog at one head, as an edge knows it: parts and numbers in memory. It never changes; `after` makes the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from stoppress.edge.data import Data, data_of
from stoppress.edge.regulator import Regulator
from stoppress.edge.shell import Shell
from stoppress.edge.welcome import Welcomes
from stoppress.wire.change import Change, Cursor, collapse
from stoppress.wire.tails.tail import Opening

#: Posts on the page (P-3.3).
SHOWN = 20
#: Stream parts held, shown ones included; when edits and removals leave fewer than are shown, the blog is opened again.
HELD = 60
#: Changes kept for readers who were away (P-4.4); twice as many before the older half is let go.
RECENT = 1_000


class Recent(msgspec.Struct, frozen=True):
    """The changes above `floor`, in order and without a gap.

    Only the last change of each part keeps its content: what came before it is never told again (P-4.1), and what was
    taken down leaves the memory at once.
    """

    floor: int
    changes: list[Change]
    last_of: dict[str, int]

    @classmethod
    def opened(cls, floor: int, changes: Sequence[Change]) -> Recent:
        """The changes above this number, as the wire has them."""
        return cls(floor, [], {}).after(changes)

    def after(self, news: Sequence[Change]) -> Recent:
        """These and the next changes."""
        floor, changes, last_of = self.floor, [*self.changes, *news], dict(self.last_of)
        for change in news:
            before = last_of.get(change.key)
            if before is not None:
                changes[before - floor - 1] = Change(before, "remove", change.key)
            last_of[change.key] = change.number
        if len(changes) > 2 * RECENT:
            floor, changes = changes[-RECENT - 1].number, changes[-RECENT:]
            last_of = {key: number for key, number in last_of.items() if number > floor}
        return Recent(floor, changes, last_of)

    def since(self, number: int) -> list[Change] | None:
        """The collapsed changes after this number; None if that is older than what is kept."""
        return None if number < self.floor else collapse(self.changes[number - self.floor :])


_FREE = Regulator()


class Story:
    """The state of one live blog at one head."""

    __slots__ = (
        "cursor",
        "document",
        "has_older",
        "header",
        "name",
        "older_anchor",
        "own_pace",
        "recent",
        "regulator",
        "singles",
        "stream",
        "welcomes",
    )

    def __init__(
        self,
        name: str,
        cursor: Cursor,
        singles: dict[str, Change],
        stream: list[Change],
        has_older: bool,
        recent: Recent,
        regulator: Regulator = _FREE,
    ) -> None:
        self.name = name
        self.cursor = cursor
        self.singles = singles
        self.stream = stream
        #: The stream goes on below what is held.
        self.has_older = has_older
        #: The post whose page of older posts begins where this page ends; set by who can ask the wire.
        self.older_anchor: str | None = None
        self.recent = recent
        #: What the wire says of the blog as a whole.
        self.document = self._said("document")
        #: What it says of its coverage.
        self.header = self._said("header")
        #: Seconds between two asks, as the coverage has it; 0 when it is closed (P-4.3).
        self.own_pace = int(self.document.get("pace", 5))
        #: What the operator wishes for all.
        self.regulator = regulator
        self.welcomes = Welcomes()

    @classmethod
    def opened(cls, name: str, opening: Opening, regulator: Regulator = _FREE) -> Story:
        """The live blog as the wire has it."""
        singles = {change.key: change for change in opening.singles}
        recent = Recent.opened(opening.recent_floor, opening.recent)
        return cls(name, opening.cursor, singles, list(opening.stream), opening.has_older, recent, regulator)

    def after(self, changes: Sequence[Change], cursor: Cursor) -> Story:
        """The live blog after these next changes of its wire, which lead to this cursor."""
        parts = _Parts(dict(self.singles), list(self.stream), self.has_older)
        for change in changes:
            parts.apply(change)
        recent = self.recent.after(changes)
        return Story(self.name, cursor, parts.singles, parts.stream, parts.has_older, recent, self.regulator)

    @property
    def pace(self) -> int:
        """Seconds between two asks of one who polls; 0: nobody asks (P-4.3, P-4.8)."""
        return self.regulator.seconds(self.own_pace)

    @property
    def again(self) -> int:
        """After how many seconds one who does not follow looks whether he may; 0: never (P-4.8)."""
        return self.regulator.again(self.own_pace)

    @property
    def address(self) -> str:
        """The whole address of the page; “” if the wire does not name it."""
        return str((self.document.get("ld") or {}).get("url", ""))

    def html(self, key: str) -> str:
        """The part of this key, of those that stand alone; “” if there is none."""
        held = self.singles.get(key)
        return held.html if held else ""

    def _said(self, key: str) -> Data:
        held = self.singles.get(key)
        return data_of(held) if held else {}

    @property
    def shown(self) -> list[Change]:
        """The newest of the stream, as they stand on the page."""
        return self.stream[:SHOWN]

    @property
    def goes_on(self) -> bool:
        """Say whether there are standing posts below those on the page."""
        return self.has_older or len(self.stream) > SHOWN

    @property
    def ends_before(self) -> str | None:
        """The key before which the page of older ones stands; None if nothing is older."""
        return self.older_anchor or self.shown[-1].key if self.goes_on and self.shown else None

    @property
    def floor(self) -> int:
        """Every stream part at or above this place stands on the page (P-2.4)."""
        return self.shown[-1].place if self.goes_on and self.shown else 0

    @property
    def needs_opening(self) -> bool:
        """Say whether too few stream parts are left in memory to show a whole page."""
        return self.has_older and len(self.stream) < SHOWN

    def since(self, number: int) -> list[Change] | None:
        """The collapsed changes after this number; None if that is older than what is kept."""
        return [] if number >= self.cursor.number else self.recent.since(number)

    def shell(self, shells: Mapping[str, Shell]) -> Shell:
        """The texts in the blog's language, or in English."""
        return shells[self.language(shells)]

    def language(self, shells: Mapping[str, Shell]) -> str:
        """The language of those that there are: the blog's, or English."""
        said = str(self.document.get("language", "en"))
        return next((name for name in (said, said.split("-")[0]) if name in shells), "en")


class _Parts:
    """The parts of a story while changes are put into them."""

    def __init__(self, singles: dict[str, Change], stream: list[Change], has_older: bool) -> None:
        self.singles, self.stream, self.has_older = singles, stream, has_older

    def apply(self, change: Change) -> None:
        """Put or remove one part."""
        lowest = self.stream[-1].place if self.stream else None
        self.singles.pop(change.key, None)
        self.stream = [held for held in self.stream if held.key != change.key]
        if change.action == "remove":
            return
        if change.region != "stream":
            self.singles[change.key] = change
            return
        if self.has_older and (lowest is None or change.place < lowest):
            return  # below what is held: an older page's affair
        index = next((i for i, held in enumerate(self.stream) if held.place < change.place), len(self.stream))
        self.stream.insert(index, change)
        if len(self.stream) > HELD:
            self.stream = self.stream[:HELD]
            self.has_older = True
