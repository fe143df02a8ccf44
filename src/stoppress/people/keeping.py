"""Changing what members may do: roles, on the newsroom and on one live blog, and letting somebody out and in again.

Each is one transaction, names the version that was seen, and leaves an entry. `by` is None for an operator at the shell.
"""

from __future__ import annotations

import re

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stoppress.people.diary import write_down
from stoppress.people.models import BlogRole, Invitation, Member, Newsroom, SignedIn
from stoppress.people.refusals import ChangedMeanwhile, NoSuchPerson, NotAllowed, PeopleRefused
from stoppress.people.rights import BLOG_ROLES, Role, may
from stoppress.people.roles import may_invite, role_on
from stoppress.toolkit import clock

#: A pass phrase is read whole by a function that takes its time.
LONGEST_PASS_PHRASE = 1_000
#: Parts of a name that are shorter stand in too many words; so many characters of a pass phrase must be no part of hers.
_SHORTEST_PART, _LEFT_OVER = 3, 8


def change_role(by: Member | None, newsroom: Newsroom, member: str, version: int | None, role: str) -> Member:
    """Make the member with this public id another thing in the newsroom; None as version takes the one that is."""
    wanted = read_role(role, list(Role))
    with transaction.atomic():
        _check_keeper(by)
        found = _find(newsroom, member, version)
        before = found.role
        if before == wanted:
            return found
        if before == Role.CHIEF:
            _refuse_last_chief(found)
        found.role = wanted
        _save(found, "role", "version")
        _end_invitations_by(found, by)
        write_down(newsroom, "role", by=by, about=found, before=before, after=wanted)
    return found


def deactivate(by: Member | None, newsroom: Newsroom, member: str, version: int | None) -> Member:
    """Let somebody out: no session and no token of hers opens anything from this moment on; what she wrote stays."""
    with transaction.atomic():
        _check_keeper(by)
        found = _find(newsroom, member, version)
        if not found.is_active:
            return found
        if found.role == Role.CHIEF:
            _refuse_last_chief(found)
        found.is_active = False
        call_in_keys(found)
        _save(found, "is_active", "version")
        _end_invitations_by(found, by)
        write_down(newsroom, "deactivated", by=by, about=found)
    return found


def reactivate(by: Member | None, newsroom: Newsroom, member: str, version: int | None) -> Member:
    """Let somebody in again; the sessions and tokens of before stay dead."""
    with transaction.atomic():
        _check_keeper(by)
        found = _find(newsroom, member, version)
        if found.is_active:
            return found
        found.is_active = True
        _save(found, "is_active", "version")
        write_down(newsroom, "reactivated", by=by, about=found)
    return found


def give_blog_role(by: Member, blog: int, member: str, version: int, role: str) -> BlogRole:
    """Make a member of the newsroom something on one live blog; version 0: she was nothing of her own there."""
    wanted = read_role(role, BLOG_ROLES)
    with transaction.atomic():
        _check_team_keeper(by, blog)
        found = _find(by.newsroom, member, None)
        if found.role == Role.CHIEF:
            raise PeopleRefused(_("A chief is chief on every live blog; nothing can be added to that."))
        if not found.is_active:
            raise PeopleRefused(
                _("%(name)s is deactivated. Ask a chief to let them in again.") % {"name": found}
            )
        given = BlogRole.objects.select_for_update().filter(member=found, blog=blog).first()
        _check_version(given.version if given else 0, version)
        before = given.role if given else ""
        given = given or BlogRole(member=found, blog_id=blog, version=0)
        given.role, given.version = wanted, given.version + 1
        given.save()
        _end_invitations_by(found, by)
        write_down(
            by.newsroom, "role on live blog", by=by, about=found, blog=blog, before=before, after=wanted
        )
    return given


def take_blog_role(by: Member, blog: int, member: str, version: int) -> Member:
    """Let a member be on this live blog what she is in the newsroom."""
    with transaction.atomic():
        _check_team_keeper(by, blog)
        found = _find(by.newsroom, member, None)
        given = BlogRole.objects.select_for_update().filter(member=found, blog=blog).first()
        if given is None:
            raise NoSuchPerson(_("%(name)s has no role of their own here.") % {"name": found})
        _check_version(given.version, version)
        given.delete()
        _end_invitations_by(found, by)
        write_down(by.newsroom, "role on live blog", by=by, about=found, blog=blog, before=given.role)
    return found


