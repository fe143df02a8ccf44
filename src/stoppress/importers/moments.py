"""Times as publishers write them: ISO with and without zone, seconds since 1970, dates in words, clocks alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

#: Before and after these years a number is no date of a live blog.
FIRST_YEAR, LAST_YEAR = 1995, 2100

#: Minutes east of Greenwich of the zone names that pages print. IST is India's unless the page is Irish (zones.py).
ZONE_MINUTES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "ist": 330, "gst": 240, "pkt": 300, "sgt": 480, "hkt": 480, "awst": 480,
    "jst": 540, "kst": 540, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "sast": 120, "wat": 60, "eat": 180, "brt": -180, "art": -180,
}  # fmt: skip

_MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fév", "fev"), ("mar", "mär", "mrt"), ("apr", "abr", "avr"), ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "ago", "aoû", "aou"), ("sep", "set"), ("oct", "okt", "ott", "out"),
    ("nov",), ("dec", "dez", "dic", "déc"),
)  # fmt: skip
_MONTH = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts}

_ISO = re.compile(
    r"([12]\d{3})-?(\d\d)-?(\d\d)(?:[T ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_CLOCK = re.compile(
    r"(?<![\d.:,])([01]?\d|2[0-3])(?:[:.h]| h )([0-5]\d)(?::([0-5]\d))?(?![\d:]|\.\d)(?:\s*([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?<![\d.:,])(1[0-2]|[1-9])\s*([ap])\.?m\b\.?", re.IGNORECASE)
_DAY_NUMBERS = re.compile(
    r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](20\d\d|\d\d)(?!\d)|(?<!\d)(20\d\d)/(\d\d)/(\d\d)(?!\d)"
)
_DAY_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|º|\.)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(20\d\d)"
    r"|([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(20\d\d)",
    re.IGNORECASE,
)
_GMT_OFFSET = re.compile(r"(?:GMT|UTC)\s?([+-]\d\d:?\d\d)")
_ZONE_WORD = re.compile(
    r"\b(" + "|".join(sorted((name for name in ZONE_MINUTES if name != "z"), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """A time as one source gave it: aware when the source named a zone, and honest about its precision."""

    at: datetime
    has_seconds: bool = False
    is_z: bool = False

    @property
    def has_zone(self) -> bool:
        return self.at.tzinfo is not None


def read_moment(text: object, *, day_first: bool = True) -> Moment | None:
    """Read a date with its time, or None; a date without a clock is no moment."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    words = str(text).strip()
    if not words or len(words) > 120:
        return None
    try:
        return _read_iso(words) or _read_epoch(words) or _read_words(words, day_first)
    except (ValueError, OverflowError, IndexError):
        return None


def read_clock(text: str) -> time | None:
    """The first clock in a text: 14:15, 14.15, 2.15pm, 22h20, 3pm."""
    found = _CLOCK.search(text)
    if found:
        hour = _on_24(int(found[1]), found[4])
        return time(hour, int(found[2]), int(found[3] or 0)) if hour is not None else None
    bare = _BARE_HOUR.search(text)
    hour = _on_24(int(bare[1]), bare[2]) if bare else None
    return time(hour) if hour is not None else None


def read_day(text: str, *, day_first: bool = True) -> date | None:
    """The first date in a text, in numbers or in words of seven languages."""
    iso = re.search(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return _day_in_words(text) or _day_in_numbers(text, day_first)
    except ValueError:
        return None


def zone_word(text: str) -> str | None:
    """The first zone name a text prints, such as BST, in capitals."""
    found = _ZONE_WORD.search(text)
    return found[1].upper() if found else None


def _read_iso(words: str) -> Moment | None:
    found = _ISO.fullmatch(words)
    if found is None or found[4] is None:
        return None
    fraction = (found[7] or "").ljust(6, "0")[:6]
    year, month, day, hour, minute = (int(part) for part in found.group(1, 2, 3, 4, 5))
    at = datetime(year, month, day, hour, minute, int(found[6] or 0), int(fraction))
    zone = found[8]
    if zone:
        at = at.replace(tzinfo=_offset(zone))
    return _plausible(Moment(at, found[6] is not None, bool(zone) and zone[0] not in "+-"))


def _read_epoch(words: str) -> Moment | None:
    found = _EPOCH.fullmatch(words)
    if found is None:
        return None
    at = datetime.fromtimestamp(int(found[1]), UTC) + timedelta(milliseconds=int(found[2] or 0))
    return _plausible(Moment(at, True, True))


def _read_words(words: str, day_first: bool) -> Moment | None:
    if re.match(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", words):
        return _plausible(Moment(parsedate_to_datetime(words), True))
    day, clock = read_day(words, day_first=day_first), read_clock(_DAY_NUMBERS.sub(" ", words))
    if day is None or clock is None:
        return None
    tz = _zone_in(words)
    return _plausible(Moment(datetime.combine(day, clock, tz), clock.second != 0))


def _zone_in(words: str) -> timezone | None:
    """The zone that a text prints: GMT+0200 as browsers write it, or a name such as BST."""
    if offset := _GMT_OFFSET.search(words):
        return _offset(offset[1])
    zone = zone_word(words)
    return timezone(timedelta(minutes=ZONE_MINUTES[zone.lower()])) if zone else None


def _plausible(moment: Moment) -> Moment | None:
    return moment if FIRST_YEAR <= moment.at.year <= LAST_YEAR else None


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _on_24(hour: int, half: str | None) -> int | None:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return hour if hour > 12 and half.lower() == "p" else None
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _day_in_words(text: str) -> date | None:
    for found in _DAY_WORDS.finditer(text):
        day, word, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        month = next((_MONTH[word.lower()[:size]] for size in (4, 3) if word.lower()[:size] in _MONTH), None)
        if month:
            return date(int(year), month, int(day))
    return None


def _day_in_numbers(text: str, day_first: bool) -> date | None:
    found = _DAY_NUMBERS.search(text)
    if found is None:
        return None
    if found[4]:
        return date(int(found[4]), int(found[5]), int(found[6]))
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if second > 12 or (not day_first and first <= 12):
        first, second = second, first
    return date(year if year > 99 else 2000 + year, second, first)
