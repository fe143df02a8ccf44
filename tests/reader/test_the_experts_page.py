"""The expert's page: what is assigned through the link and nothing else, and no word of what is written is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stoppress.publishing import answers, experts, posts, questions
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.wording import Wording
from stoppress.questions import expert_links
from stoppress.questions.models import Expert, Question
from stoppress.questions.writing import LONGEST_WRITTEN
from stoppress.reader import expert as page
from stoppress.toolkit import clock
from tests.cast import Scene, letter, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Iterator[Scene]:
    page.guesses.forget()
    yield open_scene()
    page.guesses.forget()


def expert_with_link(scene: Scene, name: str = "Dr Rosenlund") -> tuple[Expert, str]:
    """Somebody who answers, and the secret of the link."""
    made = experts.add_expert(scene.hand(), scene.blog, name, "physician").subject
    secret = expert_links.new_secret()
    experts.make_link(scene.hand(), scene.blog, made, secret)
    return Expert.objects.get(public_id=made), secret


def assign(scene: Scene, expert: Expert, text: str = "Is it safe?", **more: str) -> Question:
    """A reader's question that waits for the expert."""
    asked = scene.ask(text, **more)
    questions.assign(
        scene.hand(), scene.blog, [(asked.public_id, asked.version)], expert.public_id, "Briefly."
    )
    return scene.question(asked.public_id)


def read(secret: str) -> Any:
    """The page as the expert sees it."""
    return Client().get(f"/expert/{secret}/")


def send(secret: str, question: Question, act: str = "save", **more: str) -> Any:
    """Send the form of one question as it was filled when the page was read."""
    form = read(secret).content.decode().partition(f'name="question" value="{question.public_id}"')[2]
    found = re.search(r'name="seen" value="(\w+)"', form)
    seen = found[1] if found else ""
    return Client().post(
        f"/expert/{secret}/", {"question": question.public_id, "seen": seen, "act": act, **more}
    )


