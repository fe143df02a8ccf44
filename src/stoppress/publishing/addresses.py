"""The act that gives a live blog another address; whatever is asked under the old one is sent on, for ever."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.anew import show_all_but_header
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import check_slug, seen, show_header
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog
from stoppress.wire import naming


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
        show_header(act)
        show_all_but_header(act)
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
