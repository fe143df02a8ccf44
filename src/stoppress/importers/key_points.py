"""Reads the short list of key points (or key events) near the head of a page, and which post each point leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from stoppress.importers.addresses import post_id_in, same_id
from stoppress.importers.captured import CapturedPoint, CapturedPost
from stoppress.importers.moments import read_clock
from stoppress.importers.page import Page, ancestors, elements, text_of
from stoppress.importers.report import Notes
from stoppress.importers.words import key, split_title

_HEADINGS = re.compile(
    r"^(?:key (?:points|events|moments|updates|developments)|summary|at a glance|what (?:we know|to know)|highlights|top lines"
    r"|in brief|the latest"
    r"|here(?:'|’)s (?:what|where|the latest)|live feed|main points|lo más importante|claves|las claves"
    r"|puntos clave|momentos clave|lo último"
    r"|das wichtigste|auf einen blick|wichtige ereignisse|die wichtigsten|l(?:'|’)essentiel|points clés|in sintesi|in breve)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"key-?_?(?:points?|events?|moments?|takeaways?)|keypoints|keyevents|keymoments|summary-?points|live-?summary|at-a-glance",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"key (?:events|moments)|key-?_?(?:events?|moments?)|keyevents|momentos clave|schlüssel", re.IGNORECASE
)
_MOST_POINTS = 60
#: A title that stands whole in a point names its post when it has at least so many letters.
_LETTERS_THAT_TELL = 16


@dataclass(frozen=True)
class Point:
    """One line of the list as it stands, with the id, clock and words by which its post can be found."""

    text: str
    post_id: str
    clock: time | None
    is_key_event: bool


def read_points(page: Page, post_nodes: frozenset[int]) -> list[Point]:
    """The lines of the first list of key points outside the posts; empty without one."""
    for listing, is_events in _lists(page, post_nodes):
        points = [point for item in _items(listing) if (point := _point(item, page, is_events)) is not None]
        if len(points) >= 2 or (points and points[0].post_id):
            return points[:_MOST_POINTS]
    return []


def lead_to_posts(
    points: Sequence[Point],
    posts: Sequence[CapturedPost],
    names: Mapping[str, str],
    zone: ZoneInfo,
    notes: Notes,
) -> tuple[tuple[CapturedPoint, ...], list[CapturedPost]]:
    """The points with their posts, and the posts with the marks that a list of key events gives them."""
    led, marked = [], set()
    for point in points:
        target = _target(point, posts, names, zone)
        notes.took(
            "key point",
            "the visible list, leading to its post" if target else "the visible list, leading to no post",
        )
        led.append(CapturedPoint(point.text, target))
        if point.is_key_event and target:
            marked.add(target)
    return tuple(led), [
        replace(post, is_key_event=True) if post.source_id in marked else post for post in posts
    ]


def _target(
    point: Point, posts: Sequence[CapturedPost], names: Mapping[str, str], zone: ZoneInfo
) -> str | None:
    if point.post_id:
        known = names.get(point.post_id) or next(
            (post.source_id for post in posts if same_id(post.source_id, point.post_id)), None
        )
        if known:
            return known
    said = [key(part) for part in (point.text, *point.text.split("|"))]
    same = [post for post in posts if key(post.title) and key(post.title) in said]
    if not same:
        same = [post for post in posts if any(_contains(part, key(post.title)) for part in said)]
    if not same and point.clock:
        minute = (point.clock.hour, point.clock.minute)
        same = [
            post
            for post in posts
            if (local := post.published_at.astimezone(zone)) and (local.hour, local.minute) == minute
        ]
    return same[0].source_id if len(same) == 1 else None


def _contains(first: str, second: str) -> bool:
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return len(shorter) >= _LETTERS_THAT_TELL and shorter in longer


def _lists(page: Page, post_nodes: frozenset[int]) -> Iterator[tuple[LexborNode, bool]]:
    for node in page.tree.css(
        "[class*='key' i], [id*='key' i], [data-component*='key' i], [class*='summary' i], [class*='glance' i]"
    )[:300]:
        names = f"{node.attrs.sget('class')} {node.attrs.sget('id')} {node.attrs.sget('data-component')}"
        if (
            _NAMES.search(names)
            and not _within(node, post_nodes)
            and (listing := _listing_in(node)) is not None
        ):
            yield listing, bool(_EVENTS.search(names))
    for heading in page.tree.css("h2, h3, h4, strong, b, p, summary, span[class*='title' i]")[:3000]:
        words = text_of(heading)
        if len(words) < 60 and _HEADINGS.search(words) and not _within(heading, post_nodes):
            listing = _listing_after(heading)
            if listing is not None:
                yield listing, bool(_EVENTS.search(words))
    for listing in page.tree.css("ul, ol")[:2000]:
        if not _within(listing, post_nodes) and _leads_to_places(listing, page):
            yield listing, False


def _leads_to_places(listing: LexborNode, page: Page) -> bool:
    """Whether every line of a list leads to a place on this page, and at least two do."""
    items = _items(listing)
    return 2 <= len(items) <= _MOST_POINTS and all(_place_of(item, page) for item in items)


def _place_of(item: LexborNode, page: Page) -> str:
    link = item if item.tag == "a" else item.css_first("a[href]")
    href = link.attrs.sget("href") if link is not None else ""
    return post_id_in(href) if page.fragment_here(href) else ""


def _listing_in(node: LexborNode) -> LexborNode | None:
    if node.tag in {"ul", "ol"}:
        return node
    listing = node.css_first("ul, ol")
    return listing if listing is not None or len(node.css("a")) < 2 else node


def _listing_after(heading: LexborNode) -> LexborNode | None:
    """The list that follows a heading, beside it or beside what holds it."""
    for around in (heading, *list(ancestors(heading))[:3]):
        beside, steps = around.next, 0
        while beside is not None and steps < 6:
            if beside.is_element_node:
                listing = beside if beside.tag in {"ul", "ol"} else beside.css_first("ul, ol")
                if listing is not None:
                    return listing
                steps += 1
            beside = beside.next
    return None


def _items(listing: LexborNode) -> list[LexborNode]:
    items = [child for child in elements(listing) if child.tag == "li"]
    return items or listing.css("a")[:_MOST_POINTS]


def _point(item: LexborNode, page: Page, is_events: bool) -> Point | None:
    links = [item] if item.tag == "a" else item.css("a")
    named = ""
    for link in links:
        href = link.attrs.sget("href")
        named = (
            link.attrs.sget("data-id")
            or link.attrs.sget("data-post-id")
            or link.attrs.sget("data-target").lstrip("#")
        )
        if not named and (page.fragment_here(href) or href.startswith("?")):
            named = post_id_in(href)
        if named:
            break
    times = item.css("time, [class*='time' i]")
    words = text_of(item)
    for shown in times:
        words = words.replace(text_of(shown), " ", 1) if text_of(shown) else words
    prefix, words, _ = split_title(" ".join(words.split()))
    clock = read_clock(text_of(times[0])) if times else read_clock(prefix) if prefix else None
    words = re.sub(r"^[\s•·–—-]+", "", words).strip()
    return Point(words[:400], named, clock, is_events) if len(words) >= 3 else None


def _within(node: LexborNode, post_nodes: frozenset[int]) -> bool:
    return node.mem_id in post_nodes or any(
        around.mem_id in post_nodes or around.tag in {"nav", "footer"} for around in ancestors(node)
    )
