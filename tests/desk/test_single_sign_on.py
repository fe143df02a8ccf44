"""Single sign-on, with a provider of our own at the seam: who is let in, and every answer that is not as it must be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.test import Client, override_settings
from joserfc import jwt
from joserfc.jwk import RSAKey

from stoppress.people import keeping, second_factor, single_sign_on
from stoppress.people.models import Identity, Member
from stoppress.people.single_sign_on import NotSignedIn
from stoppress.toolkit import clock
from stoppress.toolkit.outbound import Reply
from tests.cast import Scene, member

ISSUER = "https://id.courier.example"
GO = "/desk/sign-in/elsewhere/"
BACK = "/desk/sign-in/elsewhere/back/"
_KEY, _OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _number in range(2))


@dataclass
class Provider:
    """Answers as a provider does; what a test changes in it is what is wrong."""

    key: RSAKey = field(default_factory=lambda: _KEY)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    is_away: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    authorization: str = ""

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        if self.is_away:
            raise NotSignedIn("The provider cannot be asked just now.")
        path = urlsplit(address).path
        if path == "/.well-known/openid-configuration":
            return _reply(self._about())
        if path == "/keys":
            return _reply({"keys": [_KEY.as_dict(private=False)]})
        assert (method, path) == ("POST", "/token")
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked["code_challenge"]
        assert form["redirect_uri"] == self.asked["redirect_uri"]
        self.authorization = headers.get("Authorization", "")
        return _reply({"id_token": self._token()})

    def send(self, client: Client, next: str = "", **more: str) -> dict[str, str]:
        """Go to the provider; what comes back in the address, if all is well."""
        answer = client.get(GO, more | ({"next": next} if next else {}))
        assert answer.status_code == 302
        address = urlsplit(answer.headers["Location"])
        assert address.hostname == "id.courier.example"
        self.asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        return {"state": self.asked["state"], "code": "a code"}

    def _about(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": ISSUER,
            **{name: f"{ISSUER}/{path}" for name, path in ends.items()},
            **self.about,
        }

    def _token(self) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": "stoppress",
            "sub": "alice-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "email": "Alice@courier.example",
            "email_verified": True,
            "name": "Alice",
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "one", **self.header}, said, self.key)


def _reply(body: dict[str, Any]) -> Reply:
    return Reply(200, {}, json.dumps(body).encode())


@pytest.fixture
def provider(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    standing = Provider()
    monkeypatch.setattr(single_sign_on, "fetch", standing)
    single_sign_on.forget_provider()
    with override_settings(OIDC_ISSUER=ISSUER, OIDC_CLIENT_ID="stoppress", OIDC_CLIENT_SECRET="a secret"):
        yield standing
    single_sign_on.forget_provider()


def test_a_member_signs_in_at_the_provider(scene: Scene, provider: Provider) -> None:
    client = Client()
    told = provider.send(client, "/desk/flood/")
    assert client.get(BACK, told).headers["Location"] == "/desk/flood/"
    assert client.get("/desk/flood/").status_code == 200
    assert provider.authorization == f"Basic {base64.b64encode(b'stoppress:a%20secret').decode()}"
    assert Identity.objects.get().member == scene.editor
    assert provider.asked["scope"] == "openid email profile"


def test_who_came_by_the_provider_shows_there_that_it_is_she(scene: Scene, provider: Provider) -> None:
    client = Client()
    client.get(BACK, provider.send(client))
    assert "prompt" not in provider.asked
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        page = client.get("/desk/account/confirm/?next=/desk/account/app/").content.decode()
        found = re.search(r'href="(/desk/sign-in/elsewhere/[^"]+)"', page)
        assert found
        told = provider.send(client, **dict(parse_qsl(urlsplit(unescape(found[1])).query)))
        assert provider.asked["prompt"] == "login"
        assert client.get(BACK, told).headers["Location"] == "/desk/account/app/"
        assert client.get("/desk/account/app/").status_code == 200


def test_later_she_is_known_by_the_providers_name_of_her(scene: Scene, provider: Provider) -> None:
    for claims in ({}, {"email": "other@elsewhere.example", "email_verified": False}):
        provider.claims = claims
        client = Client()
        assert client.get(BACK, provider.send(client)).status_code == 302
    assert Identity.objects.count() == 1


def test_an_answer_serves_once_and_only_where_it_was_begun(scene: Scene, provider: Provider) -> None:
    client = Client()
    told = provider.send(client)
    assert Client().get(BACK, told).status_code == 404
    assert client.get(BACK, told | {"state": "x"}).status_code == 422
    assert client.get(BACK, told).status_code == 404
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["stoppress", "another"], "azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": 7},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"email": "nobody@courier.example"},
    ],
    ids=str,
)
def test_a_token_that_is_not_as_it_must_be_opens_nothing(
    scene: Scene, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.claims = wrong
    _refused(provider)


def test_a_token_signed_by_another_key_opens_nothing(scene: Scene, provider: Provider) -> None:
    provider.key = _OTHER_KEY
    _refused(provider)


def test_a_token_that_nobody_signed_opens_nothing(
    scene: Scene, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bare(claims: dict[str, Any]) -> str:
        parts = ({"alg": "none"}, claims)
        return (
            ".".join(
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts
            )
            + "."
        )

    now = int(clock.now().timestamp())
    token = bare({"iss": ISSUER, "aud": "stoppress", "sub": "alice-1", "iat": now, "exp": now + 300})
    monkeypatch.setattr(provider, "_token", lambda: token)
    _refused(provider)


@pytest.mark.parametrize("secret", [b"a secret", _KEY.as_pem(private=False)], ids=["ours", "public key"])
def test_a_token_signed_by_a_shared_secret_opens_nothing(
    scene: Scene, provider: Provider, monkeypatch: pytest.MonkeyPatch, secret: bytes
) -> None:
    """Neither by ours, nor by the provider's public key taken for a secret."""
    right = provider._token

    def shared() -> str:
        said = right().split(".")[1]
        head = base64.urlsafe_b64encode(b'{"alg": "HS256", "kid": "one"}').rstrip(b"=").decode()
        signed = hmac.new(secret, f"{head}.{said}".encode(), hashlib.sha256).digest()
        return f"{head}.{said}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"

    monkeypatch.setattr(provider, "_token", shared)
    _refused(provider)


