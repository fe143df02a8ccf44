"""Pages that stay as they are: older posts from the newest down, and all posts from the first one up.

Nothing stands on them that moves on while posts come in: no header, no list of the newest key events, no address that is only
known later. So their bytes are the same until one of their own posts is changed, or the live blog gets another headline.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stoppress.edge import heads
from stoppress.edge.answers import Answer
from stoppress.edge.data import data_of
from stoppress.edge.days import with_days
from stoppress.edge.page import answer, content_tag, post_id, spoken
from stoppress.edge.shell import Shell, fill
from stoppress.toolkit.day_words import time_shown
from stoppress.toolkit.text import first_words
from stoppress.wire.change import Change
from stoppress.wire.tails.tail import OlderPage, ShelfPage

if TYPE_CHECKING:
    from stoppress.edge.story import Story

_LONGEST_WORDS = 90
_REDIRECT_CACHE = b"public, max-age=60"


def older_page(story: Story, shell: Shell, older: OlderPage) -> Answer:
    """The posts before this one, newest first (P-3.7)."""
    address = f"/{story.name}/"
    values = {
        "document": heads.of_archive(story, shell, older),
        "stream": with_days(older.posts, shell, in_full=True),
        "key-events": _key_events(story, shell, older.posts),
        "newer": fill(shell.newer_link, {"address": f"{address}after/{post_id(older.posts[0].key)}"}),
        "older": fill(shell.older_link, {"address": f"{address}before/{post_id(older.older_than)}"})
        if older.older_than
        else shell.the_oldest,
    }
    return _answer(story, shell, shell.archive, values)


def page_from_start(story: Story, shell: Shell, shelf: ShelfPage, number: int) -> Answer:
    """The page of this number, counted from the first post, oldest first (P-3.21)."""
    address = f"/{story.name}/from-the-start/"
    rest = "from-the-start/" + (f"{number}/" if number > 1 else "")
    values = {
        "canonical": escape(f"{story.address}{rest}"),
        "number": str(number),
        "stream": with_days(shelf.posts, shell, in_full=True) if shelf.posts else shell.nothing_here,
        "key-events": _key_events(story, shell, shelf.posts),
        "back": fill(shell.back_link, {"address": address + (f"{number - 1}/" if number > 2 else "")})
        if number > 1
        else "",
        "next": fill(shell.next_link, {"address": f"{address}{number + 1}/"}) if shelf.goes_on else "",
    }
    return _answer(story, shell, shell.from_start, values)


def way_to_newer(story: Story, newer_than: str) -> Answer:
    """To the page of the posts that came after a post: an address that is only known when that page is full (P-3.7)."""
    address = f"/{story.name}/" + (f"before/{post_id(newer_than)}" if newer_than else "")
    return Answer(302, "", b"", cache=_REDIRECT_CACHE, more=[(b"location", address.encode())])


def way_to_moved(name: str, key: str) -> Answer:
    """To a post that was moved to this other live blog; for a minute, for it may move again (P-3.23)."""
    address = f"/{name}/p/{post_id(key)}/"
    return Answer(308, "", b"", cache=_REDIRECT_CACHE, more=[(b"location", address.encode())])


def _answer(story: Story, shell: Shell, text: str, values: dict[str, str]) -> Answer:
    """The tag names the very content, for it stays the same while the head moves on."""
    own = {"slug": story.name, "headline": escape(str(story.document.get("title", "")))}
    body = fill(text, spoken(story) | own | values)
    return answer(story, shell, body, content_tag(story, body))


def _key_events(story: Story, shell: Shell, posts: list[Change]) -> str:
    """Those on this very page, in its order; nothing where there is none."""
    lines = [_line(shell, post) for post in posts if data_of(post).get("is_key_event")]
    return fill(shell.key_event_list, {"slug": story.name, "lines": "\n".join(lines)}) if lines else ""


def _line(shell: Shell, post: Change) -> str:
    data, shown = data_of(post), time_shown(post.html)
    said = first_words(str(data.get("text", "")), limit=_LONGEST_WORDS)
    words = str(data.get("title") or data.get("called") or said)
    values = {"post": post_id(post.key), "words": escape(words)}
    if shown:
        values |= {"moment": shown.moment, "clock": shown.clock}
    return fill(shell.key_event_line, values)
