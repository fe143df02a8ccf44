"""Slowing down those who guess passwords, without locking out the member whose device we know."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from stoppress.desk.models import SignInTry
from stoppress.people.models import Member
from stoppress.toolkit import clock, ids

WINDOW = timedelta(minutes=15)
MOST_TRIES_AN_ACCOUNT = 10
#: Higher than for an account, because a whole newsroom may sit behind one address.
MOST_TRIES_A_NETWORK = 60
#: Of codes, which are short: from one device or network, and from all networks that the member has not signed in from.
MOST_GUESSES, MOST_GUESSES_OF_ALL = 5, 50

_COOKIE = "device"
_COOKIE_AGE_SECONDS = 400 * 24 * 3600  # what browsers keep at most
_SALT = "stoppress.desk.device"


@dataclass(frozen=True)
class Visitor:
    """Who tries: the account as typed, the device if this account has signed in from it before, the network."""

    account: str
    device: str
    network: str

    @classmethod
    def of(cls, request: HttpRequest, email: str) -> Visitor:
        account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
        return cls(account, _known_device(request, account), _network(request.META.get("REMOTE_ADDR", "")))

    @classmethod
    def at_second_step(cls, request: HttpRequest, member: Member) -> Visitor:
        """Who types a code for this member; a device that she has signed in from is known here as at the first step."""
        known = cls.of(request, member.email)
        account = hashlib.sha256(f"second step of {member.email.lower()}".encode()).hexdigest()
        return cls(account, known.device, known.network)

    @classmethod
    def unnamed(cls, request: HttpRequest) -> Visitor:
        """Somebody who says no name: nobody can use up the tries of all others, so the network alone is counted."""
        return cls("", "", _network(request.META.get("REMOTE_ADDR", "")))


def has_tried_too_often(visitor: Visitor) -> bool:
    """Say whether this visitor must wait; a device that the account has used before is counted for itself alone."""
    recent = SignInTry.objects.filter(at__gt=clock.now() - WINDOW)
    if visitor.device:
        return _reaches(recent.filter(account=visitor.account, device=visitor.device), MOST_TRIES_AN_ACCOUNT)
    from_strangers = recent.filter(device="")
    if _reaches(from_strangers.filter(network=visitor.network), MOST_TRIES_A_NETWORK):
        return True
    mine = from_strangers.filter(account=visitor.account)
    return bool(visitor.account) and _reaches(mine, MOST_TRIES_AN_ACCOUNT)


def has_guessed_too_often(visitor: Visitor) -> bool:
    """Say whether no more codes are taken from here; whoever else holds the pass phrase does not lock the member out."""
    recent = SignInTry.objects.filter(at__gt=clock.now() - WINDOW)
    mine = recent.filter(account=visitor.account, device=visitor.device)
    if visitor.device:
        return _reaches(mine, MOST_GUESSES)
    from_here = recent.filter(device="", network=visitor.network)
    return (
        _reaches(mine.filter(network=visitor.network), MOST_GUESSES)
        or _reaches(mine, MOST_GUESSES_OF_ALL)
        or _reaches(from_here, MOST_TRIES_A_NETWORK)
    )


def count_failure(visitor: Visitor) -> None:
    """Remember a failed try, and forget those that no longer count."""
    now = clock.now()
    SignInTry.objects.filter(at__lte=now - WINDOW).delete()
    SignInTry.objects.create(account=visitor.account, device=visitor.device, network=visitor.network, at=now)


def remember_device(response: HttpResponse, request: HttpRequest, member: Member) -> None:
    """Let this device be known to the account that has just signed in on it."""
    account = Visitor.of(request, member.email).account
    word = signing.dumps({"account": account, "device": ids.secret(24)}, salt=_SALT)
    response.set_cookie(
        _cookie_name(request),
        word,
        max_age=_COOKIE_AGE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _known_device(request: HttpRequest, account: str) -> str:
    try:
        kept = signing.loads(
            request.COOKIES.get(_cookie_name(request), ""), salt=_SALT, max_age=_COOKIE_AGE_SECONDS
        )
    except signing.BadSignature:
        return ""
    return str(kept["device"]) if kept.get("account") == account else ""


def _cookie_name(request: HttpRequest) -> str:
    return f"__Host-{_COOKIE}" if request.is_secure() else _COOKIE


def _network(address: str) -> str:
    """The address, or for IPv6 its /64: one home has 2^64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _reaches(tries: QuerySet[SignInTry], bound: int) -> bool:
    return tries[bound - 1 : bound].exists()
