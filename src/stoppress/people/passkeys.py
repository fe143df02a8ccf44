"""Passkeys (WebAuthn): the device holds the key and checks who touches it; we keep the public half.

A passkey is both factors at once: something that she has, and a finger, a face or a PIN that the device asks for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from stoppress.people.diary import write_down
from stoppress.people.models import Member, OneTimeCodes, Passkey
from stoppress.people.refusals import NoSuchPerson, PeopleRefused
from stoppress.people.second_factor import forget_recovery_codes_of_nothing, refuse_last
from stoppress.toolkit import clock
from stoppress.toolkit.text import BadText, one_line

MOST_PASSKEYS = 20
LONGEST_NAME = 60
#: What is raised on the way into an answer that no device has made: too deep, too short, of keys that nobody has.
_TROUBLES = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
    *(RecursionError, NotImplementedError, struct.error, UnsupportedAlgorithm),
)


@dataclass(frozen=True)
class House:
    """Where the browser is: a passkey belongs to this host, and answers only to pages of this origin."""

    host: str
    origin: str

    def server(self, name: str) -> Fido2Server:
        """Who checks what devices sign."""
        entity = PublicKeyCredentialRpEntity(id=self.host, name=name)
        return Fido2Server(entity, verify_origin=lambda origin: str(origin) == self.origin)


def begin_adding(house: House, member: Member) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked to make, and what we must remember until it answers."""
    known = [AttestedCredentialData(bytes(key.credential)) for key in Passkey.objects.filter(member=member)]
    user = PublicKeyCredentialUserEntity(
        id=member.public_id.encode(), name=member.email, display_name=member.name
    )
    options, state = house.server(member.newsroom.name).register_begin(
        user,
        known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def add(house: House, member: Member, state: Mapping[str, Any], answer: Any, name: str) -> Passkey:
    """Keep the passkey that the device has made; raises PeopleRefused in words."""
    try:
        called = one_line(name, limit=LONGEST_NAME) or _("Passkey")
    except BadText as error:
        raise PeopleRefused(name=str(error)) from error
    try:
        made = house.server(member.newsroom.name).register_complete(state, answer)
        credential = made.credential_data
        assert credential is not None
    except _TROUBLES as error:
        raise PeopleRefused(_("The device’s answer could not be checked. Try again.")) from error
    with transaction.atomic():
        if Passkey.objects.filter(member=member).count() >= MOST_PASSKEYS:
            raise PeopleRefused(_("You have twenty passkeys. Remove one that you no longer use."))
        try:
            kept = Passkey.objects.create(
                member=member,
                name=called,
                credential_id=credential.credential_id,
                credential=bytes(credential),
                sign_count=made.counter,
                made_at=clock.now(),
            )
        except IntegrityError as error:
            raise PeopleRefused(_("This passkey is known already.")) from error
        write_down(member.newsroom, "second factor", by=member, about=member, after="passkey added")
    return kept


def begin_opening(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """What any browser is asked, whoever sits there: it tells nothing about who has a passkey."""
    options, state = house.server("Stop Press").authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), state


def open_with(house: House, state: Mapping[str, Any], answer: Any) -> Member:
    """The active member whose passkey has signed; raises PeopleRefused, in the same words whatever was wrong."""
    refusal = PeopleRefused(_("This passkey opens nothing here. Use another, or your pass phrase."))
    try:
        response = AuthenticationResponse.from_dict(answer)
        key = Passkey.objects.select_related("member__newsroom").get(credential_id=response.raw_id)
        known = AttestedCredentialData(bytes(key.credential))
        house.server("Stop Press").authenticate_complete(state, [known], answer)
        counter = response.response.authenticator_data.counter
    except (*_TROUBLES, Passkey.DoesNotExist) as error:
        raise refusal from error
    is_copied = (counter or key.sign_count) and counter <= key.sign_count
    if is_copied or not key.member.is_active:
        raise refusal
    Passkey.objects.filter(pk=key.pk).update(sign_count=counter, used_at=clock.now())
    return key.member


def remove(member: Member, public_id: str) -> None:
    """Let a passkey open nothing any more."""
    with transaction.atomic():
        key = Passkey.objects.filter(member=member, public_id=public_id).first()
        if key is None:
            raise NoSuchPerson(_("There is no such passkey."))
        others = Passkey.objects.filter(member=member).exclude(pk=key.pk).exists()
        codes = OneTimeCodes.objects.filter(member=member, confirmed_at__isnull=False).exists()
        refuse_last(member, others or codes)
        key.delete()
        forget_recovery_codes_of_nothing(member)
        write_down(member.newsroom, "second factor", by=member, about=member, after="passkey removed")
