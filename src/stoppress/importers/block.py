"""One post's element on a visible page, and the times that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.importers.moments import Moment, read_clock, read_moment
from stoppress.importers.page import ancestors, text_of

#: Where times are looked for; `is_time` then says which of these elements are one.
TIMES = (
    "time, [datetime], [itemprop~='datePublished'], [data-timestamp], [data-time], [data-datetime], [data-published], "
    "[data-post-time], "
    "[data-sort-time], [data-date], [data-utc], amp-timeago, [class*='time' i], [class*='date' i], [class*='hora' i], "
    "[class*='fecha' i], [class*='uhr' i], [class*='zeit' i], [class*='heure' i], [class*='stamp' i]"
)
_TIME_ATTRIBUTE = re.compile(
    r"data-(?:[\w-]*-)?(?:time|timestamp|unixtime|ts|date|datetime|published|created|posted|utc|epoch|modified|updated)(?:-[\w-]*)?",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"modif|updat|edit|aktualisiert|actualiz|mis-a-jour", re.IGNORECASE)
_SOME_CLOCK = re.compile(r"\d{1,2}\s*[:.h]\s*\d{2}|\d\s*[ap]\.?m\b", re.IGNORECASE)


@dataclass
class Block:
    """One post's element, its times, and the elements that showed them.

    Where a page sets its posts flat, one after the other, `node` stands in a small tree of its own, which `tree` keeps alive, and
    `original` are the elements it was gathered from.
    """

    node: LexborNode
    tree: LexborHTMLParser | None = None
    original: tuple[int, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    clock: time | None = None
    clock_text: str = ""
    time_nodes: list[LexborNode] = field(default_factory=list)


def read_block(node: LexborNode) -> Block:
    """The block with the times that it shows; quoted posts and pictures inside keep theirs to themselves."""
    block = Block(node)
    for name, value in _time_attributes(node):
        _keep(block, read_moment(value), bool(_CHANGED.search(name)))
    for inner in node.css(TIMES)[:40]:
        if inner.mem_id != node.mem_id and is_time(inner) and not _is_quoted(inner, node):
            _read_time(inner, block)
    return block


def is_time(node: LexborNode) -> bool:
    """Whether an element shows or carries a time."""
    if node.tag == "time" or node.tag == "amp-timeago" or "datetime" in node.attrs:
        return True
    if any(read_moment(value) for _, value in _time_attributes(node)):
        return True
    if node.attrs.sget("itemprop").lower().startswith("date"):
        return True
    if node.tag in {"body", "main", "article", "section", "ul", "ol", "figure", "img", "script", "style"}:
        return False
    if node.child is None or len(node.css("*")) > 8:
        return False
    words = text_of(node)
    return len(words) <= 60 and bool(_SOME_CLOCK.search(words)) and read_clock(words) is not None


def _time_attributes(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name, value in node.attrs.items():
        if value and (name == "datetime" or _TIME_ATTRIBUTE.fullmatch(name)):
            yield name, value


def _is_quoted(node: LexborNode, block: LexborNode) -> bool:
    for around in ancestors(node):
        if around.mem_id == block.mem_id:
            return False
        if around.tag in {"blockquote", "figure", "figcaption", "aside"}:
            return True
    return False


def _read_time(node: LexborNode, block: Block) -> None:
    attributes, words = node.attrs, text_of(node)
    names = " ".join((attributes.sget("class"), attributes.sget("itemprop"), words[:40]))
    is_changed = bool(_CHANGED.search(names))
    if not is_changed and (around := node.parent) is not None and around.mem_id != block.node.mem_id:
        is_changed = bool(_CHANGED.search(around.attrs.sget("class") + around.attrs.sget("itemprop")))
    given = [
        attributes.sget("datetime"),
        attributes.sget("content"),
        *(value for _, value in _time_attributes(node)),
        words,
    ]
    moment = next((found for value in given if (found := read_moment(value))), None)
    clock = read_clock(words) if len(words) <= 80 else None
    if moment is None and clock is None:
        return
    if len(words) <= 80:
        block.time_nodes.append(node)
    _keep(block, moment, is_changed)
    if clock is not None and block.clock is None and not is_changed:
        block.clock, block.clock_text = clock, words


def _keep(block: Block, moment: Moment | None, is_changed: bool) -> None:
    """Of several times in one block the first counts, unless a later one says the same more exactly."""
    if moment is None:
        return
    held = block.modified if is_changed else block.published
    if held is None or (
        (moment.has_zone, moment.has_seconds) > (held.has_zone, held.has_seconds) and _alike(moment, held)
    ):
        if is_changed:
            block.modified = moment
        else:
            block.published = moment


def _alike(first: Moment, second: Moment) -> bool:
    if first.has_zone == second.has_zone:
        return abs((first.at - second.at).total_seconds()) < 60
    return True