def test_an_expert_sees_what_is_asked_and_by_whom_and_nothing_else(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    other, _ = expert_with_link(scene, "Prof Other")
    asked = assign(scene, expert, name="Aroha", place="Nine Wells", email="aroha@reader.example")
    letter(scene.blog, "May we drink it?", name="Tama", email="tama@reader.example", question=asked)
    assign(scene, other, "Secret of the other?")
    scene.ask("New to the desk?")
    shown = read(secret).content.decode()
    for words in (
        "<bdi>Aroha</bdi>, <bdi>Nine Wells</bdi>, asks:",
        "Is it safe?",
        "May we drink it?",
        "Briefly.",
        "Dr Rosenlund",
    ):
        assert words in shown, words
    for words in (
        "reader.example",
        "Secret of the other",
        "New to the desk",
        "Prof Other",
        "/desk/",
        "Alice",
    ):
        assert words not in shown, words


def test_it_is_kept_nowhere_found_nowhere_and_told_to_nobody(scene: Scene) -> None:
    _, secret = expert_with_link(scene)
    answer = read(secret)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_what_is_written_is_saved_and_handed_in(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    text = "No.\n\nBoiling kills germs,\nnot <ash>."
    assert send(secret, asked, text=text, note="Call me.").status_code == 302
    found = scene.question(asked.public_id)
    assert found.written_html == "<p>No.</p><p>Boiling kills germs,<br>not &lt;ash&gt;.</p>"
    assert (found.standing, found.note_from_expert) == ("assigned", "Call me.")
    assert html.escape(text, quote=False) in read(secret).content.decode()
    send(secret, asked, "hand-in", text=text)
    assert scene.question(asked.public_id).standing == "written"
    send(secret, asked, text="Changed my mind.")
    found = scene.question(asked.public_id)
    assert (found.standing, found.written_html) == ("written", "<p>Changed my mind.</p>")


def test_what_cannot_be_taken_stands_in_the_form_again(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    for text, act in (("x" * (LONGEST_WRITTEN + 1), "save"), ("a\x00b", "save"), ("   ", "hand-in")):
        answer = send(secret, asked, act, text=text, note="y" * 500 if act == "save" else "")
        assert answer.status_code == 422
        assert text in answer.content.decode()
        assert "aria-invalid" in answer.content.decode()
    assert scene.question(asked.public_id).written_html == ""


def test_two_windows_do_not_write_over_each_other_unseen(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    address, first = f"/expert/{secret}/", {"question": asked.public_id, "act": "save"}
    seen = re.search(r'name="seen" value="(\w+)"', read(secret).content.decode())
    assert seen
    Client().post(address, {**first, "seen": seen[1], "text": "From the phone."})
    answer = Client().post(address, {**first, "seen": seen[1], "text": "From the laptop."})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "From the phone." in shown
    assert "From the laptop." in shown
    assert scene.question(asked.public_id).written_html == "<p>From the phone.</p>"
    again = re.search(r'name="seen" value="(\w+)"', shown)
    assert again
    Client().post(address, {**first, "seen": again[1], "text": "From the laptop."})
    assert scene.question(asked.public_id).written_html == "<p>From the laptop.</p>"


def test_a_question_that_is_not_for_her_goes_back_to_the_desk(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    send(secret, asked, text="Half a")
    answer = send(secret, asked, "send-back", note="Ask a chemist.")
    assert "gone back" in Client().get(answer["Location"]).content.decode()
    found = scene.question(asked.public_id)
    assert (found.standing, found.expert, found.written_html) == ("new", None, "")
    assert found.note_from_expert == "Ask a chemist."
    assert "Is it safe?" not in read(secret).content.decode()


def test_another_expert_sees_nothing_of_what_the_first_has_written(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    other, others = expert_with_link(scene, "Prof Other")
    asked = assign(scene, expert)
    send(secret, asked, text="My own words.")
    found = scene.question(asked.public_id)
    questions.assign(scene.hand(), scene.blog, [(found.public_id, found.version)], other.public_id)
    shown = read(others).content.decode()
    assert "Is it safe?" in shown
    assert "My own words." not in shown
    answer = Client().post(
        f"/expert/{secret}/", {"question": asked.public_id, "act": "save", "text": "And more of them."}
    )
    assert answer.status_code == 422
    assert "no longer with you" in answer.content.decode()
    assert "And more of them." in answer.content.decode()


def test_a_published_answer_is_seen_as_published_and_cannot_be_written_over(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    send(secret, asked, "hand-in", text="No.")
    found = scene.question(asked.public_id)
    shown = Shown("Is it safe?", question=found.public_id, version=found.version)
    release = Release((shown,), Wording("", "<p>No, it is not.</p>"), expert.public_id)
    post = answers.release_answer(scene.hand(), scene.blog, release).post
    seen = read(secret).content.decode()
    assert "Published" in seen
    assert "No, it is not." in seen
    assert f"/flood/p/{post}/" in seen
    assert "<textarea" not in seen
    assert send(secret, asked, text="Yes.").status_code == 422
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Not so.")
    assert "taken your answer off the page" in read(secret).content.decode()
    assert send(secret, asked, "hand-in", text="Perhaps.").status_code == 302


def test_every_link_that_opens_nothing_is_answered_alike(scene: Scene) -> None:
    expert, revoked = expert_with_link(scene)
    experts.revoke_link(scene.hand(), scene.blog, expert.public_id)
    _, expired = expert_with_link(scene, "Prof Other")
    with clock.standing_at(clock.now() + timedelta(days=15)):
        told = [read(secret) for secret in (revoked, expired, "x" * 40, "x")]
        sent = Client().post(f"/expert/{expired}/", {"text": "Two hours of work."})
        guessed = Client().post("/expert/guessed/", {"text": "Two hours of work."})
    assert {answer.status_code for answer in [*told, sent, guessed]} == {404}
    assert len({answer.content for answer in told}) == 1
    assert "Two hours of work." in sent.content.decode()
    assert sent.content == guessed.content
    assert "Harrow" not in sent.content.decode()


def test_a_link_opens_one_live_blog(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    fire = open_scene("fire", editor=scene.editor)
    assign(fire, expert, "About the fire?")
    assert "About the fire?" not in read(secret).content.decode()


def test_who_guesses_has_to_wait_and_others_do_not(scene: Scene) -> None:
    _, secret = expert_with_link(scene)
    for number in range(40):
        answer = Client(REMOTE_ADDR="192.0.2.1").get(f"/expert/guess-{number}/")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="192.0.2.1").get(f"/expert/{secret}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.2").get(f"/expert/{secret}/").status_code == 200
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        assert Client(REMOTE_ADDR="192.0.2.1").get(f"/expert/{secret}/").status_code == 200


def test_a_link_is_in_no_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    expert, secret = expert_with_link(scene)
    experts.revoke_link(scene.hand(), scene.blog, expert.public_id)
    read(secret)
    assert secret not in caplog.text


def test_the_script_is_answered_in_json(scene: Scene) -> None:
    expert, secret = expert_with_link(scene)
    asked = assign(scene, expert)
    headers = {"Accept": "application/json"}
    body = {"question": asked.public_id, "act": "save", "text": "No.", "seen": "stale"}
    refused = Client().post(f"/expert/{secret}/", body, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["theirs"] == ""
    taken = Client().post(f"/expert/{secret}/", {**body, "seen": refused.json()["seen"]}, headers=headers)
    assert taken.json()["said"].startswith("Saved")
    closed = Client().post("/expert/guessed/", body, headers=headers)
    assert (closed.status_code, closed.json()["is_closed"]) == (404, True)
