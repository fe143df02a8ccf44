"""Decides what stands at the head of the live blog: headline, standfirst, team, coverage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from stoppress.importers.captured import CapturedPost
from stoppress.importers.page import Page
from stoppress.importers.report import Notes
from stoppress.importers.sightings import BlogSighting
from stoppress.importers.words import is_cut, key
from stoppress.importers.zones import in_zone

#: A coverage end later than the page's last sign of life by more than this was a plan when the page was captured.
_PLAN_AHEAD = timedelta(hours=1)
_MOST_NAMES = 40


def headline(blogs: Sequence[BlogSighting], page: Page, notes: Notes) -> str:
    """What readers see, unless their heading says something else than all the page's data."""
    told: list[tuple[str, str]] = [(blog.source, blog.headline) for blog in blogs if blog.headline]
    told.append(("the page’s title", page.meta("og:title")))
    told = [(source, words) for source, words in told if words]
    if not told:
        notes.warn("The page has no headline.")
        return urlsplit(page.url).path.rstrip("/").rpartition("/")[2].replace("-", " ") or "Live blog"
    first = told[0]
    seen = next((one for one in told if one[0] == "visible page"), None)
    chosen = (
        seen
        if seen and (is_cut(first[1]) or _shares_words(seen[1], first[1])) and len(seen[1]) >= 12
        else first
    )
    for source, words in told:
        if source != "the page’s title" and key(words) != key(chosen[1]):
            notes.conflict(
                "headline",
                chosen[0],
                "it is the fuller one that readers see"
                if chosen is seen
                else "the others are of other things",
                words,
            )
    notes.took("headline", chosen[0])
    return chosen[1]


def _shares_words(first: str, second: str) -> bool:
    mine, theirs = set(re.findall(r"\w{4,}", first.lower())), set(re.findall(r"\w{4,}", second.lower()))
    return bool(mine and theirs) and len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def standfirst(blogs: Sequence[BlogSighting], page: Page, notes: Notes) -> str:
    """The first that a source gives, or the same in full where it is cut."""
    told: list[tuple[str, str]] = [(blog.source, blog.standfirst) for blog in blogs if blog.standfirst]
    told += [
        (f"meta {name}", page.meta(name)) for name in ("description", "og:description") if page.meta(name)
    ]
    for source, words in told:
        fuller = next(
            (
                (other, more)
                for other, more in told
                if is_cut(words) and len(more) > len(words) and key(more).startswith(key(words.rstrip(".… ")))
            ),
            None,
        )
        source, words = fuller or (source, words)
        notes.took("standfirst", source)
        return words
    return ""


def team(blogs: Sequence[BlogSighting], posts: Sequence[CapturedPost], publisher: str) -> tuple[str, ...]:
    named = [name for blog in blogs for name in blog.authors] + [
        name for post in posts for name in post.authors
    ]
    kept: dict[str, str] = {}
    for name in named:
        name = re.sub(r"\s*\([^)]*\)$", "", name)
        if key(name) and key(name) != key(publisher):
            kept.setdefault(key(name), name)
    return tuple(kept.values())[:_MOST_NAMES]


def coverage(
    blogs: Sequence[BlogSighting], posts: Sequence[CapturedPost], zone: ZoneInfo, notes: Notes
) -> tuple[datetime | None, datetime | None, bool]:
    """When the coverage began and ended, and whether that end was only a plan."""
    starts = next((in_zone(blog.starts.at, zone) for blog in blogs if blog.starts), None)
    ends = next((in_zone(blog.ends.at, zone) for blog in blogs if blog.ends), None)
    oldest, newest = posts[-1].published_at, max(post.modified_at or post.published_at for post in posts)
    notes.took("coverage start", "structured data" if starts else "oldest post")
    if ends is None:
        return starts or oldest, None, False
    changes = [in_zone(blog.modified.at, zone) for blog in blogs if blog.modified]
    is_planned = ends > max([newest, *changes]) + _PLAN_AHEAD
    if is_planned:
        notes.warn(
            f"The coverage end {ends.astimezone(UTC):%Y-%m-%d %H:%M}Z lies after the last sign of life: "
            "it was a plan, and is not taken as the end."
        )
    return starts or oldest, ends, is_planned


def first_of(blogs: Sequence[BlogSighting], name: str) -> str:
    """The first value that a source gives."""
    return next((value for blog in blogs if (value := getattr(blog, name))), "")
