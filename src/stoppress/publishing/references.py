"""Keeping what a post says of other posts true: phrases become links, links become rows, the rest waits for the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stoppress.drafting import cross_references
from stoppress.drafting.cross_references import Clocks, Phrase
from stoppress.stories.models import CrossReference, LiveBlog, LooseReference, Post, State
from stoppress.toolkit import clock

LONGEST_PHRASE = 120
#: A time without a day means a post of that day, or of the hours before; the only one of another day is asked about.
_NEAR = timedelta(hours=24)

_REFERENCE = re.compile(r'data-reference="([a-z0-9]{12})"')
_SPAN = r'<span data-reference="{}">(.*?)</span>'


class Candidates:
    """The posts of a live blog that a phrase may mean; asked of the database when the first phrase comes."""

    def __init__(self, blog: LiveBlog, posts: Iterable[Post] | None = None) -> None:
        self._blog = blog
        self._posts = posts
        self._clocks: Clocks[Post] | None = None

    def meant(self, phrase: Phrase, at: datetime, own: Post | None = None) -> list[Post]:
        """The posts, newest first, that the phrase of a post of that moment may mean; its own is none of them."""
        if self._clocks is None:
            self._clocks = Clocks(
                self._standing() if self._posts is None else self._posts, self._blog.time_zone
            )
        found = self._clocks.meant(phrase, at, own)
        return sorted(found, key=lambda post: post.place, reverse=True)

    def only(self, phrase: Phrase, at: datetime, own: Post | None = None) -> Post | None:
        """The one post that is meant beyond doubt.

        It is the only one of the live blog at that time, is not withdrawn, and either the phrase says its day or it is
        of the same day or of the 24 hours before. Anything else is for the desk to choose.
        """
        found = self.meant(phrase, at, own)
        if len(found) != 1 or found[0].state != State.PUBLISHED or found[0].published_at is None:
            return None
        is_near = phrase.days_back is not None or self._is_near(found[0].published_at, at)
        return found[0] if is_near else None

    def _is_near(self, published_at: datetime, at: datetime) -> bool:
        zone = self._blog.time_zone
        is_same_day = published_at.astimezone(zone).date() == at.astimezone(zone).date()
        return is_same_day or timedelta(0) <= at - published_at < _NEAR

    def _standing(self) -> Iterable[Post]:
        columns = "pk", "public_id", "state", "title", "published_at", "place"
        return Post.objects.standing().filter(blog=self._blog).only(*columns)


@dataclass
class Settled:
    """A body whose clear phrases are links, and the phrases that are not: with several candidates, or with none."""

    body_html: str
    loose: dict[str, bool] = field(default_factory=dict)


def settle(post: Post, candidates: Candidates, *, let_be: Iterable[str] = ()) -> Settled:
    """Let each phrase of the post's body that means one post beyond doubt be a reference to it; those let be are words."""
    at = post.published_at or clock.now()
    words = set(let_be)
    settled = Settled("")

    def target_of(phrase: Phrase) -> str | None:
        name = phrase.plain[:LONGEST_PHRASE]
        if name in words:
            return None
        if only := candidates.only(phrase, at, post):
            return only.public_id
        settled.loose[name] = bool(candidates.meant(phrase, at, post))
        return None

    settled.body_html = cross_references.mark(post.body_html, target_of)
    return settled


def only_known_references(post: Post) -> str:
    """The post's body, in which a reference that leads to no other public post of the blog has become plain words."""
    body = post.body_html
    for missing in set(_REFERENCE.findall(body)) - _targets(post).keys():
        body = re.sub(_SPAN.format(missing), r"\1", body, flags=re.DOTALL)
    return body


def keep_references(post: Post, *, is_new: bool = False) -> set[int]:
    """Let the cross-references of a saved post be those that stand in its text, resting on what their writer saw.

    Returns the posts that it refers to newly or no longer.
    """
    standing = {} if is_new else {reference.target_id: reference for reference in post.references.all()}
    wanted = {target.pk: target for target in _targets(post).values()}
    gone, new = standing.keys() - wanted.keys(), wanted.keys() - standing.keys()
    if gone:
        post.references.filter(target__in=gone).delete()
    CrossReference.objects.bulk_create(
        CrossReference(
            origin=post,
            target=wanted[pk],
            seen_version=wanted[pk].words_version,
            seen_minute=minute_of(wanted[pk], post.blog),
        )
        for pk in sorted(new)
    )
    return gone | new


def keep_loose(post: Post, loose: Mapping[str, bool], let_be: Iterable[str], *, is_new: bool = False) -> None:
    """Let the loose references of a saved post be these, and those that were let be while their words still stand."""
    standing = {} if is_new else {reference.phrase: reference for reference in post.loose_references.all()}
    still_words = {
        phrase.plain[:LONGEST_PHRASE] for phrase in cross_references.find_in_html(post.body_html)
    } & set(let_be)
    wanted = {**dict.fromkeys(still_words, (False, True)), **{name: (loose[name], False) for name in loose}}
    if stale := standing.keys() - wanted.keys():
        post.loose_references.filter(phrase__in=stale).delete()
    for name, (is_ambiguous, is_let_be) in wanted.items():
        reference = standing.get(name) or LooseReference(post=post, phrase=name)
        if reference.pk is None or (reference.is_ambiguous, reference.is_let_be) != (is_ambiguous, is_let_be):
            reference.is_ambiguous, reference.is_let_be = is_ambiguous, is_let_be
            reference.save()


def let_be_in(post: Post, more: Iterable[str] = ()) -> set[str]:
    """The phrases of this post that the desk has let be words, and these."""
    named = {" ".join(words.split())[:LONGEST_PHRASE] for words in more}
    if post.pk is None:
        return named
    return named | set(post.loose_references.filter(is_let_be=True).values_list("phrase", flat=True))


def count_loose(post: Post) -> int:
    """How many phrases of this post lead nowhere yet."""
    return post.loose_references.filter(is_let_be=False).count()


def minute_of(post: Post, blog: LiveBlog) -> int:
    """The minute of the day, in the story's zone, that stands beside this post."""
    local = (post.published_at or post.created_at).astimezone(blog.time_zone)
    return local.hour * 60 + local.minute


def _targets(post: Post) -> dict[str, Post]:
    named = set(_REFERENCE.findall(post.body_html)) - {post.public_id}
    if not named:
        return {}
    found = Post.objects.filter(blog=post.blog, public_id__in=named).exclude(
        state=State.DRAFT
    )  # a link to a draft would betray it
    return {target.public_id: target for target in found if _can_be_named(target, post)}


def _can_be_named(target: Post, post: Post) -> bool:
    """What was taken down can be referred to only by a post that did so before: it says that something is gone."""
    if target.state != State.TAKEN_DOWN:
        return True
    return post.pk is not None and post.references.filter(target=target).exists()
