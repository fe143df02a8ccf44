"""How a poll stands: the votes for each of its answers."""

from __future__ import annotations

from django.db.models import Count

from stoppress.polls.models import Vote
from stoppress.stories.models import Post


def tally(post: Post) -> list[int]:
    """The votes for each answer, in the order of the answers."""
    counted = dict(
        Vote.objects.filter(post=post).order_by().values_list("choice").annotate(count=Count("pk"))
    )
    return [counted.get(number, 0) for number in range(len(post.fields.get("options", ())))]


def has_votes(post: Post) -> bool:
    """Whether somebody has voted."""
    return Vote.objects.filter(post=post).exists()
