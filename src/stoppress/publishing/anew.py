"""Puts anew what every part carries, when that has changed for all of them: the address, the language, the zone."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from stoppress.press import parts
from stoppress.publishing.act import Act
from stoppress.publishing.following import show_key_events, show_round_up, show_some
from stoppress.publishing.question_box import show_questions
from stoppress.stories.models import LiveBlog, Post

#: So many of the newest posts are put anew within the act; a thousand cost about a second. The older ones follow by errand.
PUT_ANEW = 500


def show_all_but_header(act: Act) -> None:
    """Put every part of the page but its header, which the act puts itself; of very many posts the oldest by errand."""
    act.put(parts.key_points_part(act.blog))
    show_questions(act)
    show_round_up(act)
    show_key_events(act)
    if act.blog.pinned is not None:
        act.put(parts.pinned_part(_of(act, act.blog.pinned)))
    found = list(_standing(act.blog)[: PUT_ANEW + 1])
    newest = found[:PUT_ANEW]
    for part in parts.post_parts([_of(act, post) for post in newest]):
        act.put(part)
    if len(found) > len(newest):
        act.leave("show all", f"{act.blog.public_id} {newest[-1].place}")


def show_rest(subject: str) -> str | None:
    """Show anew some of the posts of a live blog below a place; returns what is left to do, as a subject."""
    name, below = subject.split()
    with transaction.atomic():
        blog = LiveBlog.objects.select_related("wire", "newsroom").get(public_id=name)
        return show_some(blog, _standing(blog), name, below) if blog.is_public else None


def _standing(blog: LiveBlog) -> QuerySet[Post]:
    """What readers see of this live blog, tombstones included, newest first."""
    return Post.objects.standing().filter(blog=blog).order_by("-place").prefetch_related("corrections")


def _of(act: Act, post: Post) -> Post:
    post.blog = act.blog
    return post
