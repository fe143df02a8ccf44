"""A live blog of another publisher as plain data, newest post first, with the honest report of how it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stoppress.importers.report import Report


@dataclass(frozen=True)
class CapturedReference:
    """One reference in the words of a post; `target` is the source id of the post meant, or None when it was not found."""

    words: str
    target: str | None


@dataclass(frozen=True)
class CapturedPoint:
    """One key point; `post_ref` is the source id of the post it leads to."""

    text: str
    post_ref: str | None = None


@dataclass(frozen=True)
class CapturedPost:
    """One post; `body_html` holds paragraphs, headings, lists, quotes, links and pictures by address, nothing else.

    A reference to another post of the page stands in it as `<span data-reference="SOURCE_ID">see 9.50 post</span>`.
    """

    source_id: str
    permalink: str
    title: str
    published_at: datetime
    modified_at: datetime | None
    authors: tuple[str, ...]
    body_html: str
    kind: str = "update"
    is_key_event: bool = False
    is_pinned: bool = False
    references: tuple[CapturedReference, ...] = ()


@dataclass(frozen=True)
class CapturedBlog:
    """The whole page; all times are aware, `zone` is the name of the story's time zone."""

    headline: str
    standfirst: str
    language: str
    zone: str
    url: str
    publisher: str
    team: tuple[str, ...]
    coverage_starts_at: datetime | None
    coverage_ends_at: datetime | None
    is_end_planned: bool
    key_points: tuple[CapturedPoint, ...]
    posts: tuple[CapturedPost, ...]


@dataclass(frozen=True)
class Captured:
    """What reading a file gives."""

    blog: CapturedBlog
    report: Report
