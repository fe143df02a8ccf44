"""Who is at the desk of a live blog, and who is at which form: renewed by a heartbeat, gone a while after the last.

Nothing of it is on the wire or in any public answer. A heartbeat that says nothing new is written down only now and then:
twenty desks cost less than one commit a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stoppress.desk import screens
from stoppress.desk.models import Presence
from stoppress.media import carrying
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock

#: The script is heard of every few seconds; who is silent for so long is gone.
GONE_AFTER = timedelta(seconds=60)
WRITTEN_EVERY = timedelta(seconds=20)
MOST_SHOWN = 50

_AT_POST = re.compile(r"^(amend|correct|time|withdraw|take-down|shown-answer|draft)/([0-9a-z]{1,12})$")

#: The forms that are about no post, as the desk says it.
_FORMS = {
    "new": gettext_lazy("writes a post"),
    "key-points": gettext_lazy("at the key points"),
    "header": gettext_lazy("at the header"),
    "phase": gettext_lazy("at the phase"),
    "question-box": gettext_lazy("at the question box"),
    "round-up": gettext_lazy("writes a round-up"),
}


@dataclass(frozen=True)
class Colleague:
    """Somebody who is here; `at_work` names the form she is in, `doing` says it in words."""

    name: str
    at_work: str
    post: str
    doing: str


def hear(member: Member, blog: LiveBlog, tab: str, at_work: str) -> None:
    """This tab is alive, and its member is at this form (empty: at none)."""
    now, told = clock.now(), at_work if at_work in _FORMS or _AT_POST.match(at_work) else ""
    known = Presence.objects.filter(member=member, blog=blog, tab=tab[:40])
    fresh = known.filter(at_work=told, heard_at__gt=now - WRITTEN_EVERY)
    if not fresh.exists():
        carrying.carry(lambda: _write_down(member, blog, tab[:40], told, now))


def leave(member: Member, blog: LiveBlog, tab: str) -> None:
    """This tab was closed."""
    gone = Presence.objects.filter(member=member, blog=blog, tab=tab[:40])
    carrying.carry(gone.delete)


def _write_down(member: Member, blog: LiveBlog, tab: str, at_work: str, now: datetime) -> None:
    told = {"at_work": at_work, "heard_at": now}
    Presence.objects.update_or_create(member=member, blog=blog, tab=tab, defaults=told)
    Presence.objects.filter(heard_at__lt=now - GONE_AFTER).delete()


def colleagues(member: Member, blog: LiveBlog, role: Role) -> list[Colleague]:
    """Who else is here, those at a form first, each form once; a draft is named for those alone who may read it."""
    rows = (
        Presence.objects.filter(blog=blog, heard_at__gt=clock.now() - GONE_AFTER, member__is_active=True)
        .exclude(member=member)
        .select_related("member")
        .order_by("member__name", "-at_work")
    )
    found: dict[tuple[str, str], None] = {}
    for row in rows[: MOST_SHOWN * 2]:
        idle, is_known = (row.member.name, ""), any(name == row.member.name for name, _work in found)
        if row.at_work or not is_known:
            found.pop(idle, None)
            found[(row.member.name, row.at_work)] = None
    works = [at_work for _name, at_work in found]
    read = [post for post in _at_work_on(blog, works) if _reads(member, role, post)]
    names = {post.public_id: screens.name_of(post) for post in read}
    return [_colleague(name, at_work, names) for name, at_work in list(found)[:MOST_SHOWN]]


def _at_work_on(blog: LiveBlog, works: list[str]) -> list[Post]:
    wanted = [match[2] for work in works if (match := _AT_POST.match(work))]
    found = Post.objects.filter(blog=blog, public_id__in=wanted).exclude(state=State.TAKEN_DOWN)
    return list(found) if wanted else []


def _reads(member: Member, role: Role, post: Post) -> bool:
    """Whether she may read this post at the desk: a draft is for those who publish, and for whoever has begun it."""
    if post.state != State.DRAFT or may(role, "publish"):
        return True
    return may(role, "save draft") and post.created_by_id == member.pk


def _colleague(name: str, at_work: str, names: dict[str, str]) -> Colleague:
    match = _AT_POST.match(at_work)
    post = match[2] if match else ""
    if match and post in names:
        return Colleague(name, at_work, post, _("at “%(post)s”") % {"post": names[post]})
    form = "new" if match and match[1] == "draft" else at_work
    return Colleague(name, at_work, "", str(_FORMS.get(form, "")))
