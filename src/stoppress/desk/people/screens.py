"""What the pages about people are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from stoppress.desk.role_words import ROLE_WORDS, role_words
from stoppress.people.inviting import open_invitations
from stoppress.people.models import BlogRole, Invitation, Member, Newsroom, PeopleEntry
from stoppress.people.rights import Role
from stoppress.stories.models import LiveBlog

#: Entries of what was changed that are shown.
MOST_ENTRIES = 20
_ORDER = list(Role)


@dataclass(frozen=True)
class PersonLine:
    """One member in a list. `version` is what a change of hers must name; `given` whether the role is one of this live blog."""

    member: str
    name: str
    email: str
    role: str
    role_word: Promise
    version: int
    is_active: bool
    is_me: bool
    has_second_factor: bool
    given: bool = False
    newsroom_role: Promise | str = ""


@dataclass(frozen=True)
class EntryLine:
    """One change, in words."""

    at: datetime
    words: str


def members(newsroom: Newsroom, me: Member) -> list[PersonLine]:
    """Everybody of the newsroom: who can come in first, by role and name."""
    rows = newsroom.members.select_related("one_time_codes").prefetch_related("passkeys")
    ordered = sorted(
        rows, key=lambda row: (not row.is_active, _ORDER.index(Role(row.role)), row.name.lower())
    )
    return [_line(row, me) for row in ordered]


def team(blog: LiveBlog, me: Member) -> list[PersonLine]:
    """Everybody who may do something on this live blog, and as what."""
    given = {row.member_id: row for row in BlogRole.objects.filter(blog=blog)}
    rows = (
        blog.newsroom.members.filter(is_active=True)
        .select_related("one_time_codes")
        .prefetch_related("passkeys")
    )
    lines = [_team_line(row, given.get(row.pk), me) for row in rows]
    there = [line for line in lines if line.role != Role.GUEST]
    return sorted(there, key=lambda line: (_ORDER.index(Role(line.role)), line.name.lower()))


def can_be_given(blog: LiveBlog) -> list[tuple[str, str]]:
    """Members who have no role of their own on this live blog yet, for a list to choose from."""
    given = BlogRole.objects.filter(blog=blog).values("member")
    rows = (
        blog.newsroom.members.filter(is_active=True)
        .exclude(role=Role.CHIEF)
        .exclude(pk__in=given)
        .order_by("name")
    )
    return [(row.public_id, f"{row.name} ({ROLE_WORDS[Role(row.role)]})") for row in rows]


def invitations(newsroom: Newsroom, blog: LiveBlog | None = None) -> list[dict[str, Any]]:
    """The open invitations, in words."""
    rows = open_invitations(newsroom, blog.pk if blog else None)
    return [{"invitation": row, "role_word": role_words(row.role)} for row in rows]


def entries(newsroom: Newsroom, blog: LiveBlog | None = None) -> list[EntryLine]:
    """What was changed about people lately."""
    rows = PeopleEntry.objects.filter(newsroom=newsroom).select_related("by", "about", "blog")
    if blog:
        rows = rows.filter(blog=blog)
    return [EntryLine(row.at, entry_words(row)) for row in rows.order_by("-at", "-pk")[:MOST_ENTRIES]]


def mailed_words(invitation: Invitation, is_mailed: bool) -> str:
    """What is said beside a link that was just made."""
    if is_mailed:
        return _("It is on its way to %(email)s by mail, too.") % {"email": invitation.email}
    return _("Send it to %(email)s yourself.") % {"email": invitation.email}


def _line(row: Member, me: Member) -> PersonLine:
    return PersonLine(
        member=row.public_id,
        name=row.name,
        email=row.email,
        role=row.role,
        role_word=role_words(row.role),
        version=row.version,
        is_active=row.is_active,
        is_me=row.pk == me.pk,
        has_second_factor=_has_second_factor(row),
    )


def _team_line(row: Member, given: BlogRole | None, me: Member) -> PersonLine:
    role = given.role if given and row.role != Role.CHIEF else row.role
    return PersonLine(
        member=row.public_id,
        name=row.name,
        email=row.email,
        role=role,
        role_word=role_words(role),
        version=given.version if given else 0,
        is_active=True,
        is_me=row.pk == me.pk,
        has_second_factor=_has_second_factor(row),
        given=given is not None and row.role != Role.CHIEF,
        newsroom_role=role_words(row.role),
    )


def _has_second_factor(row: Member) -> bool:
    codes = getattr(row, "one_time_codes", None)
    return bool(codes and codes.confirmed_at) or bool(row.passkeys.all())


def entry_words(row: PeopleEntry) -> str:
    """What was changed about whom, in a sentence."""
    gaps = {
        "by": row.by.name if row.by else _("An operator"),
        "about": row.about.name if row.about else "",
        "before": _role_or_word(row.before),
        "after": _role_or_word(row.after),
        "blog": row.blog.headline if row.blog else "",
    }
    said = _ENTRY_WORDS.get(row.what, _other)
    return said(row) % gaps


def _other(row: PeopleEntry) -> str:
    return "%(by)s: " + row.what.replace("%", "%%") + " (%(about)s)"


def _role_or_word(word: str) -> str:
    return str(ROLE_WORDS[Role(word)]).lower() if word in list(Role) else word


def _on_live_blog(row: PeopleEntry) -> str:
    if not row.after:
        return _("%(by)s took the role %(before)s on “%(blog)s” from %(about)s")
    return _("%(by)s made %(about)s %(after)s of “%(blog)s”")


_ENTRY_WORDS: dict[str, Callable[[PeopleEntry], str]] = {
    "role": lambda row: _("%(by)s made %(about)s %(after)s (before: %(before)s)"),
    "role on live blog": _on_live_blog,
    "added": lambda row: _("%(by)s added %(about)s as %(after)s"),
    "deactivated": lambda row: _("%(by)s deactivated %(about)s"),
    "reactivated": lambda row: _("%(by)s let %(about)s in again"),
    "invited": lambda row: (
        _("%(by)s invited %(before)s to “%(blog)s” as %(after)s")
        if row.blog_id
        else _("%(by)s invited %(before)s as %(after)s")
    ),
    "invitation ended": lambda row: _("%(by)s ended the invitation of %(before)s"),
    "joined": lambda row: _("%(about)s joined as %(after)s"),
    "pass phrase": lambda row: _("%(by)s set a new pass phrase for %(about)s"),
    "second factor": lambda row: _("%(about)s: %(after)s"),
    "second factor reset": lambda row: _("%(by)s removed the second factors of %(about)s"),
    "token made": lambda row: _("%(by)s made a token of the API for %(about)s on “%(blog)s”: %(after)s"),
    "token revoked": lambda row: _("%(by)s revoked a token of the API of %(about)s on “%(blog)s”"),
    "sign-in rules": lambda row: _("%(by)s changed who must have a second factor: %(after)s"),
}
