"""The way through a coverage of many days, as its pages and cards show it."""

from __future__ import annotations

from itertools import pairwise

from django.utils.translation import gettext as _

from stoppress.press.contexts import DayContext, Moment
from stoppress.press.languages import speaking
from stoppress.stories import chains
from stoppress.stories.models import LiveBlog


def days_of(blog: LiveBlog) -> tuple[DayContext, ...]:
    """All public live blogs of this coverage, the first of them first; none where it is alone."""
    days = chains.all_of(blog)
    if len(days) < 2:
        return ()
    starts = [_starts(day, blog) for day in days]
    dates = [moment.day if moment else "" for moment in starts]
    is_by_day = all(before < after for before, after in pairwise(dates))
    with speaking(blog.language):
        return tuple(
            DayContext(
                _label(number, is_by_day=is_by_day), day.headline, day.address, begun, day.pk == blog.pk
            )
            for number, (day, begun) in enumerate(zip(days, starts, strict=True), 1)
        )


def _label(number: int, *, is_by_day: bool) -> str:
    return (
        _("Day %(number)s") % {"number": number} if is_by_day else _("Part %(number)s") % {"number": number}
    )


def _starts(day: LiveBlog, blog: LiveBlog) -> Moment | None:
    return Moment.of(day.coverage_starts_at, blog.time_zone) if day.coverage_starts_at else None
