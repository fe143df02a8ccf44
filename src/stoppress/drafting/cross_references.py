"""Finds the words of a post that read like a reference to another one, such as “see 9.50 post”, in several languages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape, unescape
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from stoppress.toolkit.clock_words import PATTERN, TimeOfDay

_POST = r"(?:post|entry|update)"
_ZONE = r"(?: (?-i:[A-Z]{3,4}))?"
_BARE = r"\d{1,2}[.:h][0-5]\d"
#: Each names one CLOCK, a time of day (HALVES: with am or pm); DAY and THEN may say of which day. In the order of trying.
_PATTERNS = (
    # English
    rf"\bsee (?:our |the |also )?(?:earlier |previous )?DAYCLOCK{_ZONE} {_POST}\bTHEN",
    rf"\bsee (?:our |the |also )?CLOCK(?=(?:, {_BARE})*,? (?:and|or) {_BARE} {_POST}s?\b)",
    rf"(?<=\band\s)CLOCK {_POST}s\b",
    rf"(?<=\()see (?:our |the |also )?DAYCLOCK{_ZONE}THEN(?=[),;])",
    r"\bsee (?:our |the |also )?HALVESTHEN",
    rf"\bsee (?:our |the )?(?:earlier )?{_POST} (?:at|of|from) CLOCKTHEN",
    r"\bas (?:we |we have |previously |already )?(?:reported|mentioned|noted|wrote|said|written)(?: earlier)? "
    rf"(?:at|in our) CLOCK(?: {_POST}\b)?THEN",
    rf"\b(?:our|the) (?:earlier )?CLOCK {_POST}\bTHEN",
    # Spanish
    r"\b(?:ver|véase|vea) (?:el |la |nuestra |nuestro )?(?:mensaje |entrada |post )?(?:de )?(?:las )?CLOCK(?:\s?h\b)?",
    r"\bcomo (?:informamos|contamos|publicamos|dijimos) a las CLOCK(?:\s?h\b)?",
    # German
    r"\b(?:siehe|vgl\.) (?:den |unseren )?(?:Eintrag |Beitrag |Post )?(?:von |um )?CLOCK(?: Uhr)?(?:-(?:Eintrag|Beitrag))?",
    r"\bwie (?:wir )?um CLOCK(?: Uhr)? (?:berichtet|gemeldet|geschrieben)",
    # French
    r"\b(?:voir|lire) (?:notre |le )?(?:message |post )?(?:de |à )?CLOCK",
    r"\bcomme (?:nous l['’]avons )?(?:annoncé|écrit|indiqué|signalé|rapporté) à CLOCK",
    # Portuguese, Italian, Dutch
    r"\b(?:ver|veja) (?:o |a |nosso |nossa )?(?:post |nota )?das CLOCK",
    r"\b(?:vedi|si veda) (?:il |l['’])?(?:post |aggiornamento )?(?:delle )?(?:ore )?CLOCK",
    r"\b(?:zie|lees) (?:de |het |onze |ons )?(?:update |bericht |post )?(?:van )?CLOCK(?: uur)?",
)
_PLACES = {
    "CLOCK": PATTERN,
    "HALVES": PATTERN.replace(r"m\b\.?))?|", r"m\b\.?))|"),
    "DAY": r"(?:(?P<day{0}>yesterday|today)['’]s )?",
    "THEN": r"(?:,? (?P<then{0}>yesterday|today)\b)?",
}
_DAYS_BACK = {"today": 0, "yesterday": 1}
_TAG = re.compile(r"(<[^>]*>)")
_INLINE = re.compile(r"</?(?:cite|strong|b|em|i|s|sub|sup|code)>")


class Target(Protocol):
    """What a reference can lead to."""

    @property
    def published_at(self) -> Any: ...  # a moment or None; as a model's field it is known by its descriptor


T = TypeVar("T", bound=Target)


@dataclass(frozen=True)
class Phrase:
    """Words that read like a reference, as they stand between tags: where, the time they name, how many days back."""

    words: str
    start: int
    end: int
    time: TimeOfDay
    days_back: int | None = None

    @property
    def plain(self) -> str:
        """The words as people read them, blanks single."""
        return " ".join(unescape(self.words).split())


def find(text: str) -> Iterator[Phrase]:
    """The phrases of this text (plain, or what stands between two tags of cleaned HTML), in their order."""
    for found in _PROSE.finditer(text):
        said = [
            words.lower()
            for name, words in found.groupdict().items()
            if words and name.startswith(("day", "then"))
        ]
        days_back = _DAYS_BACK[said[0]] if said else None
        yield Phrase(found[0], found.start(), found.end(), TimeOfDay.of(found), days_back)


def find_in_html(body_html: str) -> list[Phrase]:
    """The phrases of cleaned HTML that are not within a link or a reference yet."""
    found: list[Phrase] = []
    mark(body_html, lambda phrase: found.append(phrase))
    return found


def mark(body_html: str, target_of: Callable[[Phrase], str | None]) -> str:
    """The body with each phrase for which `target_of` gives a name as a reference to it; all else stays as it is.

    Words in bold, in italics and the like belong to the phrase around them.
    """
    inside_link = 0
    out, run = [], _Run()
    for piece in _TAG.split(body_html):
        is_tag = piece.startswith("<")
        if inside_link or (is_tag and not _INLINE.fullmatch(piece)):
            out += [run.marked(target_of), piece]
            run = _Run()
        else:
            run.add(piece, is_tag)
        if is_tag:
            inside_link += piece.startswith(("<a ", "<span ")) - piece.startswith(("</a", "</span"))
    return "".join([*out, run.marked(target_of)])


class Clocks(Generic[T]):
    """Posts by the time of day, in the zone of their story, that stands beside them on the page."""

    def __init__(self, posts: Iterable[T], zone: ZoneInfo) -> None:
        self._zone = zone
        self._posts: Mapping[tuple[int, int], list[T]] = defaultdict(list)
        for post in posts:
            if post.published_at is not None:
                local = post.published_at.astimezone(zone)
                self._posts[local.hour, local.minute].append(post)

    def meant(self, phrase: Phrase, at: datetime, own: T | None = None) -> list[T]:
        """The posts, without its own, that this phrase of a post of that moment may mean.

        The time is read as the page writes it, by 24 hours; only if no post stands there, a time before noon is read as
        one of the afternoon. A day that was said counts; a day that was not said may be any.
        """
        for reading in phrase.time.readings:
            posts = [post for post in self._posts.get(reading, ()) if post != own]
            if phrase.days_back is not None:
                day = at.astimezone(self._zone).date() - timedelta(days=phrase.days_back)
                posts = [post for post in posts if post.published_at and self._day(post.published_at) == day]
            if posts:
                return posts
        return []

    def near(self, posts: list[T], at: datetime) -> list[T]:
        """Those of the same day, else those within a day, else all: how a page that was written elsewhere is read."""
        moments = [(post, post.published_at) for post in posts if post.published_at]
        same_day = [post for post, moment in moments if self._day(moment) == self._day(at)]
        close = [post for post, moment in moments if abs(moment - at) < timedelta(days=1)]
        return same_day or close or posts

    def _day(self, moment: datetime) -> object:
        return moment.astimezone(self._zone).date()


class _Run:
    """Words of one line, and the inline tags between them by where they stand in these words."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._length = 0
        self._tags: list[tuple[int, str]] = []

    def add(self, piece: str, is_tag: bool) -> None:
        if is_tag:
            self._tags.append((self._length, piece))
        else:
            self._words.append(piece)
            self._length += len(piece)

    def marked(self, target_of: Callable[[Phrase], str | None]) -> str:
        text = "".join(self._words)
        out, position, tag = [], 0, 0
        for phrase in find(text):
            target = target_of(phrase)
            if target is None:
                continue
            first, last = self._covered(phrase)
            out.append(self._html(text, position, phrase.start, tag, first))
            words = self._html(text, phrase.start, phrase.end, first, last)
            around = self._open_at(first), self._open_at(last)
            out.append(_wrapped(words, target, *around))
            position, tag = phrase.end, last
        return "".join([*out, self._html(text, position, len(text), tag, len(self._tags))])

    def _covered(self, phrase: Phrase) -> tuple[int, int]:
        """The tags that go into the link, from and to: those within, and at its ends those that make up pairs."""
        offsets = [offset for offset, _ in self._tags]
        first, last = bisect_right(offsets, phrase.start), bisect_left(offsets, phrase.end)
        last = max(first, last)
        while self._balance(first, last) > 0 and last < len(offsets) and offsets[last] == phrase.end:
            last += 1
        while self._balance(first, last) < 0 and first > 0 and offsets[first - 1] == phrase.start:
            first -= 1
        return first, last

    def _balance(self, first: int, last: int) -> int:
        return sum(-1 if tag.startswith("</") else 1 for _, tag in self._tags[first:last])

    def _open_at(self, count: int) -> list[str]:
        """The tags that are open behind so many."""
        still_open: list[str] = []
        for _, tag in self._tags[:count]:
            if tag.startswith("</"):
                del still_open[-1:]
            else:
                still_open.append(tag)
        return still_open

    def _html(self, text: str, start: int, end: int, first: int, last: int) -> str:
        out = []
        for offset, tag in self._tags[first:last]:
            out += [text[start:offset], tag]
            start = offset
        return "".join([*out, text[start:end]])


def _wrapped(words: str, target: str, open_before: Sequence[str], open_behind: Sequence[str]) -> str:
    """The words as a reference; tags that cross its ends are closed and opened again there."""
    link = f'<span data-reference="{escape(target)}">{{}}</span>'
    if list(open_before) == list(open_behind):
        return link.replace("{}", words)
    inner = f"{''.join(open_before)}{words}{_closed(open_behind)}"
    return f"{_closed(open_before)}{link.replace('{}', inner)}{''.join(open_behind)}"


def _closed(tags: Sequence[str]) -> str:
    return "".join(f"</{tag[1:-1]}>" for tag in reversed(tags))


def _compiled() -> re.Pattern[str]:
    """All patterns as one; each place has groups of its own, and a blank may be a hard one."""
    numbered = []
    for number, pattern in enumerate(_PATTERNS):
        for place, words in _PLACES.items():
            pattern = pattern.replace(place, words.format(number))
        numbered.append(pattern.replace(" ", r"(?:\s|&nbsp;)"))
    return re.compile("|".join(numbered), re.IGNORECASE)


_PROSE = _compiled()
