"""Inviting people by link: for one address, for some days, taken once; the secret itself is stored nowhere."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from stoppress.people.diary import write_down
from stoppress.people.keeping import check_pass_phrase, read_role
from stoppress.people.models import BlogRole, Invitation, Member, Newsroom
from stoppress.people.refusals import NoSuchPerson, NotAllowed, PeopleRefused
from stoppress.people.rights import BLOG_ROLES, Role
from stoppress.people.roles import may_invite
from stoppress.toolkit import clock, ids
from stoppress.toolkit.text import BadText, one_line

DAYS = 7
MOST_DAYS = 30
#: Invitations that are open at once: whoever takes over a chief's session does not write to the whole world.
MOST_OPEN = 200
LONGEST_NAME = 120
_SALT = "stoppress.people.invitation"


class CannotBeTaken(PeopleRefused):
    """The link opens nothing: mistyped, too old, taken, or taken back; nobody is told which."""

    status = 404


def invite(
    by: Member, email: str, name: str, role: str, *, days: int = DAYS, blog: int | None = None
) -> Invitation:
    """Invite one person, to the newsroom or to one live blog; an earlier open invitation of the address ends.

    Raises PeopleRefused with words beside the fields. `secret_of` gives the link's secret.
    """
    address, called = _checked(by, email, name, days)
    wanted = read_role(role, BLOG_ROLES if blog else list(Role))
    now = clock.now()
    with transaction.atomic():
        _check_host(by, blog)
        theirs = Invitation.objects.filter(newsroom=by.newsroom)
        theirs.filter(email=address, blog=blog).open(now).update(ended_at=now)
        if theirs.open(now).count() >= MOST_OPEN:
            raise PeopleRefused(_("Too many invitations are open. End some, then invite again."))
        public_id = ids.public_id()
        invitation = Invitation.objects.create(
            newsroom=by.newsroom,
            blog_id=blog,
            public_id=public_id,
            email=address,
            name=called,
            role=wanted,
            secret_hash=_hash(_secret(public_id)),
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        write_down(by.newsroom, "invited", by=by, blog=blog, before=address, after=wanted)
    return invitation


def secret_of(invitation: Invitation) -> str:
    """The secret of the link, made again from the house's key (empty when the key was changed since)."""
    secret = _secret(invitation.public_id)
    return secret if hmac.compare_digest(_hash(secret), invitation.secret_hash) else ""


def end_invitation(by: Member, public_id: str, blog: int | None = None) -> Invitation:
    """Take an invitation back."""
    with transaction.atomic():
        _check_host(by, blog)
        rows = Invitation.objects.filter(newsroom=by.newsroom, public_id=public_id, blog=blog)
        found = rows.open(clock.now()).first()
        if found is None:
            raise NoSuchPerson(_("There is no such open invitation; it may have been taken just now."))
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        write_down(by.newsroom, "invitation ended", by=by, blog=blog, before=found.email)
    return found


def opened(secret: str) -> Invitation:
    """The invitation of this link; raises CannotBeTaken."""
    rows = Invitation.objects.filter(secret_hash=_hash(secret)).open(clock.now())
    found: Invitation | None = rows.select_related("newsroom", "blog", "made_by").first()
    if found is None or not may_invite(found.made_by, found.blog_id):
        raise CannotBeTaken(
            _(
                "This invitation opens nothing. It may be mistyped, too old, or used already. Ask who invited you for a new one."
            )
        )
    return found


def take(secret: str, name: str, pass_phrase: str) -> Member:
    """Become a member by this link, once; raises CannotBeTaken, or PeopleRefused with words beside the fields."""
    with transaction.atomic():
        invitation = opened(secret)
        called = _name(name)
        check_pass_phrase(pass_phrase, Member(email=invitation.email, name=called))
        if Member.objects.filter(email__iexact=invitation.email).exists():
            raise PeopleRefused(
                _("This address has an account already. Sign in, or ask to be invited by another address.")
            )
        now = clock.now()
        taken = Invitation.objects.filter(pk=invitation.pk).open(now).update(taken_at=now)
        if not taken:
            raise CannotBeTaken(_("This invitation was used just now."))
        member = _become(invitation, called, pass_phrase)
        write_down(
            invitation.newsroom,
            "joined",
            by=member,
            about=member,
            blog=invitation.blog_id,
            after=invitation.role,
        )
    return member


def open_invitations(newsroom: Newsroom, blog: int | None = None) -> list[Invitation]:
    """Those that can still be taken, the newest first."""
    rows = Invitation.objects.filter(newsroom=newsroom, blog=blog).open(clock.now())
    return list(rows.select_related("made_by").order_by("-made_at", "-pk"))


def _become(invitation: Invitation, name: str, pass_phrase: str) -> Member:
    role = Role.GUEST if invitation.blog_id else Role(invitation.role)
    member = Member(newsroom=invitation.newsroom, email=invitation.email, name=name, role=role)
    member.set_password(pass_phrase)
    member.save()
    if invitation.blog_id:
        BlogRole.objects.create(member=member, blog_id=invitation.blog_id, role=invitation.role)
    return member


def _check_host(by: Member, blog: int | None) -> None:
    if not may_invite(Member.objects.get(pk=by.pk), blog):
        raise NotAllowed(_("You cannot invite anybody here. Ask a chief."))


def _checked(by: Member, email: str, name: str, days: int) -> tuple[str, str]:
    address, wrong = email.strip().lower(), {}
    try:
        validate_email(address)
    except ValidationError:
        wrong["email"] = _("This is no e-mail address.")
    if by.newsroom.members.filter(email__iexact=address).exists():
        wrong["email"] = _("This is the address of a member of the newsroom; they stand in the list.")
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = _("An invitation holds from 1 to %(most)s days.") % {"most": MOST_DAYS}
    called = ""
    try:
        called = one_line(name, limit=LONGEST_NAME)
    except BadText as error:
        wrong["name"] = str(error)
    if wrong:
        raise PeopleRefused(**wrong)
    return address, called


def _name(name: str) -> str:
    try:
        called = one_line(name, limit=LONGEST_NAME)
    except BadText as error:
        raise PeopleRefused(name=str(error)) from error
    if not called:
        raise PeopleRefused(name=_("Say how you are called; it stands in bylines."))
    return called


def _secret(public_id: str) -> str:
    """200 bits that only this house can make: a stolen copy of the database opens nothing."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{_SALT}:{public_id}".encode(), hashlib.sha256).digest()
    return ids.spelt(digest)[:40]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
