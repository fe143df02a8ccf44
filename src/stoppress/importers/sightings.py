"""What one source (JSON-LD, microdata, the visible page) says of the blog and its posts, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Literal

from stoppress.importers.moments import Moment

Source = Literal["JSON-LD", "microdata", "visible page"]


@dataclass(frozen=True)
class Sighting:
    """One post as one source shows it; empty means that the source says nothing."""

    source: Source
    source_id: str = ""
    permalink: str = ""
    title: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    clock: time | None = None
    authors: tuple[str, ...] = ()
    body_html: str = ""
    body_is_plain: bool = False
    body_is_cut: bool = False
    has_doubled_entities: bool = False
    picture: str = ""
    kind_words: str = ""
    is_key_event: bool = False
    is_pinned: bool = False
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlogSighting:
    """The blog as one source shows it, with its posts in the source's order."""

    source: Source
    headline: str = ""
    standfirst: str = ""
    language: str = ""
    url: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    starts: Moment | None = None
    ends: Moment | None = None
    picture: str = ""
    posts: list[Sighting] = field(default_factory=list)
