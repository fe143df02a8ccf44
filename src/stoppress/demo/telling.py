"""Tells a story by the clock at which it is played: every time in it, in stamps and in words, is that clock's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, TypeVar

import msgspec

from stoppress.demo.acts import Act, AnyAct, NewPost
from stoppress.demo.story import STORY_DAY

_MARK = re.compile(r"\{(?:(see|clock) ([a-z0-9-]+)|(\d{1,2})\.(\d\d)|(part of day))\}")
_A = TypeVar("_A", bound=Act)


@dataclass(frozen=True)
class Timetable:
    """When each act of a story is played: story moments and played moments, both rising, one pair an act."""

    written: Sequence[datetime]
    played: Sequence[datetime]

    def moment(self, at: datetime) -> datetime:
        """The played moment for any moment of the story: between two acts by proportion, outside them by distance."""
        after = bisect_right(self.written, at)
        if after == 0:
            return self.played[0] - (self.written[0] - at)
        if after == len(self.written):
            return self.played[-1] + (at - self.written[-1])
        earlier, later = self.written[after - 1], self.written[after]
        share = (at - earlier) / (later - earlier)
        return self.played[after - 1] + share * (self.played[after] - self.played[after - 1])


def told(acts: Sequence[AnyAct], played: Sequence[datetime]) -> list[AnyAct]:
    """The acts at the moments at which they are played, with every mark in their words filled in."""
    timetable = Timetable([act.at for act in acts], played)
    posts = {act.ref: at for act, at in zip(acts, played, strict=True) if isinstance(act, NewPost)}
    return [_told(act, at, timetable, posts) for act, at in zip(acts, played, strict=True)]


def on_day(acts: Sequence[AnyAct], midnight: datetime) -> list[datetime]:
    """The moments of a story played by its own clock on the day that begins at this midnight."""
    return [midnight + (act.at - datetime.combine(STORY_DAY, time(), UTC)) for act in acts]


def clock_face(at: datetime) -> str:
    """The time of day as the page prints it, such as 9.05."""
    return f"{at.hour}.{at.minute:02d}"


def _told(act: _A, at: datetime, timetable: Timetable, posts: dict[str, datetime]) -> _A:
    def fill(match: re.Match[str]) -> str:
        word, ref, hour, minute, part = match.groups()
        if part:
            return _part_of_day(at)
        if hour:
            return clock_face(timetable.moment(act.at.replace(hour=int(hour), minute=int(minute), second=0)))
        face = clock_face(posts[ref])
        return face if word == "clock" else f'<span data-reference="{ref}">see {face} post</span>'

    words = {name: _filled(getattr(act, name), fill) for name in act.__struct_fields__ if name != "at"}
    return msgspec.structs.replace(act, at=at, **words)


def _filled(value: Any, fill: Any) -> Any:
    """The value with the marks in its texts filled in, however deep in tuples they stand."""
    if isinstance(value, str):
        return _MARK.sub(fill, value)
    if isinstance(value, tuple):
        return tuple(_filled(item, fill) for item in value)
    return value


def _part_of_day(at: datetime) -> str:
    if 5 <= at.hour < 12:
        return "morning"
    if 12 <= at.hour < 18:
        return "afternoon"
    return "evening" if 18 <= at.hour < 23 else "night"
