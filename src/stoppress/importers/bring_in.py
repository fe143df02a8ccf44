"""Turns what was captured into a live blog of ours, through the publishing room; the same page twice changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from stoppress.importers.captured import Captured, CapturedBlog, CapturedPost
from stoppress.importers.errors import CannotImport
from stoppress.people.models import Member
from stoppress.publishing.bringing_in import Arrival, Load, bring_in, earlier_arrival
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import (
    LONGEST_HEADLINE,
    LONGEST_NAME,
    LONGEST_STANDFIRST,
    MOST_TEAM,
    Opening,
)
from stoppress.publishing.refusals import Invalid, NotAllowed
from stoppress.publishing.wording import LONGEST_BYLINE, LONGEST_TITLE, Wording
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import text


@dataclass(frozen=True)
class Brought:
    """The live blog that stands now, whether this import made it, and how many posts of the file it does not have."""

    slug: str
    is_new: bool
    missing_posts: int = 0


def bring(captured: Captured, hand: Hand, *, slug: str = "", second: Member | None = None) -> Brought:
    """Make a public live blog of what was captured, whole or not at all; a page that came in before is left as it is.

    Raises CannotImport with the words of the refusal; nothing is written then.
    """
    source = source_of(captured.blog)
    earlier = earlier_arrival(hand, source)
    if earlier is not None:
        return Brought(earlier.slug, False, _missing(earlier, captured.blog))
    try:
        answer = bring_in(hand, _load(captured.blog, source, slug), second=second)
    except NotAllowed as error:
        raise CannotImport(f"{error.message} (--second EMAIL)") from error
    except Invalid as error:
        words = "; ".join(error.fields.values()) or error.message
        raise CannotImport(
            f"{error.message} {words}" if words not in error.message else error.message
        ) from error
    return Brought(answer.blog, True)


def source_of(blog: CapturedBlog) -> str:
    """What a page is known by when it comes again: its address, or for a text without one its headline and first posts."""
    if blog.url:
        return blog.url[:500]
    oldest = "\n".join(post.source_id for post in blog.posts[-3:])
    return "captured-text:" + hashlib.sha256(f"{blog.headline}\n{oldest}".encode()).hexdigest()[:32]


def _missing(earlier: LiveBlog, blog: CapturedBlog) -> int:
    known = set(Post.objects.filter(blog=earlier).values_list("source_id", flat=True))
    return sum(1 for post in blog.posts if post.source_id[:300] not in known)


def _load(blog: CapturedBlog, source: str, slug: str) -> Load:
    pinned = next((post.source_id for post in blog.posts if post.is_pinned), None)
    return Load(
        opening=Opening(
            headline=text.first_words(blog.headline, limit=LONGEST_HEADLINE),
            slug=slug,
            standfirst=text.first_words(blog.standfirst, limit=LONGEST_STANDFIRST),
            zone=blog.zone,
            language=blog.language,
            coverage_starts_at=_utc(blog.coverage_starts_at),
            team=tuple((text.first_words(name, limit=LONGEST_NAME), "") for name in blog.team[:MOST_TEAM]),
        ),
        posts=[_arrival(post, blog) for post in reversed(blog.posts)],
        key_points=[(point.text, point.post_ref) for point in blog.key_points],
        pinned=pinned,
        source_url=source,
        coverage_ended_at=None if blog.is_end_planned else _utc(blog.coverage_ends_at),
    )


def _arrival(post: CapturedPost, blog: CapturedBlog) -> Arrival:
    byline = ", ".join(post.authors) or (blog.team[0] if len(blog.team) == 1 else blog.publisher) or "Staff"
    return Arrival(
        source_id=post.source_id,
        published_at=post.published_at.astimezone(UTC),
        modified_at=_utc(post.modified_at),
        source_url=post.permalink,
        wording=Wording(
            title=text.first_words(post.title, limit=LONGEST_TITLE),
            body_html=post.body_html,
            byline=text.first_words(byline, limit=LONGEST_BYLINE),
            kind=post.kind,
            is_key_event=post.is_key_event,
        ),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
