"""Turns live blogs into the parts of the house's front page: a card for each, and what the page says of itself."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from stoppress.press.chains import days_of
from stoppress.press.contexts import DayContext, LinkContext, Moment
from stoppress.press.key_events import told_key_events
from stoppress.press.languages import house_language, place_of, speaking
from stoppress.press.machines import live_blog_posting, locale_of
from stoppress.press.rendering import absolute, as_json
from stoppress.stories import chains
from stoppress.stories.key_points import leads_to
from stoppress.stories.models import LiveBlog, Phase, Post, State
from stoppress.toolkit import text
from stoppress.toolkit.languages import direction_of, interface_of, is_spoken
from stoppress.wire.change import Part

PACE_SECONDS = 10
#: Lines on the card of a coverage that goes on; how an ended one ended is one line.
MOST_LINES = 3
#: What comes first stands highest: places fall from this moment on (in the year 2096).
_FAR_SECONDS = 4_000_000_000
_REGIONS = {Phase.LIVE: "live", Phase.PAUSED: "paused", Phase.UPCOMING: "upcoming", Phase.CLOSED: "stream"}


@dataclass(frozen=True)
class CardLineContext:
    """One line of a card: a key event with its time, or a key point; it leads to its post where there is one."""

    text: str
    address: str
    post: str
    published: Moment | None
    #: Of another day than the one on which the coverage began or ended, which the card tells.
    is_other_day: bool
    #: Posts whose words may stand in this line: a take-down finds the card by them.
    refers_to: tuple[str, ...] = ()

    @property
    def when(self) -> SafeString:
        """The time of day, with the day if the card does not tell it; nothing for a key point that leads nowhere."""
        if self.published is None:
            return SafeString()
        return self.published.short if self.is_other_day else self.published.element


@dataclass(frozen=True)
class CardContext:
    """One live blog on the front page. `moment` is when its coverage ended if it has, else when it begins or began.

    `spoken` is the language of our own words where the interface does not speak that of the story; else empty.
    """

    key: str
    place: int
    phase: str
    headline: str
    standfirst: str
    address: str
    language: str
    direction: str
    spoken: str
    zone_name: str
    moment: Moment | None
    lines: tuple[CardLineContext, ...]
    later: LinkContext | None
    days: tuple[DayContext, ...]

    @property
    def says_standfirst(self) -> bool:
        """An ended coverage tells how it ended instead; one that goes on elsewhere leads there."""
        return bool(self.standfirst) and not self.later and not (self.phase == Phase.CLOSED and self.lines)


def card_key(blog: LiveBlog) -> str:
    """The key of this live blog's card."""
    return f"blog/{blog.public_id}"


def card_part(blog: LiveBlog) -> Part:
    """The card of a public live blog, in the region of its phase; those that ended are the stream of the front page."""
    it = _context(blog)
    with speaking(blog.language):
        rendered = render_to_string("press/parts/card.html", {"it": it}).strip()
    data = {
        "id": blog.public_id,
        "phase": blog.phase,
        "lines": [
            {
                "text": line.text,
                "post": line.post or None,
                "refers_to": [{"post": name} for name in line.refers_to],
            }
            for line in it.lines
        ],
        "ld": _posting(blog),
    }
    return Part(it.key, _REGIONS[Phase(blog.phase)], it.place, rendered, as_json(data))


def page_parts() -> list[Part]:
    """What the front page says of itself: in the document's head, and above the cards."""
    newsroom = _newsroom()
    with speaking(house_language()):
        words = {
            "title": f"{_('Live coverage')} – {newsroom}" if newsroom else _("Live coverage"),
            "description": _(
                "All live coverage of this newsroom: what is live now, what is to come, what has ended."
            ),
            "canonical": absolute("/"),
            "newsroom": newsroom,
            "masthead": newsroom or _("Live coverage"),
            "locale": locale_of(house_language()),
            "zone": _zone(),
        }
        document = render_to_string("press/parts/front_document.html", {"it": words}).strip()
        header = render_to_string("press/parts/front_header.html", {"it": words}).strip()
    return [
        Part("document", "document", 0, document, as_json(_document_data(words))),
        Part("header", "header", 0, header),
    ]


def _newsroom() -> str:
    """The name on the page when all public live blogs are of one newsroom; else empty."""
    named = (
        LiveBlog.objects.exclude(phase=Phase.PREPARING).order_by().values_list("newsroom__name", flat=True)
    )
    found = list(named.distinct()[:2])
    return str(found[0]) if len(found) == 1 else ""