def set_pass_phrase(by: Member | None, member: Member, pass_phrase: str) -> None:
    """Give a member a new pass phrase; every session that knew the old one ends. Raises PeopleRefused in words."""
    check_pass_phrase(pass_phrase, member)
    with transaction.atomic():
        fresh = Member.objects.select_for_update().get(pk=member.pk)
        fresh.set_password(pass_phrase)
        fresh.save(update_fields=["password"])
        write_down(fresh.newsroom, "pass phrase", by=by, about=fresh)
    member.password = fresh.password


def check_pass_phrase(pass_phrase: str, member: Member) -> None:
    """Raise PeopleRefused if this is no good pass phrase for her: too short, too common, or like her own name."""
    if len(pass_phrase) > LONGEST_PASS_PHRASE:
        raise PeopleRefused(
            pass_phrase=_("A pass phrase has at most %(most)s characters.") % {"most": LONGEST_PASS_PHRASE}
        )
    if _is_made_of(pass_phrase, member):
        raise PeopleRefused(
            pass_phrase=_(
                "This is made of your own name or address. Choose words that nobody connects with you."
            )
        )
    try:
        password_validation.validate_password(pass_phrase)
    except ValidationError as error:
        raise PeopleRefused(pass_phrase=" ".join(error.messages)) from error


def _is_made_of(pass_phrase: str, member: Member) -> bool:
    """Whether little is left of it without her name, her address and their parts."""
    left = pass_phrase.casefold()
    parts = {*member.name.casefold().split(), *re.split(r"[@.]", member.email.casefold())}
    for word in [member.email.casefold(), *sorted(parts, key=len, reverse=True)]:
        if len(word) >= _SHORTEST_PART:
            left = left.replace(word, "")
    return left != pass_phrase.casefold() and len("".join(left.split())) < _LEFT_OVER


def call_in_keys(member: Member) -> None:
    """Let no session and no token from before this moment open anything; within the caller's transaction."""
    now = clock.now()
    member.keys_since = now
    Member.objects.filter(pk=member.pk).update(keys_since=now)
    SignedIn.objects.filter(member=member, ended_at=None).update(ended_at=now)


def _end_invitations_by(member: Member, by: Member | None) -> None:
    """What she may invite to no longer is open to nobody whom she has invited: nobody leaves a door open behind her."""
    for invitation in Invitation.objects.filter(made_by=member).open(clock.now()):
        if may_invite(member, invitation.blog_id):
            continue
        Invitation.objects.filter(pk=invitation.pk).update(ended_at=clock.now())
        write_down(
            member.newsroom, "invitation ended", by=by, blog=invitation.blog_id, before=invitation.email
        )


def read_role(role: str, choices: list[Role] | tuple[Role, ...]) -> Role:
    """The role of this name, if it can be chosen here; raises PeopleRefused."""
    if role not in choices:
        names = ", ".join(choices)
        raise PeopleRefused(
            role=_("There is no role “%(role)s”; choose one of %(names)s.") % {"role": role, "names": names}
        )
    return Role(role)


def _check_keeper(by: Member | None) -> None:
    """What she may is asked again under the lock: her own role may have changed a moment ago."""
    if by is None:
        return
    fresh = Member.objects.get(pk=by.pk)
    if not fresh.is_active or not may(fresh.role, "keep people"):
        raise NotAllowed(_("Only a chief changes who is a member, and as what."))


def _check_team_keeper(by: Member, blog: int) -> None:
    fresh = Member.objects.get(pk=by.pk)
    if not fresh.is_active or not may(role_on(fresh, blog), "keep people of a live blog"):
        raise NotAllowed(_("Only an editor of this live blog changes who works on it."))


def _find(newsroom: Newsroom, member: str, version: int | None) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("newsroom")
    found = rows.filter(newsroom=newsroom, public_id=member).first()
    if found is None:
        raise NoSuchPerson(_("There is no such member."))
    if version is not None:
        _check_version(found.version, version)
    return found


def _check_version(is_now: int, seen: int) -> None:
    if is_now != seen:
        raise ChangedMeanwhile(
            _("Somebody has changed this meanwhile. It stands here as it is now: look, and choose again.")
        )


def _refuse_last_chief(member: Member) -> None:
    others = Member.objects.filter(newsroom=member.newsroom, role=Role.CHIEF, is_active=True)
    if not others.exclude(pk=member.pk).exists():
        raise PeopleRefused(
            _("%(name)s is the only chief. Make somebody else chief first.") % {"name": member}
        )


def _save(member: Member, *fields: str) -> None:
    member.version += 1
    member.save(update_fields=list(fields))
