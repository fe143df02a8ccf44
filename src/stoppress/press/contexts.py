"""What the templates are given: frozen values, documented, so that a template needs no logic beyond if and for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stoppress.press import languages
from stoppress.press.answers import AnswerContext
from stoppress.press.kinds import NOTHING_DRAWN, DrawnContext
from stoppress.press.pictures import PicturesContext


@dataclass(frozen=True)
class Moment:
    """One moment for people and machines: `at` is in the story's zone."""

    at: datetime

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo) -> Moment:
        return cls(at.astimezone(zone))

    @property
    def iso(self) -> str:
        """For the datetime attribute: to the second, with the offset."""
        return self.at.isoformat(timespec="seconds")

    @property
    def utc(self) -> str:
        """For machines: to the second, in UTC."""
        return self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    @property
    def clock(self) -> str:
        """The time of day in the language of the page, such as 9.05 or 09:05."""
        return languages.clock(self.at)

    @property
    def date(self) -> str:
        """The day for people, in the language of the page, such as 23 Nov."""
        return languages.day(self.at.date())

    @property
    def date_in_full(self) -> str:
        """The day with its year, such as 23 November 2026."""
        return languages.day_in_full(self.at.date())

    @property
    def element(self) -> SafeString:
        """The time of day, for people and machines."""
        return self._element(self.clock)

    @property
    def short(self) -> SafeString:
        """Time and day, such as 9.05, 23 Nov."""
        return self._element(_("{time}, {day}").format(time=self.clock, day=self.date))

    @property
    def day_first(self) -> SafeString:
        """Day and time, such as 23 Nov, 9.05."""
        return self._element(_("{day}, {time}").format(time=self.clock, day=self.date))

    @property
    def whole(self) -> SafeString:
        """Time and day with its year, such as 9.05, 23 November 2026."""
        return self._element(_("{time}, {day}").format(time=self.clock, day=self.date_in_full))

    def _element(self, words: str) -> SafeString:
        return format_html('<time datetime="{}">{}</time>', self.iso, words)

    @property
    def day(self) -> str:
        """The day as an ISO date, by which a page puts separators."""
        return self.at.date().isoformat()


@dataclass(frozen=True)
class Covers:
    """The span that a round-up sums up."""

    since: Moment
    until: Moment

    @property
    def is_one_day(self) -> bool:
        """Whether the times alone say it."""
        return self.since.day == self.until.day

    @property
    def beginning(self) -> SafeString:
        """Since when, with the day if the span is of more than one."""
        return self.since.element if self.is_one_day else self.since.day_first

    @property
    def end(self) -> SafeString:
        """Until when, likewise."""
        return self.until.element if self.is_one_day else self.until.day_first


@dataclass(frozen=True)
class CorrectionContext:
    """One public note that the post was wrong."""

    note: str
    at: Moment


@dataclass(frozen=True)
class BacklinkContext:
    """A post that refers to another one; its day is told if it is another one than that post's."""

    post: str
    address: str
    published: Moment
    is_other_day: bool


@dataclass(frozen=True)
class BacklinksContext:
    """The newest posts that refer to a post, oldest of them first, and how many more there are."""

    links: tuple[BacklinkContext, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class PostContext:
    """A published post."""

    id: str
    key: str
    place: int
    kind: str
    title: str
    body: SafeString
    byline: str
    published: Moment
    updated: Moment | None
    is_key_event: bool
    address: str
    blog_address: str
    corrections: tuple[CorrectionContext, ...] = ()
    covers: Covers | None = None
    referred: BacklinksContext = BacklinksContext()
    answer: AnswerContext | None = None
    shots: PicturesContext | None = None
    #: What its kind draws of its fields.
    drawn: DrawnContext = NOTHING_DRAWN
    #: The page that shows what changed; empty where there is nothing to see.
    versions_address: str = ""

    @property
    def updated_told(self) -> SafeString:
        """When it was updated: the time of day, with the day if that is another one than that of the post."""
        if self.updated is None:
            return SafeString()
        return self.updated.element if self.updated.day == self.published.day else self.updated.short


@dataclass(frozen=True)
class TombstoneContext:
    """A withdrawn post: its reason is public, its text is not."""

    id: str
    key: str
    place: int
    published: Moment
    withdrawn: Moment
    reason: str
    address: str


@dataclass(frozen=True)
class KeyPointContext:
    """One line of the list at the top; `address` is empty when it leads nowhere."""

    text: str
    address: str
    post: str


@dataclass(frozen=True)
class KeyPointsContext:
    """The list at the top."""

    points: tuple[KeyPointContext, ...]


@dataclass(frozen=True)
class KeyEventContext:
    """One turning point; it says its day if that is another one than that of the event above it."""

    post: str
    words: str
    address: str
    published: Moment
    is_other_day: bool


@dataclass(frozen=True)
class KeyEventsContext:
    """The newest turning points, where all of them stand, and how many those are; None: too many to say."""

    events: tuple[KeyEventContext, ...]
    address: str
    count: int | None


@dataclass(frozen=True)
class RoundUpContext:
    """The line that leads to the newest round-up."""

    post: str
    title: str
    published: Moment
    address: str


@dataclass(frozen=True)
class TeamContext:
    """A name on the page, and what they do."""

    name: str
    duty: str


@dataclass(frozen=True)
class LinkContext:
    """Another live blog of the same story."""

    headline: str
    address: str
    starts: Moment | None = None


@dataclass(frozen=True)
class DayContext:
    """One live blog of a coverage of many: its number in words, and whether it is the one whose page or card this is."""

    label: str
    headline: str
    address: str
    starts: Moment | None
    is_this: bool


@dataclass(frozen=True)
class HeaderContext:
    """The top of the page. `phase` is upcoming, live, paused or closed."""

    headline: str
    standfirst: str
    phase: str
    zone: str
    zone_name: str
    team: tuple[TeamContext, ...]
    starts: Moment | None
    ended: Moment | None
    address: str
    has_corrections: bool = False
    continues_in: LinkContext | None = None
    earlier: tuple[LinkContext, ...] = ()
    days: tuple[DayContext, ...] = ()


@dataclass(frozen=True)
class DocumentContext:
    """What the head of the document says of the live blog; addresses are absolute."""

    title: str
    description: str
    canonical: str
    newsroom: str
    language: str
    published: Moment | None = None
    locale: str = "en_GB"
