"""What the desk has to look at: references whose target is not as its writer saw it, and phrases that lead nowhere yet."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from stoppress.stories.models import (
    Correction,
    CrossReference,
    Kind,
    LiveBlog,
    LooseReference,
    State,
)


def stale_references(blog: LiveBlog) -> QuerySet[CrossReference]:
    """References of published posts whose target was corrected, withdrawn or taken down since; newest first.

    A round-up sums its posts up, so any change of their words makes its bullets stale.
    """
    corrected = Correction.objects.filter(post=OuterRef("target"), version__gt=OuterRef("seen_version"))
    changed = CrossReference.objects.filter(origin__blog=blog, origin__state=State.PUBLISHED).exclude(
        seen_version=F("target__words_version")
    )
    grave = Q(origin__kind=Kind.ROUNDUP) | ~Q(target__state=State.PUBLISHED) | Exists(corrected)
    return changed.filter(grave).select_related("origin", "target").order_by("-origin__place", "pk")


def open_phrases(blog: LiveBlog) -> QuerySet[LooseReference]:
    """Phrases of published posts that read like a reference and lead nowhere yet; newest post first."""
    waiting = LooseReference.objects.filter(post__blog=blog, post__state=State.PUBLISHED, is_let_be=False)
    return waiting.select_related("post").order_by("-post__place", "pk")


def count_watched(blog: LiveBlog) -> int:
    """How many things there are to look at, the stale key points with them."""
    points = blog.key_points.filter(post__isnull=False).exclude(seen_version=F("post__words_version"))
    return stale_references(blog).count() + open_phrases(blog).count() + points.count()
