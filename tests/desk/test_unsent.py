"""What is typed and not sent: kept while it is typed, on whatever device, and gone when it was sent."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stoppress.desk import answers
from stoppress.publishing import posts, take_down, unsent
from stoppress.publishing.models import UnsentText
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene

HOME = "/desk/flood/unsent/"
JSON: dict[str, Any] = {"headers": {"accept": "application/json"}}


def keep(client: Client, title: str, *, key: str = "k1", number: int = 0, **more: str) -> Any:
    """What the script sends while somebody types."""
    fields = json.dumps({"title": title, "body_html": "<p>Words.</p>", "body_format": "html", "key": key})
    sent = {"place": "new", "key": key, "number": number, "fields_typed": fields, **more}
    return client.post(HOME, sent, **JSON)


def texts(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(HOME, **JSON).json()["texts"]
    return found


def test_what_is_typed_on_one_device_is_there_on_another(scene: Scene, alice: Client, sign_in: Any) -> None:
    assert keep(alice, "Half a thought").json()["number"] == 1
    assert keep(alice, "Half a thought and more", number=1).json()["number"] == 2
    phone = sign_in(scene.editor)
    assert [text["fields"]["title"] for text in texts(phone)] == ["Half a thought and more"]
    page = phone.get(HOME).content.decode()
    assert "Half a thought and more" in page
    taken_up = phone.get("/desk/flood/?unsent=k1").content.decode()
    assert 'value="Half a thought and more"' in taken_up
    assert 'name="key" value="k1"' in taken_up


def test_nobody_else_sees_it(scene: Scene, alice: Client, bob: Client, stranger: Client) -> None:
    keep(alice, "Half a thought")
    assert texts(bob) == []
    assert "Half a thought" not in bob.get("/desk/flood/?unsent=k1").content.decode()
    assert stranger.get(HOME).status_code == 404


def test_two_devices_do_not_write_over_each_other(scene: Scene, alice: Client) -> None:
    keep(alice, "First")
    keep(alice, "On the phone", number=1)
    late = keep(alice, "On the laptop", number=1)
    assert late.status_code == 409
    assert late.json()["current"]["fields"]["title"] == "On the phone"
    assert texts(alice)[0]["fields"]["title"] == "On the phone"


def test_it_is_gone_when_it_was_sent_and_does_not_come_back(scene: Scene, alice: Client) -> None:
    keep(alice, "Sent soon")
    alice.post("/desk/flood/posts/", {"title": "Sent soon", "key": "k1"}, **JSON)
    assert texts(alice) == []
    assert keep(alice, "Too late", number=1).status_code == 409
    assert not UnsentText.objects.exists()


def test_a_text_that_was_sent_by_a_lost_answer_is_not_offered(scene: Scene, alice: Client) -> None:
    keep(alice, "Sent soon")
    alice.post("/desk/flood/posts/", {"title": "Sent soon", "key": "k1"}, **JSON)
    row = {"member": scene.editor, "blog": scene.blog, "place": "new", "key": "k1", "number": 1}
    UnsentText.objects.create(**row, fields="{}", at=clock.now())
    assert texts(alice) == []


def test_a_long_text_has_some_states_and_not_one_for_each_letter(scene: Scene, alice: Client) -> None:
    at = clock.now()
    with clock.standing_at(at):
        for number in range(5):
            keep(alice, f"Letter {number}", number=number)
    assert UnsentText.objects.count() == 1
    for minute in range(unsent.MOST_STATES + 5):
        with clock.standing_at(at + timedelta(minutes=2 * minute + 2)):
            keep(alice, f"Minute {minute}", number=5 + minute)
            newest = texts(alice)
    assert UnsentText.objects.count() == unsent.MOST_STATES
    assert newest[0]["fields"]["title"] == f"Minute {unsent.MOST_STATES + 4}"


def test_an_amendment_is_kept_with_its_post_and_erased_with_it(scene: Scene, alice: Client) -> None:
    post = scene.publish("Libel").post
    keep(alice, "Libel again", place="amend", post=post)
    assert 'value="Libel again"' in alice.get(f"/desk/flood/posts/{post}/amend/?unsent=k1").content.decode()
    take_down.take_down(scene.hand(), scene.blog, post, "A court asked for it.")
    assert not UnsentText.objects.exists()
    assert keep(alice, "Libel", place="amend", post=post, key="k2").status_code == 404


def test_what_was_typed_at_a_draft_goes_with_the_draft(scene: Scene, alice: Client) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Later")).post
    keep(alice, "Later and more", post=draft)
    assert 'value="Later and more"' in alice.get(f"/desk/flood/drafts/{draft}/?unsent=k1").content.decode()
    posts.discard_draft(scene.hand(), scene.blog, draft, 1)
    assert not UnsentText.objects.exists()


def test_it_is_thrown_away_by_a_plain_form(scene: Scene, alice: Client) -> None:
    keep(alice, "Nothing")
    assert alice.post(f"{HOME}forget/", {"key": "k1"}).headers["Location"] == HOME
    assert texts(alice) == []


def test_after_a_fortnight_it_is_forgotten(scene: Scene, alice: Client) -> None:
    keep(alice, "Old")
    with clock.standing_at(clock.now() + unsent.KEPT_FOR + timedelta(hours=1)):
        assert unsent.texts_of(scene.editor, scene.blog) == []
        assert unsent.forget_old() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"place": "nowhere"},
        {"fields_typed": "no JSON"},
        {"fields_typed": "[]"},
        {"fields_typed": "[" * 5_000},
        {"fields_typed": '{"title": ' + "[" * 500 + "]" * 500 + "}"},
        {"fields_typed": '{"title": "\\ud800"}'},
        {"fields_typed": "x" * (unsent.LONGEST + 1)},
        {"key": ""},
        {"key": "a\x00b"},
        {"number": "-1"},
        {"post": "nothing"},
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(scene: Scene, alice: Client, sent: dict[str, str]) -> None:
    answer = keep(alice, "Words", **sent)
    assert answer.status_code in (404, 422)
    assert answer.json()["message"]
    assert not UnsentText.objects.exists()


@pytest.mark.parametrize("kept", ["[" * 5_000, "no JSON", "[]", '{"title": "\\ud800"}'])
def test_a_state_that_cannot_be_read_does_not_take_the_others_with_it(
    scene: Scene, alice: Client, kept: str
) -> None:
    keep(alice, "Half a thought")
    row = {"member": scene.editor, "blog": scene.blog, "place": "new", "key": "k2", "number": 1}
    UnsentText.objects.create(**row, fields=kept, at=clock.now())
    assert {text["key"] for text in texts(alice)} == {"k1", "k2"}
    assert "Half a thought" in alice.get(HOME).content.decode()
    assert keep(alice, "Words", key="k2", number=0).status_code == 409


def test_parts_that_cannot_be_read_leave_the_rest_of_the_text(scene: Scene, alice: Client) -> None:
    fields = {"title": "Half a thought", "details": "[" * 5_000, "pictures": "[" * 5_000}
    keep(alice, "", fields_typed=json.dumps(fields))
    assert "Half a thought" in alice.get(HOME).content.decode()
    assert 'value="Half a thought"' in alice.get("/desk/flood/?unsent=k1").content.decode()


def test_the_desks_first_view_counts_texts_and_reads_none_of_them(scene: Scene, alice: Client) -> None:
    at = clock.now()
    for number in range(3):
        with clock.standing_at(at + timedelta(minutes=2 * number)):
            keep(alice, f"State {number}", number=number)
    keep(alice, "Another", key="k2")
    with CaptureQueriesContext(connection) as asked:
        assert alice.get("/desk/flood/").status_code == 200
    assert not [
        query for query in asked.captured_queries if '"publishing_unsenttext"."fields"' in query["sql"]
    ]
    assert unsent.count_of(scene.editor, scene.blog) == 2
    assert {text["fields"]["title"] for text in texts(alice)} == {"State 2", "Another"}


def test_of_too_many_texts_the_oldest_gives_way_with_all_its_states(
    scene: Scene, alice: Client, bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsent, "MOST_TEXTS", 2)
    keep(bob, "His")
    at = clock.now()
    for number in range(2):
        with clock.standing_at(at + timedelta(minutes=2 * number)):
            keep(alice, f"Oldest {number}", key="k1", number=number)
    with clock.standing_at(at + timedelta(minutes=5)):
        keep(alice, "Second", key="k2")
        keep(alice, "Third", key="k3")
        assert {text["key"] for text in texts(alice)} == {"k2", "k3"}
        assert "At most 2 texts are kept" in alice.get(HOME).content.decode()
    assert not UnsentText.objects.filter(member=scene.editor, key="k1").exists()
    assert UnsentText.objects.exclude(member=scene.editor).count() == 1


def test_what_was_done_is_told_as_done_though_the_text_could_not_be_forgotten_at_once(
    scene: Scene, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_about: object) -> None:
        raise OperationalError("database is locked")

    keep(alice, "Sent soon")
    with monkeypatch.context() as patched:
        patched.setattr(answers, "forget", busy)
        sent = alice.post("/desk/flood/posts/", {"title": "Sent soon", "key": "k1"}, **JSON)
    assert (sent.status_code, sent.json()["state"]) == (200, "published")
    assert texts(alice) == []
    keep(alice, "The next", key="k2")
    assert not UnsentText.objects.filter(key="k1").exists()
