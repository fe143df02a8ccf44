"""The panel of the key points: the list with its marks, what is suggested, how it stood before, and a headline from its top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stoppress.desk import screens
from stoppress.desk.stale import StaleMark, point_marks
from stoppress.drafting.headline import headline
from stoppress.drafting.proposals import propose_key_points
from stoppress.press.contexts import Moment
from stoppress.publishing.key_points import LONGEST_KEY_POINT
from stoppress.stories.key_points import EarlierPoint, earlier_points, leads_to
from stoppress.stories.models import KeyPoint, KeyPointsVersion, LiveBlog, Post
from stoppress.toolkit import ids

#: Lists that the history shows.
MOST_VERSIONS = 50
#: Two points that share so much of their words are one point in two wordings.
ALIKE = 0.6

_WORDS = re.compile(r"\S+\s*")
_SAME, _NEW, _OUT = "same", "new", "out"


@dataclass(frozen=True)
class PointLine:
    """One key point as the form shows it; `mark` says that its post is not as it was."""

    text: str
    post: str
    mark: StaleMark | None = None


@dataclass(frozen=True)
class SuggestionLine:
    """A point that can be taken, and the post whose words it is in."""

    text: str
    post: str
    label: str


@dataclass(frozen=True)
class Suggestions:
    """What is suggested; `posts_read` of `posts_in_all` were read for it."""

    lines: tuple[SuggestionLine, ...]
    posts_read: int
    posts_in_all: int


@dataclass(frozen=True)
class Stretch:
    """Some words of a list, and whether they are the same as before, new, or out: “same”, “new”, “out”."""

    kind: str
    words: str


@dataclass(frozen=True)
class VersionLine:
    """One list of the history, told against the one before it. `key` names the sending that brings it back."""

    number: int
    by: str
    at: Moment
    points: tuple[tuple[Stretch, ...], ...]
    is_current: bool
    has_erased: bool
    key: str


def point_lines(blog: LiveBlog) -> list[PointLine]:
    """The list as it stands."""
    return _marked(blog, [(point.text, _post_of(point)) for point in blog.key_points.select_related("post")])


def typed_lines(blog: LiveBlog, points: Sequence[tuple[str, str | None]]) -> list[PointLine]:
    """The list as it is typed."""
    return _marked(blog, [(text, post or "") for text, post in points])


def suggestions(blog: LiveBlog, standing: Sequence[tuple[str, str | None]]) -> Suggestions:
    """Points in words of the posts, without those whose post or words stand on the list."""
    found = propose_key_points(blog)
    texts, posts = {text for text, _post in standing}, {post for _text, post in standing}
    lines = tuple(
        SuggestionLine(bullet.text, bullet.post.public_id, _label(bullet.post, blog))
        for bullet in found.bullets
        if bullet.text not in texts and bullet.post.public_id not in posts
        if len(bullet.text) <= LONGEST_KEY_POINT
    )
    return Suggestions(lines, found.posts_read, found.posts_in_all)


def shown_again(blog: LiveBlog, texts: Sequence[str], posts: Sequence[str]) -> Suggestions:
    """The suggestions that the form holds, for those without script."""
    found = {post.public_id: post for post in Post.objects.standing().filter(blog=blog, public_id__in=posts)}
    lines = tuple(
        SuggestionLine(text, post, _label(found[post], blog))
        for text, post in zip(texts, posts, strict=False)
        if post in found
    )
    return Suggestions(lines, 0, 0)


def history(blog: LiveBlog) -> list[VersionLine]:
    """The lists that stood, newest first, each told against the one before it."""
    kept = list(blog.key_points_versions.select_related("by").order_by("-number")[: MOST_VERSIONS + 1])
    before = [*kept[1:], None]
    return [_version(row, earlier, blog) for row, earlier in zip(kept[:MOST_VERSIONS], before, strict=False)]


def proposed_headline(blog: LiveBlog) -> str:
    """A headline from the top points, of those that are not stale; empty if they give none."""
    marks = point_marks(blog)
    return headline([point.text for point in blog.key_points.all() if point.position not in marks])


def _marked(blog: LiveBlog, points: Sequence[tuple[str, str]]) -> list[PointLine]:
    marks = point_marks(blog)
    known = {
        (point.text, _post_of(point)): marks.get(point.position)
        for point in blog.key_points.select_related("post")
    }
    return [PointLine(text, post, known.get((text, post))) for text, post in points]


def _post_of(point: KeyPoint) -> str:
    post = leads_to(point)
    return post.public_id if post else ""


def _label(post: Post, blog: LiveBlog) -> str:
    clock = Moment.of(post.published_at or post.created_at, blog.time_zone).clock
    return f"{clock}  {screens.name_of(post)}"


def _version(row: KeyPointsVersion, earlier: KeyPointsVersion | None, blog: LiveBlog) -> VersionLine:
    now = earlier_points(row)
    return VersionLine(
        number=row.number,
        by=row.by.name,
        at=Moment.of(row.at, blog.time_zone),
        points=tuple(_told(now, earlier_points(earlier) if earlier else [])),
        is_current=row.number == blog.key_points_version,
        has_erased=any(not point.text for point in now),
        key=ids.idempotency_key(),
    )


def _told(now: Sequence[EarlierPoint], before: Sequence[EarlierPoint]) -> list[tuple[Stretch, ...]]:
    """Each point with what changed in it, then those that went out."""
    left = [point for point in before if point.text]
    told: list[tuple[Stretch, ...]] = []
    for point in now:
        if not point.text:
            continue
        same = _counterpart(point, left)
        if same:
            left.remove(same)
        told.append(_stretches(same.text if same else "", point.text))
    return told + [(Stretch(_OUT, point.text),) for point in left]


def _counterpart(point: EarlierPoint, left: Sequence[EarlierPoint]) -> EarlierPoint | None:
    """The point that stood before in other words: the same words, the same post, or nearly the same words."""
    for other in left:
        if other.text == point.text:
            return other
    for other in left:
        if point.post and other.post == point.post:
            return other
    return next(
        (other for other in left if SequenceMatcher(None, other.text, point.text).ratio() > ALIKE), None
    )


def _stretches(before: str, now: str) -> tuple[Stretch, ...]:
    """The words that stayed, went out and came in."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    found: list[Stretch] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False
    ).get_opcodes():
        if kind == "equal":
            found.append(Stretch(_SAME, "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            found.append(Stretch(_OUT, "".join(old[old_from:old_to]).strip()))
        if new_to > new_from:
            found.append(Stretch(_NEW, "".join(new[new_from:new_to]).strip()))
    return tuple(found)
