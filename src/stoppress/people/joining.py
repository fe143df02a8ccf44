"""How somebody becomes a member: by the shell for now."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from stoppress.people.diary import write_down
from stoppress.people.keeping import check_pass_phrase
from stoppress.people.models import Member, Newsroom
from stoppress.people.refusals import PeopleRefused
from stoppress.people.rights import Role


class CannotJoin(ValueError):
    """The member cannot be added; the message says what to do."""


def add_member(newsroom_name: str, email: str, name: str, role: str, password: str) -> Member:
    """Add a member, and the newsroom if it is not there yet; raise CannotJoin in words."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotJoin(f"“{email}” is no e-mail address.") from error
    if role not in set(Role):
        raise CannotJoin(f"There is no role “{role}”; choose one of {', '.join(Role)}.")
    try:
        check_pass_phrase(password, Member(email=email, name=name))
    except PeopleRefused as refusal:
        raise CannotJoin(refusal.message) from refusal
    with transaction.atomic():
        if Member.objects.filter(email__iexact=email).exists():
            raise CannotJoin(f"{email} is a member already.")
        newsroom, _ = Newsroom.objects.get_or_create(name=newsroom_name)
        member = Member(newsroom=newsroom, email=email.lower(), name=name.strip() or email, role=role)
        member.set_password(password)
        member.save()
        write_down(newsroom, "added", by=None, about=member, after=role)
    return member