def test_a_provider_of_another_name_is_not_believed(scene: Scene, provider: Provider) -> None:
    provider.about = {"issuer": "https://evil.example"}
    assert Client().get(GO).status_code == 503


def test_when_the_provider_is_away_the_page_says_so(scene: Scene, provider: Provider) -> None:
    provider.is_away = True
    answer = Client().get(GO)
    assert answer.status_code == 503
    assert "cannot be asked just now" in answer.content.decode()


def test_what_the_provider_refuses_is_told_in_words(scene: Scene, provider: Provider) -> None:
    client = Client()
    state = provider.send(client)["state"]
    answer = client.get(BACK, {"state": state, "error": "access_denied"})
    assert answer.status_code == 422
    assert "did not let you in" in answer.content.decode()


def test_who_was_let_out_does_not_come_in_by_the_provider(scene: Scene, provider: Provider) -> None:
    keeping.deactivate(None, scene.editor.newsroom, scene.editor.public_id, 1)
    _refused(provider)


def test_her_own_second_factor_is_still_asked_for(scene: Scene, provider: Provider) -> None:
    secret = second_factor.begin_codes(scene.editor)
    import pyotp

    second_factor.confirm_codes(scene.editor, pyotp.TOTP(secret).at(clock.now()))
    client = Client()
    assert client.get(BACK, provider.send(client)).headers["Location"] == "/desk/sign-in/second-step/"
    with override_settings(OIDC_IS_SECOND_FACTOR=True):
        client = Client()
        assert client.get(BACK, provider.send(client)).headers["Location"] == "/desk/"


def test_a_newcomer_gets_the_role_that_the_newsroom_has_named(scene: Scene, provider: Provider) -> None:
    provider.claims = {"sub": "nora-1", "email": "nora@courier.example", "name": "Nora  Lind"}
    with override_settings(OIDC_ROLE="viewer"):
        client = Client()
        assert client.get(BACK, provider.send(client)).headers["Location"] == "/desk/"
    nora = Member.objects.get(email="nora@courier.example")
    assert (nora.name, nora.role) == ("Nora Lind", "viewer")
    assert not nora.has_usable_password()


def test_the_way_there_stands_on_the_sign_in_page_only_where_there_is_one(
    scene: Scene, provider: Provider
) -> None:
    assert GO in Client().get("/desk/sign-in/").content.decode()
    with override_settings(OIDC_ISSUER=""):
        assert GO not in Client().get("/desk/sign-in/").content.decode()
        assert Client().get(GO).status_code == 404


def _refused(provider: Provider) -> None:
    client = Client()
    assert client.get(BACK, provider.send(client)).status_code == 422
    assert client.get("/desk/").status_code == 302
    assert not Identity.objects.exists()
    assert not Member.objects.filter(email="nobody@courier.example").exists()


def test_a_stranger_of_another_newsroom_is_not_told_apart(scene: Scene, provider: Provider) -> None:
    """One installation, one provider: who it names is that member, in her own newsroom."""
    member("Zoe", "editor", "The Low Harrow Gazette")
    provider.claims = {"sub": "zoe-1", "email": "zoe@courier.example"}
    client = Client()
    client.get(BACK, provider.send(client))
    assert client.get("/desk/flood/").status_code == 404
