"""The days between the posts of a page: derived from the times that the parts show, and set between them, never into them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stoppress.edge.shell import Shell, fill
from stoppress.toolkit.day_words import time_shown
from stoppress.wire.change import Change


def with_days(changes: Iterable[Change], shell: Shell, *, in_full: bool = False) -> str:
    """The parts as they are, with a heading before the first of each day; in full, it names the year."""
    pieces: list[str] = []
    last = ""
    for change in changes:
        shown = time_shown(change.html)
        if shown and shown.day != last:
            last = shown.day
            words = shell.days.name(date.fromisoformat(last), in_full=in_full)
            pieces.append(fill(shell.day_heading, {"day": last, "words": words}))
        pieces.append(change.html)
    return "\n".join(pieces)
