"""The second factor: one-time codes from an app (RFC 6238), recovery codes, and whether somebody must have one."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from stoppress.people.diary import write_down
from stoppress.people.models import Member, Newsroom, OneTimeCodes, Passkey, RecoveryCode, SignedIn
from stoppress.people.refusals import ChangedMeanwhile, NotAllowed, PeopleRefused
from stoppress.people.rights import Role, may
from stoppress.people.roles import roles_of
from stoppress.toolkit import clock, ids

RECOVERY_CODES = 10
#: Of a recovery code, each of 25 random bits: whoever has stolen the hashes tries 75 bits in vain.
_PARTS = 3
_STEP_SECONDS = 30
#: A phone's clock may be so many steps early or late.
_DRIFT = (0, -1, 1)
_ISSUER = "Stop Press"


def has_second_factor(member: Member) -> bool:
    """Say whether signing in asks for more than the pass phrase."""
    return has_codes(member) or Passkey.objects.filter(member=member).exists()


def has_codes(member: Member) -> bool:
    """Say whether an authenticator app was set up."""
    return OneTimeCodes.objects.filter(member=member, confirmed_at__isnull=False).exists()


def must_have_one(member: Member) -> bool:
    """Say whether the newsroom asks a second factor of anything that she is."""
    wanted = member.newsroom.second_factor_roles
    return bool(wanted) and not roles_of(member).isdisjoint(wanted)


def begin_codes(member: Member) -> str:
    """A new secret for her app, good as soon as one code of it was typed; the same until then."""
    with transaction.atomic():
        row = OneTimeCodes.objects.filter(member=member).first()
        if row and row.confirmed_at:
            raise PeopleRefused(_("An app is set up already. Remove it first, then set up another."))
        known = _opened(row) if row else ""
        if not known:
            known = pyotp.random_base32()
            OneTimeCodes.objects.update_or_create(member=member, defaults={"sealed": _sealed(known)})
    return known


def address_of(member: Member, secret: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(
        name=member.email, issuer_name=f"{_ISSUER} {member.newsroom.name}"
    )


def confirm_codes(member: Member, typed: str) -> list[str]:
    """Let the app be a second factor from now on; gives the recovery codes, this once."""
    with transaction.atomic():
        row = OneTimeCodes.objects.filter(member=member, confirmed_at=None).first()
        if row is None:
            raise PeopleRefused(_("There is no app to be confirmed. Begin again."))
        if not _takes(row, typed):
            raise PeopleRefused(
                code=_("This is not the code of now. Wait for the next one; is the phone’s clock right?")
            )
        OneTimeCodes.objects.filter(pk=row.pk).update(confirmed_at=clock.now())
        write_down(member.newsroom, "second factor", by=member, about=member, after="app set up")
        return new_recovery_codes(member)


def is_code(member: Member, typed: str) -> bool:
    """Take a code of the app or a recovery code; either opens once. A wrong one takes as long as a right one."""
    with transaction.atomic():
        row = OneTimeCodes.objects.filter(member=member, confirmed_at__isnull=False).first()
        by_app = row is not None and _takes(row, typed)
        return _takes_recovery(member, typed) or by_app


def new_recovery_codes(member: Member) -> list[str]:
    """Ten new codes in place of the old ones; only their hashes stay."""
    codes = ["-".join(ids.secret(5) for _part in range(_PARTS)) for _number in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(member=member).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(member=member, sha256=_hash(member, code)) for code in codes
        )
        write_down(member.newsroom, "second factor", by=member, about=member, after="new recovery codes")
    return codes


def recovery_codes_left(member: Member) -> int:
    """So many can still be used."""
    return RecoveryCode.objects.filter(member=member, used_at=None).count()


def remove_codes(member: Member) -> None:
    """Ask for no code of the app any more."""
    with transaction.atomic():
        refuse_last(member, Passkey.objects.filter(member=member).exists())
        OneTimeCodes.objects.filter(member=member).delete()
        forget_recovery_codes_of_nothing(member)
        write_down(member.newsroom, "second factor", by=member, about=member, after="app removed")


def refuse_last(member: Member, has_another: bool) -> None:
    """Raise PeopleRefused if this is the last one and the newsroom asks for one."""
    if not has_another and must_have_one(member):
        raise PeopleRefused(
            _("The newsroom asks for a second factor. Set up another one first, then remove this.")
        )


def forget_recovery_codes_of_nothing(member: Member) -> None:
    """Recovery codes stand in for a factor; with none, they are not needed."""
    if not has_second_factor(member):
        RecoveryCode.objects.filter(member=member).delete()


def reset(by: Member | None, member: Member) -> None:
    """Remove every second factor of a member who has lost them, and end her sessions; a chief or an operator does this."""
    with transaction.atomic():
        if by is not None and not may(Member.objects.get(pk=by.pk).role, "keep people"):
            raise NotAllowed(_("Only a chief does this."))
        if by is not None and by.pk == member.pk:
            raise PeopleRefused(_("These are your own. Remove them on your own page, or ask another chief."))
        for model in (OneTimeCodes, RecoveryCode, Passkey):
            model._default_manager.filter(member=member).delete()
        now = clock.now()
        SignedIn.objects.filter(member=member, ended_at=None).update(ended_at=now)
        write_down(member.newsroom, "second factor reset", by=by, about=member)


def set_rules(by: Member, newsroom: Newsroom, version: int, roles: list[str]) -> None:
    """Say which roles must have a second factor; who has none is led to set one up."""
    wanted = [role.value for role in Role if role in roles]
    with transaction.atomic():
        if not may(Member.objects.get(pk=by.pk).role, "keep people"):
            raise NotAllowed(_("Only a chief does this."))
        changed = Newsroom.objects.filter(pk=newsroom.pk, version=version).update(
            second_factor_roles=wanted, version=version + 1
        )
        if not changed:
            raise ChangedMeanwhile(_("Somebody has changed this meanwhile. It stands here as it is now."))
        write_down(newsroom, "sign-in rules", by=by, after=", ".join(wanted) or "nobody")


def _takes(row: OneTimeCodes, typed: str) -> bool:
    """Whether this is a code of now that was not used yet; a step serves once, also for two requests at the same moment."""
    secret = _opened(row)
    if not secret:
        return False
    digits = "".join(typed.split())
    step = int(clock.now().timestamp()) // _STEP_SECONDS
    found = [
        step + drift
        for drift in _DRIFT
        if hmac.compare_digest(
            pyotp.HOTP(secret).at(step + drift).encode(), digits.encode("utf-8", "replace")
        )
    ]
    if not found:
        return False
    mine = OneTimeCodes.objects.filter(pk=row.pk, last_step__lt=found[0])
    return bool(mine.update(last_step=found[0]))


def _takes_recovery(member: Member, typed: str) -> bool:
    unused = RecoveryCode.objects.filter(member=member, sha256=_hash(member, typed), used_at=None)
    return bool(unused.update(used_at=clock.now()))


def _hash(member: Member, code: str) -> str:
    """Hashed with whose it is, without the house's key: recovery codes must serve when that was changed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{member.pk}:{plain}".encode("utf-8", "replace")).hexdigest()


def _sealed(secret: str) -> bytes:
    return _box().encrypt(secret.encode())


def _opened(row: OneTimeCodes) -> str:
    """The secret; empty when the house's key was changed since, and recovery codes must serve."""
    try:
        return _box().decrypt(bytes(row.sealed)).decode()
    except InvalidToken:
        return ""


def _box() -> Fernet:
    """A stolen copy of the database makes no codes: they are sealed with the house's key."""
    key = hashlib.sha256(b"stoppress.people.second_factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
