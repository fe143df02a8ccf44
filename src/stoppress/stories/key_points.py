"""What the list at the top rests on, and how it stood before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from stoppress.stories.models import KeyPoint, KeyPointsVersion, LiveBlog, Post, State
from stoppress.stories.staleness import Happening, what_happened


@dataclass(frozen=True)
class StalePoint:
    """A key point whose post is not as it was, and what has become of that."""

    point: KeyPoint
    post: Post
    happened: Happening


@dataclass(frozen=True)
class EarlierPoint:
    """One line of an earlier list; without words if the post that it led to was taken down."""

    text: str
    post: str | None


def stale_points(blog: LiveBlog) -> list[StalePoint]:
    """The key points whose post was amended, corrected, retimed, withdrawn or taken down since they were written."""
    found = []
    for point in blog.key_points.select_related("post"):
        if point.post and (happened := what_happened(point.post, point.seen_version)):
            found.append(StalePoint(point, point.post, happened))
    return found


def leads_to(point: KeyPoint) -> Post | None:
    """The post that readers get to from this point; what was taken down is nowhere."""
    return point.post if point.post and point.post.state != State.TAKEN_DOWN else None


def earlier_points(version: KeyPointsVersion) -> list[EarlierPoint]:
    """The list as it stood in this version."""
    return [EarlierPoint(text, post) for text, post in json.loads(version.points)]


def as_kept(points: Sequence[tuple[str, str | None]]) -> str:
    """A list as its version keeps it."""
    return json.dumps([list(point) for point in points], ensure_ascii=False)
