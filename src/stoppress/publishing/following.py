"""What else shows a post, and must be shown anew when it changes: its pinned copy, posts that refer to it, posts it names."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from stoppress.press import key_events, parts, round_ups
from stoppress.press.rendering import utc
from stoppress.publishing.act import Act
from stoppress.publishing.front import is_on_card, show_cards
from stoppress.publishing.question_box import show_questions
from stoppress.publishing.quoting import without_title
from stoppress.stories.models import CrossReference, Kind, LiveBlog, Post, State
from stoppress.stories.round_ups import newest_round_up
from stoppress.wire import reading, waking
from stoppress.wire.append import append
from stoppress.wire.change import Part

#: Posts that are shown anew within the act, and in one portion of the errand that does the rest: about 80 ms.
IN_ONE_ACT = 50


def refresh_dependants(act: Act, post: Post, *, is_erased: bool = False) -> None:
    """Show anew what shows something of this post; the wire drops what would change nothing.

    Call it after the rows are written and before the act ends. Posts that refer to this one follow its time, title and
    standing; posts it refers to say so. Nothing follows what follows, so this always ends. Of very many posts the newest
    follow within the act and the rest by errand; but a title that is public no longer leaves all of them within the act.
    """
    is_new = post.pk in act.made
    before = {} if is_new else _data_before(act, post)
    if (
        before or is_erased
    ):  # what is new has no correction, to which the header leads as soon as there is one
        act.put(parts.header_part(act.blog))
    is_other = _looks_other(before, post)
    named = _named(post) if is_other else set()
    others = named | act.unsettled
    anew = {other.pk: other for other in _published(act.blog, others)} if others else {}
    if is_other and not is_new:
        anew |= {other.pk: other for other in _referring(act, post)}
    for part in parts.post_parts([_of(act.blog, other) for other in anew.values()]):
        act.put(part)
    _refresh_pinned(act, {post.pk, *anew})
    if is_erased or Kind.ROUNDUP in (post.kind, before.get("kind")):
        show_round_up(act)
    if is_erased or before.get("is_key_event") or any(one.is_key_event for one in (post, *anew.values())):
        show_key_events(act)
        act.show_card()
    elif act.version_before is not None and is_on_card(act.blog, post):
        act.show_card()  # a new post asks nothing here, and leaves the wire that all share alone
    if post.kind == Kind.ANSWER:
        show_questions(act)


def show_round_up(act: Act) -> None:
    """Let the page point to the newest round-up that stands, or to none."""
    newest = newest_round_up(act.blog)
    if newest:
        act.put(round_ups.round_up_part(newest))
    else:
        act.remove(round_ups.KEY)


def show_key_events(act: Act) -> None:
    """Let the page list the newest key events that stand, or none."""
    if part := key_events.key_events_part(act.blog):
        act.put(part)
    else:
        act.remove(key_events.KEY)


def show_anew(subject: str) -> str | None:
    """Show anew some of the posts below a place that refer to a post; returns what is left to do, as a subject."""
    name, below = subject.split()
    post = Post.objects.select_related("blog__wire", "blog__newsroom").get(public_id=name)
    with transaction.atomic():
        origins = set(_origins(post).values_list("origin_id", flat=True))
        return show_some(post.blog, _published(post.blog, origins), name, below)


def show_some(blog: LiveBlog, posts: QuerySet[Post], name: str, below: str) -> str | None:
    """Show the newest of these below a place, within the transaction; what stands as it should takes no number."""
    found = [_of(blog, post) for post in posts.filter(place__lt=int(below))[:IN_ONE_ACT]]
    if found:
        append(blog.wire, [*parts.post_parts(found), *_key_events_among(blog, found)])
        show_cards([blog] if any(other.is_key_event for other in found) else [], with_page=False)
        transaction.on_commit(waking.wake)
    return f"{name} {found[-1].place}" if len(found) == IN_ONE_ACT else None


def _key_events_among(blog: LiveBlog, shown: Sequence[Post]) -> list[Part]:
    """The list of key events, if one of these stands in it: its first words may be those of a reference."""
    part = key_events.key_events_part(blog) if any(post.is_key_event for post in shown) else None
    return [part] if part else []


def _referring(act: Act, post: Post) -> list[Post]:
    """The posts that refer to this one; of very many the newest and the pinned one, and an errand is left for the others."""
    posts = _published(act.blog, set(_origins(post).values_list("origin_id", flat=True)))
    found = list(posts[: IN_ONE_ACT + 1])
    if len(found) <= IN_ONE_ACT:
        return found
    last = found[IN_ONE_ACT - 1].place
    rest = posts.filter(place__lt=last)
    act.leave("show anew", f"{post.public_id} {last}")
    if post.state != State.PUBLISHED:
        keys = [f"post/{name}" for name in rest.values_list("public_id", flat=True)]
        for part in without_title(act.blog.wire, keys, post.public_id):
            act.put(part)
    pinned = rest.filter(pk=act.blog.pinned_id) if act.blog.pinned_id else ()
    return [*found[:IN_ONE_ACT], *pinned]


def _data_before(act: Act, post: Post) -> Mapping[str, Any]:
    """What the page tells of the post so far; nothing of one that does not stand there."""
    standing = reading.standing_part(act.blog.wire, post.part_key)
    found: Mapping[str, Any] = json.loads(standing.data) if standing else {}
    return found


def _looks_other(before: Mapping[str, Any], post: Post) -> bool:
    """Whether what others show of it (time, title, standing) is another than on the page so far."""
    title = post.title if post.state == State.PUBLISHED else None
    now = {"state": post.state, "title": title, "published_at": utc(post.published_at)}
    return any(before.get(name) != value for name, value in now.items())


def _named(post: Post) -> set[int]:
    """The posts that this one refers to, as it has been saved."""
    if "data-reference=" not in post.body_html:
        return set()
    return set(post.references.values_list("target_id", flat=True))


def _origins(post: Post) -> QuerySet[CrossReference]:
    return CrossReference.objects.filter(target=post, origin__state=State.PUBLISHED)


def _published(blog: LiveBlog, keys: Collection[int]) -> QuerySet[Post]:
    """Those of these posts that are published, newest first."""
    found = Post.objects.filter(blog=blog, pk__in=keys, state=State.PUBLISHED)
    return found.order_by("-place").prefetch_related("corrections")


def _of(blog: LiveBlog, post: Post) -> Post:
    post.blog = blog
    return post


def _refresh_pinned(act: Act, shown: set[int]) -> None:
    if act.blog.pinned_id in shown and act.blog.pinned is not None:
        pinned = Post.objects.get(pk=act.blog.pinned_id)
        act.put(parts.pinned_part(_of(act.blog, pinned)))
