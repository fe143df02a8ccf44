"""From a right pass phrase to an open session: the second step where there is one, and sessions that can be listed and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from stoppress.desk.throttle import remember_device
from stoppress.people.models import Member, SignedIn
from stoppress.toolkit import clock

#: So long the second step may take after the first.
SECOND_STEP = timedelta(minutes=10)
#: Her own keys, and what others are in the newsroom, are changed only by who has shown so lately that she is herself.
RECENT = timedelta(minutes=10)
#: Sessions that ended are listed no longer after this.
_KEPT = timedelta(days=30)

_SESSION, _CONFIRMED_AT, _WAITING, _ELSEWHERE = "signed_in", "confirmed_at", "second_step", "factor_elsewhere"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def let_in(request: HttpRequest, member: Member) -> None:
    """Open a session of this member's, with a new key, and write it down."""
    login(request, member, _BACKEND)
    _open(request, member)
    confirm(request)


def greet(response: HttpResponse, request: HttpRequest, member: Member) -> HttpResponse:
    """The answer to who has come in; her device is known from now on."""
    remember_device(response, request, member)
    return response


def wait_for_second_step(request: HttpRequest, member: Member, to: str) -> None:
    """The first step was right: remember for whom, under a new key; nothing is open yet."""
    request.session.cycle_key()
    request.session[_WAITING] = {"member": member.pk, "at": clock.now().timestamp(), "to": to}


def waiting(request: HttpRequest) -> tuple[Member, str] | None:
    """Who stands at the second step, and where she wants to go; None if nobody does, or for too long."""
    kept = request.session.get(_WAITING)
    if not kept or clock.now().timestamp() - kept["at"] > SECOND_STEP.total_seconds():
        return None
    member = Member.objects.filter(pk=kept["member"], is_active=True).select_related("newsroom").first()
    return (member, kept["to"]) if member else None


def note_factor_elsewhere(request: HttpRequest) -> None:
    """The provider of single sign-on has asked for the second factor."""
    request.session[_ELSEWHERE] = True


def was_asked_elsewhere(request: HttpRequest) -> bool:
    """Say whether this session was opened by a provider that asks for the second factor itself."""
    return settings.OIDC_IS_SECOND_FACTOR and bool(request.session.get(_ELSEWHERE))


def confirm(request: HttpRequest) -> None:
    """She has just shown that she is herself."""
    request.session[_CONFIRMED_AT] = clock.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether she has shown it lately."""
    at = request.session.get(_CONFIRMED_AT, 0)
    return bool(0 <= clock.now().timestamp() - at <= RECENT.total_seconds())


def stands(request: HttpRequest, member: Member) -> bool:
    """Say whether this session was not ended from elsewhere; one that is not written down yet is."""
    name = request.session.get(_SESSION)
    if name is None:
        _open(request, member)
        return True
    return SignedIn.objects.filter(member=member, public_id=name, ended_at=None).exists()


def member_of(session: Mapping[str, Any]) -> Member | None:
    """The active member whose session this is and stands; asked before there is a request, and nothing is written."""
    member = Member.objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    if member is None or not _is_of_her_pass_phrase(session, member):
        return None
    name = session.get(_SESSION)
    stands_open = name is None or _open_ones(member).filter(public_id=name).exists()
    return member if stands_open else None


def _is_of_her_pass_phrase(session: Mapping[str, Any], member: Member) -> bool:
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), member.get_session_auth_hash())


def was_deactivated(request: HttpRequest) -> bool:
    """Say whether this session was that of a member who has been let out since; only who holds it is told."""
    return Member.objects.filter(pk=request.session.get(SESSION_KEY, 0), is_active=False).exists()


def note_visit(request: HttpRequest) -> None:
    """She is still here."""
    SignedIn.objects.filter(public_id=request.session.get(_SESSION, "")).update(seen_at=clock.now())


def end_this(request: HttpRequest) -> None:
    """Sign out here."""
    name = request.session.get(_SESSION, "")
    SignedIn.objects.filter(public_id=name, ended_at=None).update(ended_at=clock.now())
    logout(request)


def end(member: Member, name: str) -> bool:
    """End one session, wherever it is; whether there was one."""
    return bool(_open_ones(member).filter(public_id=name).update(ended_at=clock.now()))


def end_others(request: HttpRequest, member: Member) -> int:
    """End all sessions but this one; how many there were."""
    others = _open_ones(member).exclude(public_id=request.session.get(_SESSION, ""))
    return others.update(ended_at=clock.now())


def sessions_of(member: Member) -> list[SignedIn]:
    """Where she is signed in, the last seen first."""
    return list(_open_ones(member).order_by("-seen_at", "-pk"))


def this_session(request: HttpRequest) -> str:
    """The name of the session that asks."""
    return str(request.session.get(_SESSION, ""))


def device_of(agent: str) -> str:
    """Browser and system in two words, as she would call them; nothing that would know her again."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(word for word in (browser, system) if word)


def _open(request: HttpRequest, member: Member) -> None:
    now = clock.now()
    SignedIn.objects.filter(member=member, ended_at__lt=now - _KEPT).delete()
    device = device_of(request.headers.get("User-Agent", ""))
    made = SignedIn.objects.create(member=member, device=device, began_at=now, seen_at=now)
    request.session[_SESSION] = made.public_id


def _open_ones(member: Member) -> QuerySet[SignedIn]:
    oldest = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignedIn.objects.filter(member=member, ended_at=None, seen_at__gt=oldest)
