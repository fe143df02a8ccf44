"""When each member looked at each panel last: what came since is unread."""

from __future__ import annotations

from datetime import UTC, datetime

from stoppress.desk.models import PanelLook
from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock

#: She has not looked yet: all that colleagues did is new to her.
NEVER = datetime(1, 1, 2, tzinfo=UTC)


def looked_at(member: Member, blog: LiveBlog) -> dict[str, datetime]:
    """The moment of her last look, by panel."""
    return dict(PanelLook.objects.filter(member=member, blog=blog).values_list("panel", "at"))


def look(member: Member, blog: LiveBlog, panel: str) -> None:
    """She has looked at this panel now."""
    PanelLook.objects.update_or_create(member=member, blog=blog, panel=panel, defaults={"at": clock.now()})
