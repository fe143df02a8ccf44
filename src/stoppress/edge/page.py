"""Putting parts and shell together: the page, a post's own page, the delta."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

import msgspec

from stoppress.edge import heads, linked_data
from stoppress.edge.answers import NO_STORE, PAGE_CACHE, Answer, Header
from stoppress.edge.data import Data, data_of
from stoppress.edge.days import with_days
from stoppress.edge.shell import Shell, fill
from stoppress.wire.change import Change

if TYPE_CHECKING:
    from stoppress.edge.story import Story

HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
PROBLEM = b"application/problem+json"


def page(story: Story, shell: Shell) -> Answer:
    """The page at its head (P-3.1 to P-3.4)."""
    told = [data_of(change) for change in story.shown]
    values = _values(story, shell, story.shown) | {
        "document": heads.of_page(story, shell, told),
        "ld": linked_data.of_page(story, shell.logo, told),
    }
    return answer(story, shell, fill(shell.page, values), str(story.cursor))


def post_page(story: Story, shell: Shell, post: Change) -> Answer:
    """A post's own page: that post on top, then the live page (P-3.6)."""
    shown = [change for change in story.shown if change.key != post.key]
    values = _values(story, shell, shown) | {
        "document": heads.of_post(story, shell, post),
        "shared": post.html,
        "ld": linked_data.of_post(story, shell.logo, post),
    }
    return answer(story, shell, fill(shell.page, values), f"{story.cursor}-{post.number}")


def delta(story: Story, number: int, build: str) -> Answer:
    """The changes after this number as JSON (P-4.1 to P-4.4, P-4.7)."""
    changes = story.since(number)
    head = max(story.cursor.number, number)
    body: Data = {"epoch": story.cursor.epoch, "head": head} | _pace(story)
    if changes is None:
        body["reload"] = True
    else:
        body["changes"] = [change.travelling() for change in changes]
    seconds = max(1, min(story.pace or story.again or 5, 5))
    cache = b"public, max-age=1, s-maxage=%d" % seconds
    tag = f"{story.cursor.epoch}-{number}-{head}{story.regulator.mark}-{build}"
    return Answer(200, to_json(body), JSON, tag=tag, cache=cache, key=story.name)


def reload_delta(story: Story) -> Answer:
    """Another epoch than ours: load the page again (P-2.5, P-4.4)."""
    body = {"epoch": story.cursor.epoch, "head": story.cursor.number, **_pace(story), "reload": True}
    return Answer(200, to_json(body), JSON, cache=b"public, max-age=1, s-maxage=1", key=story.name)


def nothing_new(story: Story, number: int) -> Answer:
    """We are behind the number asked, and say nothing lower (P-4.5)."""
    body = {"epoch": story.cursor.epoch, "head": number, **_pace(story), "changes": []}
    return Answer(200, to_json(body), JSON, cache=NO_STORE)


def _pace(story: Story) -> Data:
    """When to ask again (P-4.3), and while nobody follows, when to look whether one may (P-4.8)."""
    return {"pace": story.pace} | ({"again": story.again} if story.again else {})


def notice(status: int, shell: Shell, text: str, story: Story | None = None) -> Answer:
    """A page that says one thing, which nobody keeps; about a live blog it leads there."""
    names = {"slug": story.name, "newsroom": escape(str(story.document.get("newsroom", "")))} if story else {}
    return Answer(status, fill(text, names), HTML, policy=shell.notice_policy)


def problem(status: int, title: str, detail: str, more: Sequence[Header] = ()) -> Answer:
    """A clear answer for machines (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Answer(status, to_json(body), PROBLEM, more=more)


def to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def spoken(story: Story) -> dict[str, str]:
    """What every page says of itself: how it is read, and whose it is."""
    said = story.document
    return {
        "language": str(said.get("language", "en")),
        "direction": str(said.get("direction", "ltr")),
        "newsroom": escape(str(said.get("newsroom", ""))),
    }


def answer(story: Story, shell: Shell, text: str, tag: str) -> Answer:
    """A page, under the tag that names it as long as the shell stays as it is."""
    tag = f"{tag}{story.regulator.mark}-{shell.build}"
    return Answer(200, text, HTML, tag=tag, cache=PAGE_CACHE, key=story.name, policy=shell.policy)


def content_tag(story: Story, text: str) -> str:
    """Names this very content, for what stays the same while the head moves on."""
    return f"{story.cursor.epoch}-{sha256(text.encode()).hexdigest()[:16]}"


def _values(story: Story, shell: Shell, shown: list[Change]) -> dict[str, str]:
    address = f"/{story.name}/"
    return spoken(story) | {
        "slug": story.name,
        "cursor": str(story.cursor),
        "since": f"{address}live/since/",
        "stream_url": f"{address}live/stream",
        "pace": str(story.pace),
        "floor": str(story.floor),
        "header": story.html("header"),
        "key-points": story.html("key-points"),
        "key-events": story.html("key-events"),
        "round-up": story.html("round-up"),
        "questions": story.html("questions"),
        "pinned": story.html("pinned"),
        "stream": with_days(shown, shell),
        "older": _older_link(story, shell),
    }


def _older_link(story: Story, shell: Shell) -> str:
    if story.ends_before is None:
        return ""
    return fill(shell.older_link, {"address": f"/{story.name}/before/{post_id(story.ends_before)}"})


def post_id(key: str) -> str:
    """The public id of the post whose part this is."""
    return key.removeprefix("post/")
