"""What is written down when rights change: who, about whom, what it was and what it is."""

from __future__ import annotations

from stoppress.people.models import Member, Newsroom, PeopleEntry
from stoppress.toolkit import clock


def write_down(
    newsroom: Newsroom,
    what: str,
    *,
    by: Member | None,
    about: Member | None = None,
    blog: int | None = None,
    before: str = "",
    after: str = "",
) -> None:
    """Keep this for good, within the caller's transaction."""
    PeopleEntry.objects.create(
        newsroom=newsroom,
        what=what,
        by=by,
        about=about,
        blog_id=blog,
        before=before[:80],
        after=after[:80],
        at=clock.now(),
    )
