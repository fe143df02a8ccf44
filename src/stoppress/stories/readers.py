"""How many are reading now: what each server process counts, and the sum.

Counted are open pages to which changes are sent as they happen. Not counted are pages that ask now and then, because no
stream reaches them, pages without script, pages that sleep in the background, and the desks of the newsroom; what fetches
pages and runs no script, as most robots do, never opens a stream. Two pages of one reader are two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from stoppress.stories.models import LiveBlog, ReadingNow
from stoppress.toolkit import clock

#: What a process has said is renewed so often, and believed so long: one that was killed is soon forgotten.
RENEWED_EVERY = timedelta(seconds=20)
BELIEVED_FOR = timedelta(seconds=60)


def tell(process: str, counts: Mapping[str, int]) -> None:
    """Keep what this process counts, by the address of the live blog; live blogs that it does not name have no readers there."""
    blogs = {blog.slug: blog for blog in LiveBlog.objects.filter(slug__in=counts).only("slug")}
    now = clock.now()
    rows = [
        ReadingNow(blog=blogs[slug], process=process, count=count, at=now)
        for slug, count in sorted(counts.items())
        if slug in blogs and count
    ]
    with transaction.atomic():
        ReadingNow.objects.filter(process=process).exclude(blog__in=[row.blog_id for row in rows]).delete()
        ReadingNow.objects.filter(at__lt=now - BELIEVED_FOR).delete()
        ReadingNow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["blog", "process"], update_fields=["count", "at"]
        )


def reading_now(blog: LiveBlog) -> int:
    """How many pages of this live blog are open now, of all processes together."""
    fresh = ReadingNow.objects.filter(blog=blog, at__gte=clock.now() - BELIEVED_FOR)
    return sum(fresh.values_list("count", flat=True))
