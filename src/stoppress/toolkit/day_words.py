"""How a day is named, by a table of words that programs without Django, and scripts, can be given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

#: The first time of a post is its own, in the story's zone (P-3.20): its day, its whole moment, and how it is written.
_TIME = re.compile(r'<time datetime="((\d{4}-\d\d-\d\d)[^"]*)">([^<]*)')


class DayWords(msgspec.Struct, frozen=True):
    """The names of weekdays and months by their ISO numbers, and how a day is put together, without its year and with it."""

    day: str
    in_full: str
    weekdays: Mapping[str, str]
    months: Mapping[str, str]

    def name(self, day: date, *, in_full: bool = False) -> str:
        """The day, such as Monday 23 November; in full, with its year."""
        return (self.in_full if in_full else self.day).format(
            weekday=self.weekdays[str(day.isoweekday())],
            day=day.day,
            month=self.months[str(day.month)],
            year=day.year,
        )


class Shown(msgspec.Struct, frozen=True):
    """The time of a post as it stands on the page."""

    day: str
    moment: str
    clock: str


def time_shown(html: str) -> Shown | None:
    """The time that a part of the stream shows; None if it shows none."""
    found = _TIME.search(html)
    return Shown(found[2], found[1], found[3].strip()) if found else None
