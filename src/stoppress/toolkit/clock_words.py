"""Times of day as people write them: 9.50, 09:50, 14h15, 11.20pm, 11 p.m."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: One time of day, for use within a larger pattern: every group's name ends in a number that the pattern gives.
PATTERN = (
    r"(?<![\d.:,])(?:"
    r"(?P<hour{0}>[01]?\d|2[0-3])(?P<sign{0}>[.:h])(?P<minute{0}>[0-5]\d)(?![.:]?\d)(?:(?P<gap{0}>(?:\s|&nbsp;)?)(?P<half{0}>[ap]\.?m\b\.?))?"
    r"|(?P<full{0}>1[0-2]|[1-9])(?P<space{0}>(?:\s|&nbsp;)?)(?P<of{0}>[ap]\.?m\b\.?)"
    r")"
)
_TIME = re.compile(PATTERN.format(""), re.IGNORECASE)
_NUMBER_OF_GROUP = re.compile(r"\d+$")


@dataclass(frozen=True)
class TimeOfDay:
    """A time as it was written; `half` is “a” or “p” if that was said, and `is_exact` if it can mean one time only."""

    hour: int
    minute: int
    half: str = ""
    is_exact: bool = False

    @classmethod
    def of(cls, found: re.Match[str]) -> TimeOfDay:
        """The time that a match of the pattern holds."""
        said = {_NUMBER_OF_GROUP.sub("", name): words for name, words in found.groupdict().items() if words}
        hour, minute = int(said.get("full") or said["hour"]), int(said.get("minute", 0))
        half = (said.get("half") or said.get("of") or "")[:1].lower()
        is_exact = bool(half) or hour > 12 or hour == 0 or said.get("hour", "").startswith("0")
        return cls(hour, minute, half, is_exact)

    @property
    def readings(self) -> tuple[tuple[int, int], ...]:
        """Hour and minute of the day that it may mean, the likeliest first: 9.50 may be said of the evening."""
        if self.half and self.hour <= 12:
            return ((self.hour % 12 + (12 if self.half == "p" else 0), self.minute),)
        if self.is_exact or self.hour == 12:
            return ((self.hour, self.minute),)
        return ((self.hour, self.minute), (self.hour + 12, self.minute))


def first_in(words: str) -> re.Match[str] | None:
    """Where the first time of day stands in these words."""
    return _TIME.search(words)


def written_like(found: re.Match[str], hour: int, minute: int) -> str:
    """Another time, in the manner of the one that was written: 11.20pm becomes 11.25pm, 09:50 becomes 09:48."""
    said = found.groupdict(default="")
    if half := said["half"] or said["of"]:
        letters = re.sub("^[ap]", "p" if hour >= 12 else "a", half.lower())
        return f"{hour % 12 or 12}{said['sign'] or '.'}{minute:02d}{said['gap'] or said['space']}{letters}"
    is_padded = len(said["hour"]) == 2 and said["hour"].startswith("0")
    return f"{hour:02d}{said['sign']}{minute:02d}" if is_padded else f"{hour}{said['sign']}{minute:02d}"
