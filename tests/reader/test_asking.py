"""Asking by form: nothing typed is lost, nothing is kept half, and other sites, machines and floods stay outside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from stoppress.publishing.question_box import change_question_box
from stoppress.questions import letters, limits, stamps
from stoppress.questions.models import Letter
from stoppress.reader import asking, letterbox
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

TYPED = {"text": "When will the bridge reopen?", "first_name": "Olu", "place": "Lower Arle", "consent": "yes"}


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(asking, "taken", limits.Limits())
    scene = open_scene()
    change_question_box(scene.hand(), scene.blog, 0, is_open=True, invitation="Ask Dr Brandt.", keep_days=9)
    return scene


@pytest.fixture
def client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def send(
    client: Client, typed: dict[str, str] = TYPED, *, after: float = 5, slug: str = "flood", **more: Any
) -> Any:
    """Send the form as a browser without script does, this many seconds after it was given out."""
    given = stamp_in(client.get(f"/{slug}/ask/").content.decode())
    with clock.standing_at(clock.now() + timedelta(seconds=after)):
        return client.post(f"/{slug}/ask/", {"stamp": given, **typed}, **more)


def stamp_in(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def proof_for(given: dict[str, Any]) -> str:
    numbers = iter(range(10_000_000))
    return next(
        str(number)
        for number in numbers
        if int.from_bytes(hashlib.sha256(f"{given['key']}:{number}".encode()).digest())
        >> (256 - given["bits"])
        == 0
    )


def test_a_question_is_taken_and_leads_to_a_page_of_its_own(scene: Scene, client: Client) -> None:
    response = send(client)
    assert response.status_code == 303
    assert re.fullmatch(r"/flood/ask/[a-z2-9]{40}/", response["Location"])
    letter = Letter.objects.get()
    assert (letter.text, letter.first_name, letter.place) == (TYPED["text"], "Olu", "Lower Arle")
    receipt = client.get(response["Location"])
    assert receipt.status_code == 200
    assert "We have your question" in receipt.content.decode()
    assert TYPED["text"] in receipt.content.decode()


def test_the_box_on_the_live_page_leads_to_a_second_step_with_all_that_was_typed(
    scene: Scene, client: Client
) -> None:
    step = client.post("/flood/ask/", {**TYPED, "text": 'Is "this" <b>kept</b>?', "is_comment": "yes"})
    page = step.content.decode()
    assert step.status_code == 200
    assert "Check your question" in page
    assert "Is &quot;this&quot; &lt;b&gt;kept&lt;/b&gt;?" in page
    assert 'value="Lower Arle"' in page
    assert page.count(" checked") == 2
    assert not Letter.objects.exists()
    with clock.standing_at(clock.now() + timedelta(seconds=5)):
        sent = client.post("/flood/ask/", {**TYPED, "stamp": stamp_in(page)})
    assert sent.status_code == 303
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("text", "", "Write your question"),
        ("text", " ?! ", "Write your question"),
        ("text", "x" * 1_001, "at most 1,000 fit"),
        ("text", "a\x00b", "control characters"),
        ("text", "Look at https://gold.example now", "Leave out links"),
        ("text", "see www.gold.example", "Leave out links"),
        ("text", "cheap-gold.com is good", "Leave out links"),
        ("text", "write me: a@b.example", "Leave out links"),
        ("first_name", "x" * 61, "at most 60 fit"),
        ("first_name", "http://gold", "Leave out links"),
        ("place", "x" * 81, "at most 80 fit"),
        ("consent", "", "Without this"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, client: Client, field: str, words: str, said: str
) -> None:
    typed = {**TYPED, field: words}
    response = send(client, typed)
    page = unescape(response.content.decode())
    assert response.status_code == 422
    name = field.replace("_", "-")
    assert re.search(rf'id="ask-{name}-wrong">[^<]*{re.escape(said)}', page)
    assert f'href="#ask-{name}"' in page
    assert re.search(rf'id="ask-{name}"[^>]*aria-invalid="true"', page)
    assert re.search(rf'id="ask-{name}"[^>]*aria-describedby="[^"]*ask-{name}-wrong', page)
    assert 'role="alert" tabindex="-1" autofocus' in page
    for value in typed.values():
        assert value in page
    assert not Letter.objects.exists()


def test_a_full_stop_without_a_blank_is_no_link(scene: Scene, client: Client) -> None:
    assert (
        send(
            client, {**TYPED, "text": "It is wet.When will it end?I live at 5.30 p.m. by the dam."}
        ).status_code
        == 303
    )


def test_the_same_form_sent_twice_is_one_letter_and_one_receipt(scene: Scene, client: Client) -> None:
    given = stamp_in(client.get("/flood/ask/").content.decode())
    with clock.standing_at(clock.now() + timedelta(seconds=5)):
        one, two = (client.post("/flood/ask/", {**TYPED, "stamp": given}) for _ in range(2))
        other = client.post("/flood/ask/", {**TYPED, "text": "Is the water safe?", "stamp": given})
    assert one["Location"] == two["Location"]
    assert Letter.objects.count() == 1
    assert other.status_code == 422
    assert "used already" in other.content.decode()
    assert stamp_in(other.content.decode()) != given


def test_a_form_sent_at_once_is_shown_again_and_may_be_sent_a_moment_later(
    scene: Scene, client: Client
) -> None:
    response = send(client, after=1)
    assert response.status_code == 422
    assert "very quick" in response.content.decode()
    with clock.standing_at(clock.now() + timedelta(seconds=9)):
        again = client.post("/flood/ask/", {**TYPED, "stamp": stamp_in(response.content.decode())})
    assert again.status_code == 303


@pytest.mark.parametrize("change", ["old", "forged", "foreign", "nonsense"])
def test_a_stamp_that_is_not_good_is_replaced_and_the_words_stay(
    scene: Scene, client: Client, change: str
) -> None:
    there = open_scene("fire", editor=scene.editor)
    given = {
        "old": stamps.issue(scene.blog),
        "forged": stamps.issue(scene.blog)[:-3] + "abc",
        "foreign": stamps.issue(there.blog),
        "nonsense": "ä" * 9_000,
    }[change]
    after = 2 * 3600 + 60 if change == "old" else 5
    with clock.standing_at(clock.now() + timedelta(seconds=after)):
        response = client.post("/flood/ask/", {**TYPED, "stamp": given})
    assert response.status_code == 422
    assert TYPED["text"] in response.content.decode()
    assert stamp_in(response.content.decode()) != given
    assert not Letter.objects.exists()


def test_the_field_that_people_do_not_see_keeps_machines_out_and_is_said(
    scene: Scene, client: Client
) -> None:
    response = send(client, {**TYPED, "website": "https://gold.example"})
    assert response.status_code == 422
    assert "people do not see" in response.content.decode()
    assert "gold.example" not in response.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://sub.testserver"},
    ],
)
def test_what_another_site_sends_is_not_taken(scene: Scene, headers: dict[str, str]) -> None:
    response = send(Client(), headers=headers)
    assert response.status_code == 403
    assert TYPED["text"] in response.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_our_own_form_is_taken(scene: Scene, headers: dict[str, str], settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert send(Client(), headers=headers).status_code == 303


def test_no_cookie_is_set_or_heeded_and_nobody_keeps_or_frames_these_pages(
    scene: Scene, client: Client
) -> None:
    sent = send(client)
    for response in (
        sent,
        client.get("/flood/ask/"),
        client.get(sent["Location"]),
        client.get("/flood/ask/stamp"),
    ):
        assert not response.cookies
        assert "Vary" not in response or "Cookie" not in response["Vary"]
    for response in (client.get("/flood/ask/"), client.get(sent["Location"]), client.get("/flood/ask/stamp")):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "unsafe" not in response["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_closed_box_takes_nothing_and_gives_back_what_was_typed(scene: Scene, client: Client) -> None:
    given = stamp_in(client.get("/flood/ask/").content.decode())
    change_question_box(scene.hand(), scene.blog, 1, is_open=False)
    with clock.standing_at(clock.now() + timedelta(seconds=5)):
        response = client.post("/flood/ask/", {**TYPED, "stamp": given})
    assert response.status_code == 409
    assert TYPED["text"] in response.content.decode()
    assert "closed at the moment" in client.get("/flood/ask/").content.decode()
    assert client.get("/flood/ask/stamp").status_code == 404
    assert not Letter.objects.exists()


def test_what_is_not_public_has_no_form(scene: Scene, client: Client) -> None:
    hidden = open_scene("secret-story", "preparing", scene.editor)
    change_question_box(hidden.hand(), hidden.blog, 0, is_open=True)
    pages = [client.get(f"/{slug}/ask/") for slug in ("secret-story", "no-such-story")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert client.post("/secret-story/ask/", TYPED).status_code == 404


class TestFloods:
    """Counted in memory, by an address that nobody can read back."""

    def test_one_address_fills_no_queue_and_gets_its_words_back(self, scene: Scene, client: Client) -> None:
        answers = [send(client, {**TYPED, "text": f"Flood of number {n}?"}) for n in range(40)]
        kept = [answer for answer in answers if answer.status_code == 303]
        last = answers[-1]
        assert len(kept) == Letter.objects.count() == limits.PLAIN.address.burst
        assert last.status_code == 429
        assert int(last["Retry-After"]) > 0
        assert "Flood of number 39?" in last.content.decode()

    def test_proof_of_work_lets_more_through(self, scene: Scene, client: Client) -> None:
        for number in range(5):
            given = client.get("/flood/ask/stamp").json()
            with clock.standing_at(clock.now() + timedelta(seconds=5)):
                sent = {
                    **TYPED,
                    "text": f"Number {number}?",
                    "stamp": given["stamp"],
                    "proof": proof_for(given),
                }
                assert client.post("/flood/ask/", sent).status_code == 303

    @pytest.mark.parametrize("proof", ["", "0", "x" * 99, "ä", "-1"])
    def test_a_wrong_proof_is_worth_no_more_than_none(self, scene: Scene, proof: str) -> None:
        seen = stamps.read(scene.blog, stamps.issue(scene.blog, 60))
        assert not stamps.is_proven(seen, proof)

    def test_five_honest_readers_come_through_among_ten_thousand(self) -> None:
        taken = limits.Limits(now=lambda: 0.0)
        passed: dict[str, int] = {}
        honest = [f"203.0.{number}.9" for number in range(5)]
        for number in range(10_000):
            address = f"198.{number % 5}.{number % 250}.{number % 200}" if number % 2 else "192.0.2.7"
            if number in (3_000, 5_000, 7_000, 9_000, 9_999):
                address = honest[number % 5 if number != 9_999 else 4]
            if not taken.take(limits.PLAIN, "plain", address, "flood"):
                passed[address] = passed.get(address, 0) + 1
        asked = {
            honest[number % 5 if number != 9_999 else 4] for number in (3_000, 5_000, 7_000, 9_000, 9_999)
        }
        assert all(passed.get(address) for address in asked)
        assert max(passed.values()) <= 30
        assert sum(passed.values()) <= limits.PLAIN.blog.burst

    def test_a_neighbourhood_is_counted_together(self) -> None:
        taken = limits.Limits(now=lambda: 0.0)
        for addresses in ([f"192.0.2.{n}" for n in range(250)], [f"2001:db8:1:{n:x}::1" for n in range(250)]):
            passed = sum(not taken.take(limits.PLAIN, "plain", address, "flood") for address in addresses)
            assert passed == limits.PLAIN.neighbourhood.burst

    def test_counts_fill_up_again_with_time_and_are_forgotten_with_their_key_each_day(self) -> None:
        now = [0.0]
        taken = limits.Limits(now=lambda: now[0])
        while not taken.take(limits.PLAIN, "plain", "192.0.2.7", "flood"):
            pass
        now[0] += limits.PLAIN.address.seconds
        assert not taken.take(limits.PLAIN, "plain", "192.0.2.7", "flood")
        assert taken.take(limits.PLAIN, "plain", "192.0.2.7", "flood")
        assert len(taken) == 4
        now[0] += limits.KEY_SECONDS + 1
        assert not taken.take(limits.PLAIN, "plain", "198.51.100.1", "fire")
        assert len(taken) == 4

    def test_the_counts_hold_no_address_and_are_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MOST_HELD", 100)
        taken = limits.Limits(now=lambda: 0.0)
        for number in range(2_000):
            taken.take(limits.PLAIN, "plain", f"10.{number % 256}.{number // 256}.1", "flood")
        assert len(taken) <= 101
        assert "10.1.0.1" not in repr(vars(taken)) + repr(vars(taken._buckets))


@pytest.fixture
def busy() -> Iterator[None]:
    def busy(work: object) -> Any:
        raise letterbox.Busy

    letterbox.carried_by(busy)
    yield
    letterbox.carried_by(None)


@pytest.mark.usefixtures("busy")
def test_a_busy_house_says_so_and_keeps_the_words_in_the_form(scene: Scene, client: Client) -> None:
    response = send(client)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert TYPED["text"] in response.content.decode()


@pytest.mark.parametrize("error", [OperationalError("database is locked"), letters.Full()])
def test_what_cannot_be_kept_now_is_said_in_words(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(letters, "receive", refuse)
    response = send(client)
    assert response.status_code == 503
    assert TYPED["text"] in response.content.decode()


def test_an_email_is_asked_for_only_where_mail_is_sent(
    scene: Scene, client: Client, settings: Settings
) -> None:
    with_address = {**TYPED, "email": "olu@reader.example"}
    assert 'name="email"' not in client.get("/flood/ask/").content.decode()
    send(client, with_address)
    assert Letter.objects.get().email == ""
    settings.MAIL_IS_SENT = True
    assert 'name="email"' in client.get("/flood/ask/").content.decode()
    wrong = send(
        client, {**with_address, "text": "Is it safe?", "email": "olu@reader.example\r\nBcc: x@y.example"}
    )
    assert wrong.status_code == 422
    assert send(client, {**with_address, "text": "Is it safe?"}).status_code == 303
    assert Letter.objects.latest("pk").email == "olu@reader.example"
