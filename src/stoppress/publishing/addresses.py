"""The act that gives a live blog another address; whatever is asked under the old one is sent on, for ever."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.following import show_key_events, show_round_up
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import check_slug, seen, show_header
from stoppress.publishing.question_box import show_questions
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog, Post
from stoppress.wire import naming

#: So many of the newest posts are put anew with links to the new address; a thousand cost about a second. Older ones keep
#: their links, which are sent on, until somebody next touches them.
PUT_ANEW = 500


def change_slug(hand: Hand, blog: LiveBlog, version: int, slug: str) -> Answer:
    """Give the live blog another address; raises Conflict if another version was seen, Invalid if the address is taken.

    The wire goes on, in the same life and with the same numbers, under the new name: an open page that asks under the old
    one is sent on and misses nothing. A name that was public is never given to another live blog.
    """

    def do(act: Act) -> Answer:
        seen(act, version)
        _check(act.blog, slug)
        naming.rename(act.blog.wire, slug)
        act.blog.slug = slug
        act.blog.version += 1
        act.blog.save()
        _show_all(act)
        return act.answer(version=act.blog.version, state=act.blog.phase)

    return perform(hand, "change slug", blog, {"version": version, "slug": slug}, do, right="change header")


def _check(blog: LiveBlog, slug: str) -> None:
    if not slug:
        raise Invalid(slug="Give the new address.")
    check_slug(slug)
    if slug == blog.slug:
        raise Invalid(slug="That is its address already.")
    if naming.is_taken(slug, by_other_than=blog.wire):
        raise Invalid(slug=f"“{slug}” is or was the address of another live blog; choose another.")


def _show_all(act: Act) -> None:
    """Put everything that names the address."""
    show_header(act)
    act.put(parts.key_points_part(act.blog))
    show_questions(act)
    show_round_up(act)
    show_key_events(act)
    if act.blog.pinned is not None:
        act.put(parts.pinned_part(_of(act, act.blog.pinned)))
    newest = Post.objects.standing().filter(blog=act.blog).order_by("-place")[:PUT_ANEW]
    for part in parts.post_parts([_of(act, post) for post in newest.prefetch_related("corrections")]):
        act.put(part)


def _of(act: Act, post: Post) -> Post:
    post.blog = act.blog
    return post
