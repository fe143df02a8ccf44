"""Coverage of many days: which live blog continues which, as far as readers may know of them."""

from __future__ import annotations

from stoppress.stories.models import LiveBlog, Phase

#: Further than this no story is followed; a month of days.
LONGEST = 31


def next_of(blog: LiveBlog) -> LiveBlog | None:
    """The live blog in which this coverage continues, if it is public."""
    later = blog.continues_in
    return later if later is not None and later.is_public else None


def earlier_of(blog: LiveBlog) -> list[LiveBlog]:
    """The public live blogs that led to this one, the first of them first."""
    found: list[LiveBlog] = []
    wave = [blog.pk]
    while wave and len(found) < LONGEST:
        before = LiveBlog.objects.filter(continues_in__in=wave).exclude(
            pk__in=[blog.pk, *(one.pk for one in found)]
        )
        rows = list(before.order_by("-pk")[:LONGEST])
        found += [row for row in rows if row.phase != Phase.PREPARING]
        wave = [row.pk for row in rows]
    return found[:LONGEST][::-1]


def later_of(blog: LiveBlog) -> list[LiveBlog]:
    """The live blogs after this one, public or not, in their order."""
    found: list[LiveBlog] = []
    later = blog.continues_in
    while later is not None and later.pk != blog.pk and later not in found and len(found) < LONGEST:
        found.append(later)
        later = later.continues_in
    return found


def all_of(blog: LiveBlog) -> list[LiveBlog]:
    """The public live blogs of this coverage, the first of them first, this one in its place."""
    after: list[LiveBlog] = []
    for later in later_of(blog):
        if not later.is_public:
            break
        after.append(later)
    return [*earlier_of(blog), blog, *after]


def others_of(blog: LiveBlog) -> list[LiveBlog]:
    """The others of this coverage, whose headers and cards name this one or will."""
    return [*earlier_of(blog), *later_of(blog)]
