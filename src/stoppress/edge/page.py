"""Putting parts and shell together: the page, a post's own page, the delta."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import msgspec

from stoppress.edge import heads, linked_data
from stoppress.edge.answers import NO_STORE, PAGE_CACHE, Answer, Header
from stoppress.edge.data import Data
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
    values = _common(story, shell, story.shown) | {"document": heads.of_page(story, shell, story.shown)}
    return _page_answer(story, shell, fill(shell.page, values), "")


def post_page(story: Story, shell: Shell, post: Change) -> Answer:
    """A post's own page: that post on top, then the live page (P-3.6)."""
    shown = [change for change in story.shown if change.key != post.key]
    values = _common(story, shell, shown) | {
        "document": heads.of_post(story, shell, post),
        "shared": post.html,
        "ld": linked_data.of_post(story, shell.logo, post),
    }
    return _page_answer(story, shell, fill(shell.page, values), f"-{post.number}")


def delta(story: Story, number: int, build: str) -> Answer:
    """The changes after this number as JSON (P-4.1 to P-4.4, P-4.7)."""
    changes = story.since(number)
    head = max(story.cursor.number, number)
    body: Data = {"epoch": story.cursor.epoch, "head": head, "pace": story.pace}
    if changes is None:
        body["reload"] = True
    else:
        body["changes"] = [change.travelling() for change in changes]
    seconds = max(1, min(story.pace or 5, 5))
    cache = b"public, max-age=1, s-maxage=%d" % seconds
    tag = f"{story.cursor.epoch}-{number}-{head}-{build}"
    return Answer(200, to_json(body), JSON, tag=tag, cache=cache, key=story.name)


def reload_delta(story: Story) -> Answer:
    """Another epoch than ours: load the page again (P-2.5, P-4.4)."""
    body = {"epoch": story.cursor.epoch, "head": story.cursor.number, "pace": story.pace, "reload": True}
    return Answer(200, to_json(body), JSON, cache=b"public, max-age=1, s-maxage=1", key=story.name)


def nothing_new(story: Story, number: int) -> Answer:
    """We are behind the number asked, and say nothing lower (P-4.5)."""
    body = {"epoch": story.cursor.epoch, "head": number, "pace": story.pace, "changes": []}
    return Answer(200, to_json(body), JSON, cache=NO_STORE)


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


def _common(story: Story, shell: Shell, shown: list[Change]) -> dict[str, str]:
    address = f"/{story.name}/"
    document = story.document
    return {
        "language": str(document.get("language", "en")),
        "direction": str(document.get("direction", "ltr")),
        "slug": story.name,
        "newsroom": escape(str(document.get("newsroom", ""))),
        "cursor": str(story.cursor),
        "since": f"{address}live/since/",
        "stream_url": f"{address}live/stream",
        "pace": str(story.pace),
        "floor": str(story.floor),
        "header": _html(story, "header"),
        "key-points": _html(story, "key-points"),
        "key-events": _html(story, "key-events"),
        "round-up": _html(story, "round-up"),
        "questions": _html(story, "questions"),
        "pinned": _html(story, "pinned"),
        "stream": with_days(shown, shell),
        "older": _older_link(story, shell),
        "ld": linked_data.of_page(story, shell.logo, shown),
    }


def _older_link(story: Story, shell: Shell) -> str:
    if not story.goes_on or not story.shown:
        return ""
    anchor = story.older_anchor or story.shown[-1].key
    return fill(shell.older_link, {"address": f"/{story.name}/before/{post_id(anchor)}"})


def _page_answer(story: Story, shell: Shell, text: str, more: str) -> Answer:
    tag = f"{story.cursor}-{shell.build}{more}"
    return Answer(200, text, HTML, tag=tag, cache=PAGE_CACHE, key=story.name, policy=shell.policy)


def _html(story: Story, key: str) -> str:
    held = story.singles.get(key)
    return held.html if held else ""


def post_id(key: str) -> str:
    """The public id of the post whose part this is."""
    return key.removeprefix("post/")
