"""Atom 1.0 (RFC 4287), with tombstones for what was withdrawn (RFC 6721) and an archive of what is older (RFC 5005)."""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.feeds import xml
from stoppress.feeds.channel import Channel, Place, Telling
from stoppress.feeds.entries import Entry, Withdrawn, updated

MEDIA_TYPE = "application/atom+xml"
#: Of a feed in which nothing has happened yet, for Atom wants a moment.
_NEVER = "1970-01-01T00:00:00Z"


def atom(channel: Channel, told: Sequence[Entry | Withdrawn], place: Place, telling: Telling) -> str:
    """The feed as a document, newest entry first; the same parts give the same bytes."""
    feed = xml.root(
        "feed",
        xmlns="http://www.w3.org/2005/Atom",
        xmlns__at="http://purl.org/atompub/tombstones/1.0",
        xmlns__fh="http://purl.org/syndication/history/1.0",
        xml__lang=channel.language,
    )
    _head(feed, channel, updated(told) or _NEVER)
    _links(feed, channel, place, telling)
    # Before all entries: the grammar of RFC 4287 has what is not its own there.
    for one in told:
        if isinstance(one, Withdrawn):
            tombstone = xml.add(feed, "at:deleted-entry", ref=one.id, when=one.at)
            xml.add(tombstone, "at:comment", one.reason)
    for one in told:
        if isinstance(one, Entry):
            _entry(feed, one)
    return xml.document(feed)


def _head(feed: xml.Element, channel: Channel, changed: str) -> None:
    xml.add(feed, "id", channel.id)
    xml.add(feed, "title", channel.title)
    if channel.description:
        xml.add(feed, "subtitle", channel.description)
    xml.add(feed, "updated", changed)
    author = xml.add(feed, "author")
    xml.add(author, "name", channel.newsroom or channel.title)
    xml.add(author, "uri", f"{channel.site}/")
    xml.add(feed, "generator", "Stop Press")
    if channel.logo:
        xml.add(feed, "logo", channel.logo)


def _links(feed: xml.Element, channel: Channel, place: Place, telling: Telling) -> None:
    xml.add(feed, "link", rel="self", type=MEDIA_TYPE, href=place.own)
    xml.add(feed, "link", rel="alternate", type="text/html", href=channel.address)
    if place.current:
        xml.add(feed, "fh:archive")
    linked = {
        "current": place.current,
        "prev-archive": place.older,
        "next-archive": place.newer,
        "hub": "" if place.current else telling.hub,
    }
    for relation, address in linked.items():
        if address:
            xml.add(feed, "link", rel=relation, href=address)


def _entry(feed: xml.Element, told: Entry) -> None:
    entry = xml.add(feed, "entry")
    if told.language:
        entry.set("xml:lang", told.language)
    xml.add(entry, "id", told.id)
    xml.add(entry, "title", told.heading)
    xml.add(entry, "link", rel="alternate", type="text/html", href=told.address)
    for file in told.enclosures:
        more = {"title": file.title} if file.title else {}
        xml.add(
            entry,
            "link",
            rel="enclosure",
            type=file.media_type,
            length=str(file.bytes),
            href=file.address,
            **more,
        )
    xml.add(entry, "published", told.published)
    xml.add(entry, "updated", told.updated)
    xml.add(xml.add(entry, "author"), "name", told.author)
    for tag in told.tags:
        xml.add(entry, "category", term=tag)
    xml.add(entry, "content", told.html, type="html")
