"""One live blog as an edge knows it: parts and numbers in memory, and what is made of them for each head."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stoppress.edge.answers import Answer
from stoppress.edge.page import Data, data_of, delta, page
from stoppress.edge.shell import Shell
from stoppress.wire.change import Change, Cursor, collapse
from stoppress.wire.tails.tail import Opening

#: Posts on the page (P-3.3).
SHOWN = 20
#: Stream parts held, shown ones included; when edits and removals leave fewer than are shown, the blog is opened again.
HELD = 60
#: Changes kept for readers who were away (P-4.4).
RECENT = 1_000
#: Deltas kept ready for one head.
MOST_DELTAS = 600

Maker = Callable[[], Answer]


class Story:
    """The state of one live blog; `apply` takes it on, the answers are made at the first request after that."""

    __slots__ = (
        "_answers",
        "_deltas",
        "_recent",
        "_recent_floor",
        "cursor",
        "has_older",
        "name",
        "older_anchor",
        "singles",
        "stream",
    )

    def __init__(self, name: str, opening: Opening, older_anchor: str | None) -> None:
        self.name = name
        self.cursor: Cursor = opening.cursor
        self.singles: dict[str, Change] = {change.key: change for change in opening.singles}
        self.stream: list[Change] = list(opening.stream)
        self.has_older = opening.has_older
        self.older_anchor = older_anchor
        self._recent: list[Change] = list(opening.recent)
        self._recent_floor = opening.recent_floor
        self._deltas: dict[int, Answer] = {}
        self._answers: dict[str, Answer] = {}

    @property
    def document(self) -> Data:
        """What the wire says of the blog as a whole."""
        held = self.singles.get("document")
        return data_of(held) if held else {}

    @property
    def pace(self) -> int:
        """Seconds between two asks; 0 when the coverage is closed (P-4.3)."""
        return int(self.document.get("pace", 5))

    @property
    def shown(self) -> list[Change]:
        """The newest of the stream, as they stand on the page."""
        return self.stream[:SHOWN]

    @property
    def floor(self) -> int:
        """Every stream part at or above this place stands on the page (P-2.4)."""
        is_whole = not self.has_older and len(self.stream) <= SHOWN
        return 0 if is_whole or not self.shown else self.shown[-1].place

    @property
    def needs_opening(self) -> bool:
        """Say whether too few stream parts are left in memory to show a whole page."""
        return self.has_older and len(self.stream) < SHOWN

    def apply(self, changes: list[Change], cursor: Cursor) -> None:
        """Take on the next changes of the wire, in order."""
        for change in changes:
            self._apply(change)
        self._recent += changes
        if len(self._recent) > 2 * RECENT:
            self._recent_floor = self._recent[-RECENT - 1].number
            self._recent = self._recent[-RECENT:]
        self.cursor = cursor
        self._deltas.clear()
        self._answers.clear()

    def since(self, number: int) -> list[Change] | None:
        """The collapsed changes after this number; None if that is older than what is kept."""
        if number < self._recent_floor:
            return None
        if number >= self.cursor.number:
            return []
        index = len(self._recent) - (self.cursor.number - number)
        return collapse(self._recent[max(index, 0) :])

    def delta(self, number: int, build: str) -> Answer:
        """The answer to who holds this number of the same epoch, kept ready while the head stands."""
        held = self._deltas.get(number)
        if held is None:
            if len(self._deltas) >= MOST_DELTAS:
                self._deltas.clear()
            held = self._deltas[number] = delta(self, number, build)
        return held

    def page(self, shells: Mapping[str, Shell]) -> Answer:
        """The page at its head."""
        return self.kept("page", lambda: page(self, self.shell(shells)))

    def kept(self, name: str, make: Maker) -> Answer:
        """An answer that holds as long as the head stands."""
        held = self._answers.get(name)
        if held is None:
            if len(self._answers) >= MOST_DELTAS:
                self._answers.clear()
            held = self._answers[name] = make()
        return held

    def shell(self, shells: Mapping[str, Shell]) -> Shell:
        """The texts in the blog's language, or in English."""
        language = str(self.document.get("language", "en"))
        return shells.get(language) or shells.get(language.split("-")[0]) or shells["en"]

    def _apply(self, change: Change) -> None:
        self.singles.pop(change.key, None)
        self.stream = [held for held in self.stream if held.key != change.key]
        if change.action == "remove":
            return
        if change.region != "stream":
            self.singles[change.key] = change
            return
        if self.has_older and self.stream and change.place < self.stream[-1].place:
            return  # below what is held: an older page's affair
        index = next((i for i, held in enumerate(self.stream) if held.place < change.place), len(self.stream))
        self.stream.insert(index, change)
        if len(self.stream) > HELD:
            self.stream = self.stream[:HELD]
            self.has_older = True
