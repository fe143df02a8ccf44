"""Votes of readers: each is kept at once, and the page shows them a few seconds later, many together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from stoppress.polls.counting import has_votes
from stoppress.polls.models import Vote
from stoppress.press import parts
from stoppress.publishing.models import Errand
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import Kind, LiveBlog, Phase, Post, State
from stoppress.toolkit import clock
from stoppress.wire import waking
from stoppress.wire.append import append

#: The errand that shows what was voted.
SHOW = "show votes"
#: Votes wait so long and are shown together, however many come; a poll that has very many moves slowly anyway.
SHOWN_EVERY = timedelta(seconds=3)
SHOWN_SLOWLY_EVERY = timedelta(seconds=15)
_VERY_MANY = 1_000


class NoVote(Exception):
    """Nothing was counted: the poll does not stand, or takes no votes now."""


def vote(blog: LiveBlog, post: str, mark: str, choice: int) -> int:
    """Keep the vote of the device with this mark; returns which answer counts for it: the first that it gave.

    Raises NoVote. Nothing of the page changes yet; one errand for all votes that come meanwhile puts the post anew.
    """
    found = open_poll(blog, post)
    if found is None or not 0 <= choice < len(found.fields.get("options", ())):
        raise NoVote
    hashed = _hashed(found, mark)
    try:
        with transaction.atomic():
            Vote.objects.create(post=found, mark=hashed, choice=choice, at=clock.now())
            _leave_to_show(found)
    except IntegrityError:
        return Vote.objects.get(post=found, mark=hashed).choice
    return choice


def voted(post: Post, mark: str) -> int | None:
    """Which answer the device with this mark has given."""
    if not mark:
        return None
    return Vote.objects.filter(post=post, mark=_hashed(post, mark)).values_list("choice", flat=True).first()


def open_poll(blog: LiveBlog, post: str) -> Post | None:
    """The poll of this name, if it takes votes now."""
    found = standing_poll(blog, post)
    is_open = found is not None and found.fields.get("standing") != "closed"
    return found if is_open and blog.phase in {Phase.LIVE, Phase.PAUSED} else None


def standing_poll(blog: LiveBlog, post: str) -> Post | None:
    """The poll of this name, as readers see it."""
    found = Post.objects.filter(blog=blog, public_id=post, kind=Kind.POLL, state=State.PUBLISHED).first()
    if found is not None:
        found.blog = blog
    return found


def show_votes(subject: str) -> None:
    """Put the poll, and its pinned copy, with the votes that it has now; one that stands no longer needs nothing."""
    with transaction.atomic():
        post = (
            Post.objects.select_related("blog__wire", "blog__newsroom")
            .filter(public_id=subject, kind=Kind.POLL, state=State.PUBLISHED)
            .first()
        )
        if post is None or not post.blog.is_public:
            return
        shown = [parts.post_part(post)]
        if post.blog.pinned_id == post.pk:
            shown.append(parts.pinned_part(post))
        append(post.blog.wire, shown)
        transaction.on_commit(waking.wake)


def show_votes_now(post: str) -> None:
    """Show the votes that there are without waiting for more, and let no errand do it again."""
    Errand.objects.filter(kind=SHOW, subject=post).delete()
    show_votes(post)


def refuse_other_answers(post: Post, kind: str, details: Mapping[str, Any]) -> None:
    """Raise Invalid if somebody has voted and the answers would no longer be those that were voted for."""
    if post.pk is None or post.kind != Kind.POLL or not has_votes(post):
        return
    words = "Somebody has voted already, so question and answers stay as they are. Withdraw this poll, and publish another one."
    if kind != Kind.POLL:
        raise Invalid(kind=words)
    for name in ("question", "options"):
        if details.get(name) != post.fields.get(name):
            raise Invalid(**{f"poll.{name}": words})


def forget_votes(post: Post) -> None:
    """Erase every vote of a post that is taken down."""
    Vote.objects.filter(post=post).delete()


def _leave_to_show(post: Post) -> None:
    """One errand waits at a time; one that was taken already may have counted before this vote.

    One that waits is not taken before this vote is kept: it would count without it, and nothing would show it later.
    """
    waiting = Errand.objects.filter(kind=SHOW, subject=post.public_id, tries=0)
    if waiting.select_for_update().first():
        return
    now = clock.now()
    is_large = Vote.objects.filter(post=post).count() > _VERY_MANY
    due = now + (SHOWN_SLOWLY_EVERY if is_large else SHOWN_EVERY)
    Errand.objects.create(kind=SHOW, subject=post.public_id, due_at=due, made_at=now)


def _hashed(post: Post, mark: str) -> str:
    return hashlib.sha256(f"{post.public_id} {mark}".encode()).hexdigest()
