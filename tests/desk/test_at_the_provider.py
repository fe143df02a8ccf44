"""Single sign-on at a provider that runs on this machine, over TLS, through our own door to the outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings

from stoppress.people import keeping, single_sign_on
from stoppress.people.models import Identity
from stoppress.toolkit import clock
from tests.cast import Scene
from tests.certificate import serving_and_trusting
from tests.desk.provider import CLIENT, HOST, SECRET, Provider

GO = "/desk/sign-in/elsewhere/"


@pytest.fixture
def provider(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    standing = Provider(serving_and_trusting(tmp_path, HOST))
    monkeypatch.setattr(single_sign_on, "Outbound", standing.outbound)
    single_sign_on.forget_provider()
    with override_settings(OIDC_ISSUER=standing.issuer, OIDC_CLIENT_ID=CLIENT, OIDC_CLIENT_SECRET=SECRET):
        yield standing
    single_sign_on.forget_provider()
    standing.close()


def come_back(client: Client, provider: Provider, to: str = "/desk/") -> str:
    """Go to the provider and be sent back; the path and query of the way back."""
    back = urlsplit(provider.visit(client.get(GO, {"next": to}).headers["Location"]))
    return f"{back.path}?{back.query}"


def test_she_goes_there_and_comes_back_signed_in(scene: Scene, provider: Provider) -> None:
    client = Client()
    assert client.get(come_back(client, provider, "/desk/flood/")).headers["Location"] == "/desk/flood/"
    assert client.get("/desk/flood/").status_code == 200
    assert Identity.objects.get().member == scene.editor


def test_the_way_back_serves_once_and_in_no_other_browser(scene: Scene, provider: Provider) -> None:
    client, thief = Client(), Client()
    back = come_back(client, provider)
    thief.get(GO)
    assert thief.get(back).status_code == 422
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 404
    assert thief.get("/desk/").status_code == 302


def test_another_verifier_gets_no_token(
    scene: Scene, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    back = come_back(client, provider)
    session = client.session
    session["single_sign_on"] = session["single_sign_on"] | {"verifier": "x" * 43}
    session.save()
    assert client.get(back).status_code == 422
    assert client.get("/desk/").status_code == 302


def test_a_provider_that_has_changed_its_key_is_asked_anew(scene: Scene, provider: Provider) -> None:
    for number in range(2):
        client = Client()
        assert client.get(come_back(client, provider)).status_code == 302, number
        assert client.get("/desk/").status_code == 200
        provider.change_key()
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_token_that_came_too_late_opens_nothing(scene: Scene, provider: Provider) -> None:
    client = Client()
    provider.person["exp"] = int((clock.now() - timedelta(minutes=2)).timestamp())
    refused = client.get(come_back(client, provider))
    assert (refused.status_code, "too old" in refused.content.decode()) == (422, True)


def test_who_was_deactivated_comes_back_to_a_closed_door(scene: Scene, provider: Provider) -> None:
    client = Client()
    assert client.get(come_back(client, provider)).status_code == 302
    keeping.deactivate(None, scene.editor.newsroom, scene.editor.public_id, 1)
    assert client.get("/desk/").status_code == 302
    for again in (client, Client()):
        assert again.get(come_back(again, provider)).status_code == 422
        assert again.get("/desk/").status_code == 302


def test_we_ask_for_no_more_than_we_need_and_say_where_to_come_back(scene: Scene, provider: Provider) -> None:
    asked = parse_qs(urlsplit(Client().get(GO).headers["Location"]).query)
    assert asked["scope"] == ["openid email profile"]
    assert asked["redirect_uri"][0].endswith("/desk/sign-in/elsewhere/back/")
    assert len(asked["state"][0]) >= 43
    assert asked["nonce"] != asked["state"]
    evil = Client().get(GO, headers={"host": "evil.example"})
    assert evil.status_code == 400