def _document_data(words: dict[str, str]) -> dict[str, object]:
    return {
        "language": house_language(),
        "direction": direction_of(house_language()),
        "title": words["title"],
        "newsroom": words["masthead"],
        "pace": PACE_SECONDS,
        "ld": {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": words["canonical"],
            "url": words["canonical"],
            "name": words["title"],
            "description": words["description"],
            "inLanguage": house_language(),
        },
    }


def _zone() -> str:
    """The zone in which the page says when it was checked: that of most live blogs that have not ended, or of most."""
    public = (
        LiveBlog.objects.exclude(phase=Phase.PREPARING).order_by("-pk").values_list("phase", "zone")[:200]
    )
    running = [zone for phase, zone in public if phase != Phase.CLOSED]
    counted = Counter(running or [zone for _phase, zone in public]).most_common(1)
    return counted[0][0] if counted else settings.TIME_ZONE


def _moment(blog: LiveBlog) -> Moment | None:
    """When its coverage ended if it has, else when it begins or began."""
    at = blog.coverage_ended_at if blog.phase == Phase.CLOSED else blog.coverage_starts_at
    return Moment.of(at, blog.time_zone) if at else None


def _context(blog: LiveBlog) -> CardContext:
    later = chains.next_of(blog)
    return CardContext(
        key=card_key(blog),
        place=_place(blog),
        phase=blog.phase,
        headline=blog.headline,
        standfirst=blog.standfirst,
        address=blog.address,
        language=blog.language,
        direction=direction_of(blog.language),
        spoken="" if is_spoken(blog.language) else interface_of(blog.language),
        zone_name="" if blog.zone == "UTC" else place_of(blog.zone, blog.language),
        moment=_moment(blog),
        lines=tuple(_lines(blog)) if later is None else (),
        later=LinkContext(later.headline, later.address) if later else None,
        days=days_of(blog),
    )


def _place(blog: LiveBlog) -> int:
    """What began or ended last stands highest, but of what is to come the next; no two stand at one place.

    What tells two of one second apart is made of the public id: a row's number would tell how many are being prepared.
    """
    told = _moment(blog)
    seconds = int(told.at.timestamp()) if told else 0
    if blog.phase == Phase.UPCOMING:
        seconds = max(_FAR_SECONDS - seconds, 0) if told else 0
    return seconds * 1_000_000 + zlib.crc32(blog.public_id.encode()) % 1_000_000


def _lines(blog: LiveBlog) -> list[CardLineContext]:
    """The newest key events, or the first key points where there are none; of what has ended the first key point says how."""
    if blog.phase == Phase.CLOSED:
        return _points(blog, 1) or _key_events(blog, 1)
    return _key_events(blog, MOST_LINES) or _points(blog, MOST_LINES)


def _key_events(blog: LiveBlog, most: int) -> list[CardLineContext]:
    day = told.day if (told := _moment(blog)) else ""
    return [
        CardLineContext(
            event.words,
            event.address,
            event.post,
            event.published,
            is_other_day=event.published.day != day,
            refers_to=tuple(refers_to),
        )
        for event, refers_to in told_key_events(blog, most)
    ]


def _points(blog: LiveBlog, most: int) -> list[CardLineContext]:
    points = blog.key_points.select_related("post").order_by("position")[:most]
    return [_line_of(blog, leads_to(point), point.text) for point in points]


def _line_of(blog: LiveBlog, post: Post | None, words: str) -> CardLineContext:
    if post is None:
        return CardLineContext(words, "", "", None, is_other_day=False)
    at = post.published_at if post.state == State.PUBLISHED else None
    moment = Moment.of(at, blog.time_zone) if at else None
    told = _moment(blog)
    is_other_day = bool(moment and told and moment.day != told.day)
    return CardLineContext(words, f"{blog.address}p/{post.public_id}/", post.public_id, moment, is_other_day)


def _posting(blog: LiveBlog) -> dict[str, object]:
    """The live blog for machines; whose names stand on it is said on its own page."""
    told = live_blog_posting(blog, text.first_words(blog.standfirst or blog.headline, limit=200))
    return {name: value for name, value in told.items() if name not in {"@context", "author"}}


def names_post(card: Part, post: str) -> bool:
    """Whether this card leads to this post."""
    return f'"post":"{post}"' in card.data
