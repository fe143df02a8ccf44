"""OpenID Connect: members sign in at the newsroom's own provider (authorization code with PKCE, one issuer, by configuration).

What the provider says is believed only as far as its signature, issuer, audience, time and nonce go.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from stoppress.people.diary import write_down
from stoppress.people.models import Identity, Member, Newsroom
from stoppress.people.refusals import PeopleRefused
from stoppress.people.rights import Role
from stoppress.toolkit import clock
from stoppress.toolkit.outbound import Outbound, Refused, Reply, Unreachable

#: Signatures by a private key alone; “none” and shared secrets are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: What the provider says about itself is asked anew after so long.
_KEPT_SECONDS = 3_600
#: Our clock and the provider's may differ by so much.
_LEEWAY_SECONDS = 60
_OK = 200
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")

#: Sends one request: method, address, headers, body. Tests put a provider of their own here.
Fetch = Callable[[str, str, Mapping[str, str], bytes], Reply]


class NotSignedIn(PeopleRefused):
    """The provider's answer opens nothing; the message says what to do."""


@dataclass(frozen=True)
class Wish:
    """One sign-in on its way: kept in the session, and compared with what comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Wish:
        return cls(*(secrets.token_urlsafe(32) for _number in range(3)))


def is_on() -> bool:
    """Say whether a provider is configured."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def address_to_go_to(wish: Wish, back: str, *, anew: bool = False) -> str:
    """Where the browser is sent, to come back to `back`; raises NotSignedIn if the provider cannot be reached.

    `anew`: the provider is to ask her, also if it knows her already.
    """
    challenge = base64.urlsafe_b64encode(hashlib.sha256(wish.verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": wish.state,
        "nonce": wish.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        **({"prompt": "login"} if anew else {}),
    }
    endpoint = _provider()["authorization_endpoint"]
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def member_who_came_back(wish: Wish, told: Mapping[str, str], back: str) -> Member:
    """The member whom the provider names; raises NotSignedIn in words."""
    if not hmac.compare_digest(wish.state.encode(), told.get("state", "").encode("utf-8", "replace")):
        raise NotSignedIn(_("This sign-in was not begun here, or too long ago. Begin again."))
    if told.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        raise NotSignedIn(_("The answer came from another provider. Begin again."))
    if not told.get("code"):
        raise NotSignedIn(_("The provider did not let you in. Begin again, or ask whoever runs it."))
    claims = _claims(_id_token(wish, told["code"], back), wish)
    return _member(claims)


def forget_provider() -> None:
    """Ask the provider anew what it says about itself."""
    _kept.clear()


_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def _provider() -> dict[str, Any]:
    """What the issuer publishes about itself, under the very name that is configured."""
    address = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
    found = _kept_json(address)
    if found.get("issuer") != settings.OIDC_ISSUER or not all(
        isinstance(found.get(name), str) for name in _NEEDED
    ):
        raise _unreachable()
    return found


def _kept_json(address: str, *, anew: bool = False) -> dict[str, Any]:
    now = clock.now().timestamp()
    if not anew and address in _kept and now - _kept[address][0] < _KEPT_SECONDS:
        return _kept[address][1]
    found = _json(fetch("GET", address, {"Accept": "application/json"}, b""))
    _kept[address] = (now, found)
    return found


def _id_token(wish: Wish, code: str, back: str) -> str:
    """Change the code for the signed word of who it is."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": settings.OIDC_CLIENT_ID,
        "code_verifier": wish.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if settings.OIDC_CLIENT_SECRET:
        pair = f"{quote(settings.OIDC_CLIENT_ID, safe='')}:{quote(settings.OIDC_CLIENT_SECRET, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    answered = _json(fetch("POST", _provider()["token_endpoint"], headers, urlencode(form).encode()))
    token = answered.get("id_token")
    if not isinstance(token, str):
        raise _unreachable()
    return token


def _claims(token: str, wish: Wish) -> dict[str, Any]:
    """What the token says, if all is as it must be."""
    claims = _decoded(token)
    registry = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT_ID},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True},
    )
    try:
        registry.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise NotSignedIn(_("The provider’s answer is not for here, or too old. Begin again.")) from error
    is_ours = hmac.compare_digest(wish.nonce.encode(), str(claims["nonce"]).encode())
    is_for_us = claims.get("azp", settings.OIDC_CLIENT_ID) == settings.OIDC_CLIENT_ID
    if not is_ours or not is_for_us or not isinstance(claims["sub"], str):
        raise NotSignedIn(_("The provider’s answer is not for here, or too old. Begin again."))
    return claims


def _decoded(token: str) -> dict[str, Any]:
    """Checked by the provider's keys; asked anew once, for providers change them."""
    address = _provider()["jwks_uri"]
    for anew in (False, True):
        try:
            keys = KeySet.import_key_set(_kept_json(address, anew=anew))  # type: ignore[arg-type]
            return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    raise NotSignedIn(_("The provider’s signature is not right. Begin again, or tell an operator."))


def _member(claims: Mapping[str, Any]) -> Member:
    """By the provider's own name of her; the first time by her address, if the provider has verified it."""
    known = Identity.objects.filter(issuer=settings.OIDC_ISSUER, subject=claims["sub"])
    if found := known.select_related("member__newsroom").first():
        return _if_active(found.member)
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") is not True:
        raise NotSignedIn(
            _("The provider does not say that your e-mail address is yours. Ask whoever runs it.")
        )
    with transaction.atomic():
        member = Member.objects.filter(email__iexact=email).select_related("newsroom").first()
        member = _if_active(member) if member else _newcomer(email, str(claims.get("name") or email))
        try:
            Identity.objects.create(
                member=member, issuer=settings.OIDC_ISSUER, subject=claims["sub"], made_at=clock.now()
            )
        except IntegrityError as error:
            raise NotSignedIn(_("This was done twice at once. Begin again.")) from error
        write_down(member.newsroom, "second factor", by=member, about=member, after="single sign-on linked")
    return member


def _newcomer(email: str, name: str) -> Member:
    """Whoever the provider knows is a member at once, if the newsroom says so; else she must be invited."""
    if not settings.OIDC_ROLE:
        raise NotSignedIn(_("You are not a member here yet. Ask a chief of the newsroom for an invitation."))
    named = (
        Newsroom.objects.filter(name=settings.OIDC_NEWSROOM) if settings.OIDC_NEWSROOM else Newsroom.objects
    )
    newsroom = named.order_by("pk").first()
    if newsroom is None:
        raise NotSignedIn(_("There is no such newsroom yet; an operator must set it up."))
    member = Member(
        newsroom=newsroom,
        email=email.lower(),
        name=" ".join(name.split())[:120],
        role=Role(settings.OIDC_ROLE),
    )
    member.set_unusable_password()
    member.save()
    write_down(newsroom, "joined", by=member, about=member, after=member.role)
    return member


def _if_active(member: Member) -> Member:
    if not member.is_active:
        raise NotSignedIn(_("You are not a member here yet. Ask a chief of the newsroom for an invitation."))
    return member


def _json(reply: Reply) -> dict[str, Any]:
    try:
        found = json.loads(reply.body) if reply.status == _OK else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _unreachable()
    return found


def _unreachable() -> NotSignedIn:
    return NotSignedIn(_("The provider cannot be asked just now. Try again, or sign in by pass phrase."))


def _fetch_outside(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """By the one door to the outside: https only, to machines of the open internet, bounded in time and size."""

    async def ask() -> Reply:
        async with Outbound() as outside:
            if method == "GET":
                return await outside.get(address, headers)
            return await outside.post(address, headers, body)

    try:
        return asyncio.run(ask())
    except (Refused, Unreachable) as error:
        raise _unreachable() from error


fetch: Fetch = _fetch_outside
