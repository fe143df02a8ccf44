"""Second factors, sessions and pass phrases: what lets somebody in, how often, and who is asked for more."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
from django.test import Client, override_settings
from fido2 import cbor

from stoppress.desk.models import SignInTry
from stoppress.desk.throttle import (
    MOST_GUESSES,
    MOST_GUESSES_OF_ALL,
    MOST_TRIES_A_NETWORK,
    MOST_TRIES_AN_ACCOUNT,
)
from stoppress.people import second_factor
from stoppress.people.models import Invitation, Member, OneTimeCodes, Passkey, RecoveryCode
from stoppress.people.roles import role_on
from stoppress.toolkit import clock
from tests.cast import PASSWORD, Scene, member
from tests.desk.conftest import SignIn

DOOR = "/desk/sign-in/"
SECOND = "/desk/sign-in/second-step/"
SECURITY = "/desk/account/security/"
RIGHT = {"email": "alice@courier.example", "password": PASSWORD}


def come_in() -> Client:
    """Alice, who has just typed her pass phrase."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    client.post(DOOR, RIGHT)
    return client


def code_of(secret: str, later: int = 0) -> str:
    """What the app shows now, or some steps later."""
    return pyotp.HOTP(secret).at(int(clock.now().timestamp()) // 30 + later)


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up the app; its secret and the recovery codes."""
    page = client.get("/desk/account/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    told = client.post("/desk/account/app/", {"code": code_of(secret)}).content.decode()
    return secret, re.findall(r"<code>([a-z0-9]{5}(?:-[a-z0-9]{5}){2})</code>", told)


def test_with_an_app_the_pass_phrase_alone_opens_nothing(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    late = Client()
    assert late.post(DOOR, RIGHT).headers["Location"] == SECOND
    assert late.get("/desk/").status_code == 302
    assert late.post(SECOND, {"code": "000000"}).status_code == 422
    assert late.post(SECOND, {"code": code_of(secret, 1)}).headers["Location"] == "/desk/"
    assert late.get("/desk/").status_code == 200


def test_a_code_opens_once(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    first, second = Client(), Client()
    for client, status in ((first, 302), (second, 422)):
        client.post(DOOR, RIGHT)
        assert client.post(SECOND, {"code": code_of(secret, 1)}).status_code == status


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_phone_may_be_half_a_minute_early_or_late(scene: Scene, steps: int, status: int) -> None:
    secret, _codes = set_up(come_in())
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        client = Client()
        client.post(DOOR, RIGHT)
        assert client.post(SECOND, {"code": code_of(secret, steps)}).status_code == status


def test_an_older_code_opens_nothing_once_a_newer_one_was_used(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        for steps, status in ((0, 302), (-1, 422)):
            client = Client()
            client.post(DOOR, RIGHT)
            assert client.post(SECOND, {"code": code_of(secret, steps)}).status_code == status


def test_the_second_step_begins_under_a_new_key_and_so_does_the_session(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    client = Client()
    client.get(DOOR)
    keys = [client.session.session_key]
    client.post(DOOR, RIGHT)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": code_of(secret, 1)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_nobody_can_use_up_the_tries_of_all_who_have_passkeys(scene: Scene) -> None:
    for _number in range(MOST_TRIES_AN_ACCOUNT + 1):
        assert Client().post("/desk/sign-in/passkey/", {"answer": "{}"}).status_code == 422
    for _number in range(MOST_TRIES_A_NETWORK):
        Client(REMOTE_ADDR="198.51.100.7").post("/desk/sign-in/passkey/", {"answer": "{}"})
    too_often = Client(REMOTE_ADDR="198.51.100.7").post("/desk/sign-in/passkey/", {"answer": "{}"})
    assert (too_often.status_code, "Too many tries" in too_often.json()["message"]) == (429, True)
    assert Client().post("/desk/sign-in/passkey/", {"answer": "{}"}).status_code == 422


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(scene: Scene) -> None:
    _secret, codes = set_up(come_in())
    assert len(codes) == 10
    for status in (302, 422):
        client = Client()
        client.post(DOOR, RIGHT)
        assert client.post(SECOND, {"code": f" {codes[0].upper()} "}).status_code == status
    stored = str(list(RecoveryCode.objects.values_list("sha256", flat=True)))
    assert codes[1] not in stored
    assert codes[1].replace("-", "") not in stored


def test_a_recovery_code_is_too_long_for_who_has_stolen_its_hash(scene: Scene) -> None:
    _secret, codes = set_up(come_in())
    letters = {letter for code in codes for letter in code.replace("-", "")}
    assert len(codes[0].replace("-", "")) * 5 >= 75 and len(letters) > 16


def test_a_recovery_code_serves_after_the_key_of_the_house_was_changed(scene: Scene) -> None:
    _secret, codes = set_up(come_in())
    with override_settings(SECRET_KEY="another key of the house, made for this test alone"):
        client = Client()
        client.post(DOOR, RIGHT)
        assert client.post(SECOND, {"code": codes[0]}).status_code == 302


def test_the_secret_of_the_app_is_sealed(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    assert secret.encode() not in bytes(OneTimeCodes.objects.get().sealed)


def _at_second_step(client: Client) -> Client:
    client.post(DOOR, RIGHT)
    return client


def test_codes_cannot_be_guessed_for_long(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    client = _at_second_step(Client())
    for _number in range(MOST_GUESSES):
        assert client.post(SECOND, {"code": "x"}).status_code == 422
    assert client.post(SECOND, {"code": code_of(secret, 1)}).status_code == 429


def test_who_holds_the_pass_phrase_does_not_lock_her_out(scene: Scene) -> None:
    hers = come_in()
    secret, _codes = set_up(hers)
    hers.post("/desk/account/sign-out/")
    for number in range(MOST_GUESSES_OF_ALL // MOST_GUESSES):
        thief = _at_second_step(Client(REMOTE_ADDR=f"198.51.100.{number}"))
        for _guess in range(MOST_GUESSES):
            thief.post(SECOND, {"code": "x"})
        assert thief.post(SECOND, {"code": "x"}).status_code == 429
    many = _at_second_step(Client(REMOTE_ADDR="198.51.100.200"))
    assert many.post(SECOND, {"code": "x"}).status_code == 429, "nor by a thousand networks"
    _at_second_step(hers)
    assert hers.post(SECOND, {"code": code_of(secret, 1)}).status_code == 302, "her device is known"


def test_confirming_gives_no_more_guesses_than_the_second_step(scene: Scene) -> None:
    client = come_in()
    for _number in range(MOST_GUESSES):
        assert client.post("/desk/account/confirm/", {"password": "x"}).status_code == 422
    assert client.post("/desk/account/confirm/", {"password": PASSWORD}).status_code == 429


def test_the_second_step_cannot_be_entered_without_the_first_nor_late(scene: Scene) -> None:
    secret, _codes = set_up(come_in())
    assert Client().get(SECOND).headers["Location"] == DOOR
    client = Client()
    client.post(DOOR, RIGHT)
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        assert client.post(SECOND, {"code": code_of(secret)}).headers["Location"] == DOOR


def test_changes_of_second_factors_ask_who_she_is_after_ten_minutes(scene: Scene) -> None:
    client = come_in()
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        for path in (
            "app/",
            "app/remove/",
            "recovery-codes/",
            "passkey-options/",
            "passkeys/",
            "pass-phrase/",
        ):
            assert client.post(f"/desk/account/{path}", {"pass_phrase": "a" * 20}).headers["Location"] == (
                "/desk/account/confirm/"
            )
        assert client.post("/desk/account/confirm/", {"password": "wrong"}).status_code == 422
        assert client.post("/desk/account/confirm/", {"password": PASSWORD}).status_code == 302
        assert client.get("/desk/account/app/").status_code == 200


def test_rights_of_people_ask_who_she_is_after_ten_minutes(scene: Scene, sign_in: SignIn) -> None:
    """P6, P20: a stolen session makes no chief, and takes nobody's second factor away."""
    member("Chidi", "chief")
    right = {"email": "chidi@courier.example", "password": PASSWORD}
    chief, hers = Client(), scene.editor
    chief.post(DOOR, right)
    people = "/desk/account/confirm/?next=/desk/newsroom/members/"
    asked = {
        f"members/{hers.public_id}/role/": ({"role": "chief", "version": hers.version}, people),
        f"members/{hers.public_id}/reset-factors/": ({}, people),
        f"members/{hers.public_id}/deactivate/": ({"version": -1}, people),
        f"members/{hers.public_id}/reactivate/": ({"version": -1}, people),
        "invited/": ({"email": "x@courier.example", "role": "chief", "days": 3}, people),
        "sign-in-rules/": (
            {"roles": ["editor"], "version": 1},
            "/desk/account/confirm/?next=/desk/newsroom/sign-in-rules/",
        ),
    }
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        for path, (said, to) in asked.items():
            answer = chief.post(f"/desk/newsroom/{path}", said)
            assert (answer.status_code, unquote(answer.headers["Location"])) == (302, to)
        hers.refresh_from_db()
        assert hers.role == "editor" and not Invitation.objects.exists()
        assert hers.newsroom.second_factor_roles == []
        shown = chief.get(people).content.decode()
        assert "Nothing was changed yet" in shown and 'value="/desk/newsroom/members/"' in shown
        back = chief.post("/desk/account/confirm/", {"password": PASSWORD, "next": "/desk/newsroom/members/"})
        assert back.headers["Location"] == "/desk/newsroom/members/"
        for path, (said, _to) in asked.items():
            answer = chief.post(f"/desk/newsroom/{path}", said)
            assert "confirm" not in answer.headers.get("Location", ""), path
        hers.refresh_from_db()
        assert hers.role == "chief" and Invitation.objects.filter(role="chief").exists()


def test_roles_on_a_live_blog_ask_who_she_is_after_ten_minutes(scene: Scene, sign_in: SignIn) -> None:
    """P20: a stolen session gives nobody a way into a story, and takes nobody's away."""
    vera = member("Vera", "viewer")
    editor = sign_in(scene.editor)
    team = f"/desk/{scene.blog.slug}/people/"
    confirm = f"/desk/account/confirm/?next={team}"
    add = {"member": vera.public_id, "role": "reporter"}
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        for path in ("add/", f"{vera.public_id}/role/", f"{vera.public_id}/remove/"):
            answer = editor.post(team + path, add | {"version": 0})
            assert (answer.status_code, unquote(answer.headers["Location"])) == (302, confirm)
        asked = editor.post(f"{team}add/", add, headers={"Accept": "application/json"})
        assert (asked.status_code, asked.json()["kind"]) == (403, "ConfirmFirst")
        assert role_on(vera, scene.blog.pk) == "viewer"
        back = editor.post("/desk/account/confirm/", {"password": PASSWORD, "next": team})
        assert back.headers["Location"] == team
        assert editor.post(f"{team}add/", add).status_code == 302
        assert role_on(vera, scene.blog.pk) == "reporter"


def test_a_chief_removes_no_factor_of_her_own_that_way(scene: Scene, sign_in: SignIn) -> None:
    chidi = member("Chidi", "chief")
    chief = sign_in(chidi)
    set_up(chief)
    assert chief.post(f"/desk/newsroom/members/{chidi.public_id}/reset-factors/").status_code == 422
    assert second_factor.has_codes(chidi)


def test_who_has_no_pass_phrase_shows_by_a_code_that_it_is_she(scene: Scene) -> None:
    client = come_in()
    secret, _codes = set_up(client)
    Member.objects.filter(pk=scene.editor.pk).update(password="!")
    client = Client()
    client.force_login(Member.objects.get(pk=scene.editor.pk))
    confirm = "/desk/account/confirm/"
    assert client.get("/desk/account/app/").headers["Location"] == confirm
    for typed, status in (("", 422), ("000000", 422), (code_of(secret, 1), 302)):
        assert client.post(confirm, {"password": typed}).status_code == status
    assert client.post("/desk/account/recovery-codes/").status_code == 200


def test_where_she_goes_after_confirming_is_of_this_house(scene: Scene) -> None:
    client = come_in()
    for wanted in ("https://evil.example/desk/", "//evil.example/", "/elsewhere/"):
        answer = client.post("/desk/account/confirm/", {"password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == SECURITY


def test_who_must_have_a_second_factor_sees_nothing_else_before(scene: Scene, sign_in: SignIn) -> None:
    chief = sign_in(member("Chidi", "chief"))
    rules = "/desk/newsroom/sign-in-rules/"
    assert chief.post(rules, {"roles": ["editor"], "version": 1}).status_code == 302
    assert chief.post(rules, {"roles": [], "version": 1}).status_code == 409
    alice = come_in()
    assert alice.get("/desk/flood/").headers["Location"] == SECURITY
    assert (
        alice.post("/desk/flood/posts/", {"title": "T"}, headers={"accept": "application/json"}).status_code
        == 403
    )
    set_up(alice)
    assert alice.get("/desk/flood/").status_code == 200
    assert alice.post("/desk/account/app/remove/").status_code == 422
    assert chief.get("/desk/flood/").status_code == 200


def test_it_is_asked_of_a_role_on_one_live_blog_too(scene: Scene, sign_in: SignIn, alice: Client) -> None:
    gwen = member("Gwen", "guest")
    alice.post("/desk/flood/people/add/", {"member": gwen.public_id, "role": "moderator"})
    second_factor.set_rules(member("Chidi", "chief"), gwen.newsroom, 1, ["moderator"])
    assert sign_in(gwen).get("/desk/flood/").headers["Location"] == SECURITY


def test_a_chief_helps_who_has_lost_the_phone(scene: Scene, sign_in: SignIn) -> None:
    hers = come_in()
    set_up(hers)
    chief = sign_in(member("Chidi", "chief"))
    assert chief.post(f"/desk/newsroom/members/{scene.editor.public_id}/reset-factors/").status_code == 302
    assert hers.get("/desk/").status_code == 302
    assert Client().post(DOOR, RIGHT).headers["Location"] == "/desk/"


def test_she_sees_where_she_is_signed_in_and_ends_it(scene: Scene) -> None:
    here, there = come_in(), come_in()
    page = here.get(SECURITY).content.decode()
    assert page.count("Firefox, Linux") >= 2
    names = re.findall(r"/desk/account/sessions/(\w{12})/end/", page)
    assert len(names) == 2
    assert here.post("/desk/account/sessions/others/end/").status_code == 302
    assert there.get("/desk/account/session/").json()["name"] == ""
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert here.get("/desk/account/session/").json()["name"] == "Alice"


def test_nobody_ends_the_session_of_another(scene: Scene, bob: Client) -> None:
    hers = come_in()
    found = re.search(r"/sessions/(\w{12})/end/", hers.get(SECURITY).content.decode())
    assert found
    assert bob.post(f"/desk/account/sessions/{found[1]}/end/").status_code == 422
    assert hers.get("/desk/").status_code == 200


def test_a_new_pass_phrase_ends_all_other_sessions(scene: Scene) -> None:
    here, there = come_in(), come_in()
    assert here.post("/desk/account/pass-phrase/", {"pass_phrase": "short"}).status_code == 422
    assert here.post("/desk/account/pass-phrase/", {"pass_phrase": "nine loud cranes"}).status_code == 302
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert Client().post(DOOR, RIGHT).status_code == 422
    assert Client().post(DOOR, RIGHT | {"password": "nine loud cranes"}).status_code == 302


@pytest.mark.parametrize(
    "answer",
    ["", "nonsense", "[" * 5_000, "[]", "{}", '{"id": 1}', '{"rawId": "AAAA", "response": {}}'],
)
def test_a_passkey_that_is_none_is_refused_in_words(scene: Scene, answer: str) -> None:
    client = Client()
    assert client.post("/desk/sign-in/passkey-options/").json()["publicKey"]["challenge"]
    refused = client.post("/desk/sign-in/passkey/", {"answer": answer})
    assert refused.status_code == 422
    assert refused.json()["message"]
    hers = come_in()
    hers.post("/desk/account/passkey-options/")
    assert hers.post("/desk/account/passkeys/", {"answer": answer}).status_code == 422


def _sent(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _answer(client_data: bytes, authenticator_data: bytes, attestation: bytes) -> str:
    """What a browser sends, with whatever a stranger has put into it."""
    told = {
        "clientDataJSON": _sent(client_data),
        "authenticatorData": _sent(authenticator_data),
        "attestationObject": _sent(attestation),
        "signature": _sent(b"x"),
    }
    name = _sent(b"none of ours")
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})


_HEAD = bytes(32) + bytes([0b1100_0101]) + bytes(4) + bytes(16)
_DEEP = {
    "deep JSON": _answer(b"[" * 5_000, _HEAD, b"\xa0"),
    "deep CBOR": _answer(b"{}", _HEAD + b"\0\1x" + b"\x81" * 5_000, b"\x81" * 5_000),
    "too short": _answer(b"{}", bytes(33), b"\xa1\x19"),
    "cut off": _answer(b"{}", _HEAD + b"\0", b"\xf9\0"),
}


@pytest.mark.parametrize("answer", _DEEP.values(), ids=_DEEP.keys())
def test_an_answer_that_no_device_makes_is_a_failed_try_like_any_other(scene: Scene, answer: str) -> None:
    client = Client()
    client.post("/desk/sign-in/passkey-options/")
    assert client.post("/desk/sign-in/passkey/", {"answer": answer}).status_code == 422
    assert SignInTry.objects.count() == 1
    hers = come_in()
    hers.post("/desk/account/passkey-options/")
    assert hers.post("/desk/account/passkeys/", {"answer": answer}).status_code == 422


def test_a_key_of_a_kind_that_nobody_checks_is_refused_in_words(scene: Scene) -> None:
    key = Passkey.objects.create(
        member=scene.editor,
        name="Odd",
        credential_id=b"odd",
        credential=bytes(16) + b"\0\3odd" + cbor.encode({1: 99, 3: -999}),
        sign_count=0,
        made_at=clock.now(),
    )
    client = Client()
    options = client.post("/desk/sign-in/passkey-options/").json()["publicKey"]
    said = {"type": "webauthn.get", "challenge": options["challenge"], "origin": "http://testserver"}
    checked = hashlib.sha256(b"testserver").digest() + bytes([0b101]) + bytes(4)
    told = json.loads(_answer(json.dumps(said).encode(), checked, b""))
    told["id"] = told["rawId"] = _sent(bytes(key.credential_id))
    assert client.post("/desk/sign-in/passkey/", {"answer": json.dumps(told)}).status_code == 422
    assert SignInTry.objects.count() == 1


def test_what_a_passkey_is_asked_tells_nothing_about_anybody(scene: Scene) -> None:
    asked = Client().post("/desk/sign-in/passkey-options/").json()["publicKey"]
    assert set(asked) == {"challenge", "rpId", "userVerification"}


def test_a_member_who_never_set_one_up_signs_in_as_before(scene: Scene) -> None:
    assert Client().post(DOOR, RIGHT).headers["Location"] == "/desk/"
    assert not second_factor.has_second_factor(Member.objects.get(name="Alice"))


def test_forms_that_come_empty_are_answered_in_words(scene: Scene) -> None:
    client = come_in()
    for path in ("app/", "confirm/", "pass-phrase/"):
        assert client.post(f"/desk/account/{path}").status_code == 422, path
