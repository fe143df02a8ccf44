"""JSON Feed 1.1 (jsonfeed.org/version/1.1). It has no tombstones: what was withdrawn is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from stoppress.feeds.channel import Channel, Place, Telling
from stoppress.feeds.entries import Entry, Withdrawn

MEDIA_TYPE = "application/feed+json"


def json_feed(channel: Channel, told: Sequence[Entry | Withdrawn], place: Place, telling: Telling) -> str:
    """The feed as a document, newest item first; the same parts give the same bytes."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.address,
        "feed_url": place.own,
        "description": channel.description,
        "next_url": place.older,
        "icon": channel.logo,
        "authors": [{"name": channel.newsroom or channel.title, "url": f"{channel.site}/"}],
        "language": channel.language,
    }
    if telling.hub and not place.current:
        feed["hubs"] = [{"type": "WebSub", "url": telling.hub}]
    feed["items"] = [_item(one) for one in told if isinstance(one, Entry)]
    return msgspec.json.encode(_said(feed) | {"items": feed["items"]}).decode()


def _item(told: Entry) -> dict[str, Any]:
    item = {
        "id": told.id,
        "url": told.address,
        "title": told.title,
        "content_html": told.html,
        "image": told.picture,
        "date_published": told.published,
        "date_modified": told.updated,
        "authors": [{"name": told.author}],
        "tags": list(told.tags),
        "attachments": [
            _said(
                {
                    "url": file.address,
                    "mime_type": file.media_type,
                    "title": file.title,
                    "size_in_bytes": file.bytes,
                }
            )
            for file in told.enclosures
        ],
        "language": told.language,
    }
    return _said(item) | {"content_html": told.html}


def _said(members: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: an optional member is left out, never empty."""
    return {name: value for name, value in members.items() if value}
