"""What a member is on one live blog, and which live blogs are there for her."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from stoppress.people.models import BlogRole, Member
from stoppress.people.rights import Role, may


def role_on(member: Member, blog: int) -> Role:
    """The member's role on the live blog with this key: the one she was given there, else that of the newsroom.

    A chief is chief everywhere.
    """
    if member.role == Role.CHIEF:
        return Role.CHIEF
    given = BlogRole.objects.filter(member=member.pk, blog=blog).values_list("role", flat=True).first()
    return Role(given or member.role)


def role_now(member: Member, blog: int | None) -> Role:
    """The role on this live blog (None: in the newsroom) as the database has it now.

    The member learns her own role, and whether she was let out meanwhile.
    """
    given = BlogRole.objects.filter(member=OuterRef("pk"), blog=blog).values("role")[:1]
    row = Member.objects.filter(pk=member.pk).values_list("role", "is_active", Subquery(given)).get()
    member.role, member.is_active, own = row
    return Role.CHIEF if member.role == Role.CHIEF else Role(own or member.role)


def roles_on(members: Iterable[Member], blog: int) -> dict[int, Role]:
    """What each of these members is on the live blog with this key, by the members' keys."""
    known = {member.pk: member for member in members}
    given = dict(BlogRole.objects.filter(member__in=known, blog=blog).values_list("member", "role"))
    return {
        key: Role.CHIEF if member.role == Role.CHIEF else Role(given.get(key) or member.role)
        for key, member in known.items()
    }


def given_roles(member: Member) -> dict[int, Role]:
    """The roles that the member was given on single live blogs, by their keys."""
    if member.role == Role.CHIEF:
        return {}
    rows = BlogRole.objects.filter(member=member.pk).values_list("blog", "role")
    return {blog: Role(role) for blog, role in rows}


def roles_of(member: Member) -> frozenset[Role]:
    """Everything that she is anywhere."""
    return frozenset({Role(member.role), *given_roles(member).values()})


def may_invite(member: Member, blog: int | None) -> bool:
    """Say whether she may invite others: to the live blog with this key, or without one to the newsroom."""
    if not member.is_active:
        return False
    if blog is None:
        return may(member.role, "keep people")
    return may(role_on(member, blog), "keep people of a live blog")
