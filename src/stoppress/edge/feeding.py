"""Feeds of one live blog: made when first asked for at a head, then answered from memory, and named by their very content."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from stoppress.edge.answers import PAGE_CACHE, Answer
from stoppress.edge.page import content_tag, post_id
from stoppress.edge.routes import Format, Route
from stoppress.edge.shell import Shell
from stoppress.edge.story import Story
from stoppress.feeds import atom, json_feed
from stoppress.feeds.channel import Channel, Place, Telling
from stoppress.feeds.entries import read
from stoppress.wire.change import Change
from stoppress.wire.tails.tail import OlderPage

#: Posts in a feed; what is older is in its archive.
LENGTH = 50

#: One question to the tail, on behalf of a reader.
Ask = Callable[..., Awaitable[Any]]
_MEDIA_TYPES: dict[Format, bytes] = {
    "atom": f"{atom.MEDIA_TYPE}; charset=utf-8".encode(),
    "json": json_feed.MEDIA_TYPE.encode(),
}


async def answer(ask: Ask, story: Story, shell: Shell, found: Route) -> Answer | None:
    """The feed that this route means; None if there is nothing so old. Raises NotNow.

    The posts are asked of the wire, for it tells more of them, or older ones, than are in memory.
    """
    about = f"{story.name} {found.kind}"
    if found.kind == "feed-before":
        older = await ask(about, lambda tail: tail.older, story.name, f"post/{found.word}")
        return archive(story, shell, older, found.format) if older else None
    is_marked = found.kind == "key-events"
    posts = await ask(about, lambda tail: tail.newest, story.name, LENGTH, is_marked)
    if is_marked:
        return key_events(story, shell, posts, found.format)
    anchor = None
    if len(posts) == LENGTH:
        anchor = await ask(about, lambda tail: tail.older_anchor, story.name, posts[-1].place)
    return newest(story, shell, posts, anchor, found.format)


def newest(story: Story, shell: Shell, posts: Sequence[Change], anchor: str | None, format: Format) -> Answer:
    """The newest posts; `anchor` is the post before which the archive begins, if there is one."""
    channel = _channel(story, shell)
    place = Place(f"{channel.address}feed.{format}", _archive(channel, anchor, format))
    return _answer(story, shell, channel, posts, place, format)


def key_events(story: Story, shell: Shell, posts: Sequence[Change], format: Format) -> Answer:
    """The newest key events."""
    channel = _channel(story, shell).of_key_events(Telling.of(shell.feed).key_events)
    where = f"{channel.address}key-events."
    return _answer(story, shell, channel, posts, Place(where + format), format)


def archive(story: Story, shell: Shell, older: OlderPage, format: Format) -> Answer:
    """A page of older posts as a feed (RFC 5005, 4): its address and the set of its posts do not change."""
    channel = _channel(story, shell)
    place = Place(
        own=_archive(channel, older.anchor, format),
        older=_archive(channel, older.older_than, format),
        newer=_archive(channel, older.newer_than, format),
        current=f"{channel.address}feed.{format}",
    )
    return _answer(story, shell, channel, older.posts, place, format)


def _channel(story: Story, shell: Shell) -> Channel:
    return Channel.of_live_blog(story.name, story.document, shell.logo)


def _archive(channel: Channel, key: str | None, format: Format) -> str:
    return f"{channel.address}feed/before/{post_id(key)}.{format}" if key else ""


def _answer(
    story: Story, shell: Shell, channel: Channel, posts: Sequence[Change], place: Place, format: Format
) -> Answer:
    telling = Telling.of(shell.feed)
    told = read(posts, channel, telling)
    write = atom.atom if format == "atom" else json_feed.json_feed
    text = write(channel, told, place, telling)
    tag = f"{content_tag(story, text)}-{shell.build}"
    return Answer(200, text, _MEDIA_TYPES[format], tag=tag, cache=PAGE_CACHE, key=story.name)
