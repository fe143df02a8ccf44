"""What the newsroom knows of things on other platforms: asked about, fetched, kept; nothing of it is public by this."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from stoppress.embeds.fetching import Fetched
from stoppress.embeds.models import Embed, Stage
from stoppress.embeds.platforms import Found, find
from stoppress.embeds.told import Told
from stoppress.media import shelf
from stoppress.media.developing import Order, develop
from stoppress.media.keeping import PORTRAIT_WIDTHS, UPPER_MIDDLE
from stoppress.media.models import Picture, new_secret
from stoppress.media.refusals import PictureRefused
from stoppress.people.models import Member, Newsroom
from stoppress.toolkit import clock

logger = logging.getLogger("stoppress.embeds.keeping")

Renditions = Mapping[int, bytes]
NOTHING = Told()
#: A paragraph that is an address and nothing else, as a link or not.
PASTED = re.compile(r'<p>(?:<a href="([^"]+)"[^>]*>)?\s*(https?://[^\s<]+?)\s*(?:</a>)?(?:<br>)?</p>')


def pasted(body_html: str) -> Iterator[Found]:
    """The things of other platforms that stand in a text as an address of their own paragraph, each once."""
    seen: set[str] = set()
    for match in PASTED.finditer(body_html):
        found = found_in(match)
        if found and found.address not in seen:
            seen.add(found.address)
            yield found


def found_in(match: re.Match[str]) -> Found | None:
    """The thing that this paragraph is, if the words of the link are its own address."""
    words = unescape(match[2])
    if match[1] is not None and unescape(match[1]).rstrip("/") != words.rstrip("/"):
        return None
    return find(words)


def ask(newsroom: Newsroom, member: Member, found: Found, *, anew: bool = False) -> Embed:
    """Let this be fetched, unless it was already; `anew`: in any case. What was told before stays until then."""
    embed, is_new = Embed.objects.get_or_create(
        newsroom=newsroom,
        address=found.address,
        defaults={"platform": found.platform.name, "asked_by": member, "asked_at": clock.now()},
    )
    if not is_new and anew:
        embed.stage, embed.asked_by, embed.asked_at = Stage.ASKED, member, clock.now()
        embed.save()
    return embed


def next_asked() -> Embed | None:
    """The next that waits to be fetched, in turn."""
    return Embed.objects.filter(stage=Stage.ASKED).order_by("asked_at", "pk").first()


def developed(data: bytes) -> Renditions:
    """The picture as we write it anew; none for what is no picture. It takes a second: outside of any transaction."""
    if not data:
        return {}
    try:
        return develop(data, Order(PORTRAIT_WIDTHS, UPPER_MIDDLE, shortest_side=min(PORTRAIT_WIDTHS)))
    except PictureRefused:
        return {}


@dataclass(frozen=True)
class Shelved:
    """A picture whose files lie on the shelf; without a row they are removed by themselves."""

    secret: str
    width: int
    byte_count: int


def shelved(renditions: Renditions) -> Shelved | None:
    """Put the files on the shelf, outside of the writing thread; a card goes without a picture that cannot be kept."""
    if not renditions:
        return None
    secret = new_secret()
    try:
        shelf.put(secret, {f"{width}.webp": body for width, body in renditions.items()})
    except OSError:
        logger.exception("The picture of a card could not be kept.")
        return None
    return Shelved(secret, max(renditions), sum(map(len, renditions.values())))


def keep(embed: Embed, fetched: Fetched, shelved: Shelved | None = None) -> None:
    """Keep what was told; where nothing was, what was told before stays, and a card of the address alone without that."""
    fresh = Embed.objects.filter(pk=embed.pk, asked_at=embed.asked_at).first()
    if fresh is None:  # forgotten meanwhile, or asked about once more
        return
    if fetched.told.is_something:
        told = fetched.told
        fresh.author, fresh.title, fresh.text = told.author, told.title, told.text
        fresh.picture = _picture(fresh, shelved) if shelved else None
        fresh.fetched_at = clock.now()
    fresh.stage = Stage.FETCHED if fresh.fetched_at else Stage.BARE
    fresh.why = fetched.why or ""
    fresh.save()


def _picture(embed: Embed, shelved: Shelved) -> Picture:
    alt = f"{embed.platform}: {embed.author or embed.title or embed.address}"[:300]
    return Picture.objects.create(
        newsroom=embed.newsroom,
        secret=shelved.secret,
        alt=alt,
        made_by=embed.asked_by,
        made_at=clock.now(),
        width=shelved.width,
        height=shelved.width,
        byte_count=shelved.byte_count,
    )
