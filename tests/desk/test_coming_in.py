"""Who comes in: sign in and out, throttling, other newsrooms, viewers, addresses to go on to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from stoppress.desk.throttle import MOST_TRIES_A_NETWORK, MOST_TRIES_AN_ACCOUNT
from stoppress.toolkit import clock
from tests.cast import PASSWORD, Scene

DOOR = "/desk/sign-in/"
RIGHT = {"email": "alice@courier.example", "password": PASSWORD}
WRONG = {"email": "alice@courier.example", "password": "seven loud herons"}


def test_a_member_signs_in_and_out(scene: Scene) -> None:
    client = Client()
    assert client.get("/desk/").headers["Location"] == "/desk/sign-in/?next=%2Fdesk%2F"
    assert client.post(DOOR, RIGHT).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    client.post("/desk/account/sign-out/")
    assert client.get("/desk/").status_code == 302


def test_the_e_mail_is_read_in_any_letter_case(scene: Scene) -> None:
    assert Client().post(DOOR, RIGHT | {"email": " ALICE@Courier.Example "}).status_code == 302


def test_signing_in_begins_a_new_session(scene: Scene) -> None:
    client = Client()
    client.get(DOOR)
    session = client.session
    session["left"] = "by a stranger"
    session.save()
    client.cookies["desk"] = session.session_key
    client.post(DOOR, RIGHT)
    assert client.cookies["desk"].value != session.session_key


def test_a_wrong_password_and_an_unknown_e_mail_are_told_in_the_same_words(scene: Scene) -> None:
    wrong = Client().post(DOOR, WRONG)
    unknown = Client().post(DOOR, {"email": "nobody@courier.example", "password": "x"})
    words = "E-mail or password is wrong. Type both again."
    assert wrong.status_code == unknown.status_code == 422
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()


def test_what_was_typed_as_e_mail_is_there_again(scene: Scene) -> None:
    assert 'value="alice@courier.example"' in Client().post(DOOR, WRONG).content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/desk/\\@evil.example",
        "/flood/",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_house(scene: Scene, elsewhere: str) -> None:
    location = Client().post(DOOR, RIGHT | {"next": elsewhere}).headers["Location"]
    assert location.startswith("/desk/")
    assert "\\" not in location


def test_after_signing_in_she_is_where_she_wanted_to_be(scene: Scene) -> None:
    assert Client().post(DOOR, RIGHT | {"next": "/desk/flood/"}).headers["Location"] == "/desk/flood/"


def test_an_account_can_be_tried_ten_times_in_a_quarter_of_an_hour(scene: Scene) -> None:
    for _ in range(MOST_TRIES_AN_ACCOUNT):
        assert Client().post(DOOR, WRONG).status_code == 422
    assert Client().post(DOOR, RIGHT).status_code == 429
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert Client().post(DOOR, RIGHT).status_code == 302


def test_a_device_she_has_used_before_is_not_locked_out_by_strangers(scene: Scene) -> None:
    hers = Client()
    hers.post(DOOR, RIGHT)
    hers.post("/desk/account/sign-out/")
    for _ in range(MOST_TRIES_AN_ACCOUNT + 1):
        Client().post(DOOR, WRONG)
    assert Client().post(DOOR, RIGHT).status_code == 429
    assert hers.post(DOOR, RIGHT).status_code == 302


def test_a_known_device_does_not_open_other_accounts_to_guessing(scene: Scene) -> None:
    hers = Client()
    hers.post(DOOR, RIGHT)
    for _ in range(MOST_TRIES_AN_ACCOUNT):
        hers.post(DOOR, WRONG | {"email": "bob@courier.example"})
    assert hers.post(DOOR, WRONG | {"email": "bob@courier.example"}).status_code == 429


def test_one_network_cannot_try_all_accounts(scene: Scene) -> None:
    for number in range(MOST_TRIES_A_NETWORK):
        Client().post(DOOR, {"email": f"m{number}@courier.example", "password": "x"})
    assert Client().post(DOOR, RIGHT).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").post(DOOR, RIGHT).status_code == 302


def test_a_session_that_was_idle_for_twelve_hours_is_over(scene: Scene) -> None:
    client = Client()
    client.post(DOOR, RIGHT)
    client.get("/desk/")
    with clock.standing_at(clock.now() + timedelta(hours=13)):
        assert client.get("/desk/").status_code == 302


def test_a_member_who_left_is_out_at_once(scene: Scene, alice: Client) -> None:
    scene.editor.is_active = False
    scene.editor.save()
    assert alice.get("/desk/flood/").status_code == 302


def test_the_script_is_told_that_nobody_is_signed_in(scene: Scene) -> None:
    answer = Client().post("/desk/flood/posts/", {"title": "T"}, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["kind"] == "SignedOut"


def test_another_newsrooms_live_blog_is_answered_as_one_that_does_not_exist(
    scene: Scene, stranger: Client
) -> None:
    post = scene.publish().post
    for method, path in (
        ("get", "/desk/{}/"),
        ("get", "/desk/{}/pulse/"),
        ("post", "/desk/{}/posts/"),
        ("post", f"/desk/{{}}/posts/{post}/withdraw/"),
        ("post", "/desk/{}/phase/"),
    ):
        ask = getattr(stranger, method)
        theirs = ask(path.format("flood"), headers={"accept": "application/json"})
        none = ask(path.format("no-such-blog"), headers={"accept": "application/json"})
        assert theirs.status_code == none.status_code == 404
        assert theirs.content == none.content
    assert "River rises" not in stranger.get("/desk/").content.decode()


def test_a_viewer_sees_the_desk_and_can_do_nothing(scene: Scene, vera: Client) -> None:
    post = scene.publish().post
    page = vera.get("/desk/flood/").content.decode()
    assert "Bridge closed" in page
    assert "<textarea" not in page
    for act in ("amend", "correct", "withdraw", "restore", "take-down", "key-event", "pin"):
        assert vera.post(f"/desk/flood/posts/{post}/{act}/", {"version": 1}).status_code == 403
    for panel in ("header", "phase", "key-points", "posts", "unpin"):
        assert vera.post(f"/desk/flood/{panel}/", {"version": 1, "phase": "closed"}).status_code == 403
    assert scene.post(post).version == 1
    assert scene.blog.phase == "live"


def test_a_reporter_writes_but_does_not_take_down(scene: Scene, bob: Client) -> None:
    post = scene.publish().post
    page = bob.get("/desk/flood/").content.decode()
    assert "Amend" in page
    assert "Take down" not in page
    assert bob.get(f"/desk/flood/posts/{post}/take-down/").status_code == 403


def test_everything_of_the_desk_is_private_and_unframed(scene: Scene, alice: Client) -> None:
    for path in ("/desk/", "/desk/flood/", "/desk/x.css", "/desk/sign-in/", "/desk/flood/nothing/"):
        headers = alice.get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_form_that_is_too_old_is_told_so_and_the_script_gets_json(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.editor)
    page = strict.post("/desk/flood/posts/", {"title": "T"})
    assert page.status_code == 403
    assert "nothing was changed" in page.content.decode()
    told = strict.post("/desk/flood/posts/", {"title": "T"}, headers={"accept": "application/json"})
    assert told.json()["kind"] == "FormTooOld"
