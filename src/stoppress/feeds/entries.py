"""What feeds say of posts, read from the data of their parts: an entry, or that a post was withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import msgspec

from stoppress.feeds.channel import Channel, Telling, named
from stoppress.toolkit import html, text
from stoppress.wire.change import Change

_LONGEST_TITLE = 100
#: Links of ours within a text, to other posts: they begin with a slash, which readers of feeds do not know how to complete.
_OWN_LINK = re.compile(r'(<a\b[^>]*? href=")/')

Data = Mapping[str, Any]


class Enclosure(msgspec.Struct, frozen=True):
    """A file that goes with an entry, and what is said of it."""

    address: str
    media_type: str
    bytes: int
    title: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One entry. Moments are in UTC as the parts tell them; `title` is empty where the post has none of its own."""

    id: str
    address: str
    title: str
    heading: str
    html: str
    author: str
    published: str
    updated: str
    tags: tuple[str, ...] = ()
    picture: str = ""
    language: str = ""
    enclosures: tuple[Enclosure, ...] = ()


class Withdrawn(msgspec.Struct, frozen=True):
    """A post that was withdrawn: when, and why; nothing of its text."""

    id: str
    at: str
    reason: str


def read(changes: Iterable[Change], channel: Channel, telling: Telling) -> list[Entry | Withdrawn]:
    """What the last changes of these parts tell, in their order; what was removed tells nothing."""
    return [
        _read(msgspec.json.decode(change.data), channel, telling)
        for change in changes
        if change.action == "put"
    ]


def updated(told: Iterable[Entry | Withdrawn]) -> str:
    """When any of these last changed; empty if there are none. All moments are written alike and compare as text."""
    return max((one.at if isinstance(one, Withdrawn) else one.updated for one in told), default="")


def _read(data: Data, channel: Channel, telling: Telling) -> Entry | Withdrawn:
    post = str(data.get("id", ""))
    withdrawal = data.get("withdrawal")
    if withdrawal:
        return Withdrawn(named(f"post/{post}"), str(withdrawal["at"]), str(withdrawal["reason"]))
    published = str(data.get("published_at") or "")
    moments = (published, data.get("modified_at"), data.get("restored_at"))
    title = str(data.get("title") or "")
    body = str(data.get("body_html") or "")
    own = data.get("pictures") or ()
    pictures = html.pictures(body)
    return Entry(
        id=named(f"post/{post}"),
        address=channel.post(post),
        title=title,
        heading=title or _first_words(data) or channel.title,
        html=_matter(data, body, channel, telling),
        author=str((data.get("expert") or {}).get("name") or data.get("byline") or channel.newsroom),
        published=published,
        updated=max(str(moment or "") for moment in moments),
        tags=tuple(_tags(data)),
        picture=own[0]["url"] if own else pictures[0].address if pictures else "",
        enclosures=tuple(
            Enclosure(one["url"], one["media_type"], one["bytes"], one["caption"] or one["alt"])
            for one in own
        ),
    )


def _tags(data: Data) -> Iterable[str]:
    if data.get("is_key_event"):
        yield "key-event"
    if data.get("kind"):
        yield str(data["kind"])


def _first_words(data: Mapping[str, Any]) -> str:
    """What a post without a title is called: as its kind calls it, or its first words."""
    return str(data.get("called") or "") or text.first_words(str(data.get("text", "")), limit=_LONGEST_TITLE)


def _matter(data: Data, body: str, channel: Channel, telling: Telling) -> str:
    """All that stands in the post: what was put right, who asks what, the text, who answers."""
    notes = [
        f"<p><strong>{escape(telling.correction)}:</strong> {escape(str(correction['note']))}</p>"
        for correction in data.get("corrections") or ()
    ]
    drawn = str(data.get("details_html") or "")
    matter = (body, drawn) if data.get("details_are_below") else (drawn, body)
    whole = [
        *notes,
        *map(_question, data.get("questions") or ()),
        *matter,
        *map(_figure, data.get("pictures") or ()),
        _expert(data.get("expert") or {}),
    ]
    return _OWN_LINK.sub(rf"\g<1>{channel.site}/", "\n".join(filter(None, whole)))


def _question(asked: Data) -> str:
    who = ", ".join(str(asked[name]) for name in ("first_name", "place") if asked.get(name))
    signed = f"<p>— {escape(who)}</p>" if who else ""
    return f"<blockquote><p>{escape(str(asked['words']))}</p>{signed}</blockquote>"


def _figure(picture: Data) -> str:
    size = f'width="{picture["width"]}" height="{picture["height"]}"'
    said = " ".join(escape(str(picture[name])) for name in ("caption", "credit") if picture[name])
    image = f'<img src="{escape(str(picture["url"]))}" {size} alt="{escape(str(picture["alt"]))}">'
    return f"<figure>{image}<figcaption>{said}</figcaption></figure>"


def _expert(expert: Data) -> str:
    who = ", ".join(str(expert[name]) for name in ("name", "description") if expert.get(name))
    return f"<p>— <cite>{escape(who)}</cite></p>" if who else ""
