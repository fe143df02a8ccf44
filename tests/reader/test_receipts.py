"""The private page of a question: it tells where the question stands, obeys its owner, and does not exist for anybody else."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from stoppress.publishing import answers, posts, questions
from stoppress.publishing.answers import Release, Shown
from stoppress.publishing.question_box import change_abuse_list, change_question_box
from stoppress.publishing.wording import Wording
from stoppress.questions.forgetting import forget_what_is_due
from stoppress.questions.letters import receive
from stoppress.questions.models import Letter, Question
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

ASKED = "When will the Harrow bridge reopen to lorries?"


@pytest.fixture
def scene() -> Scene:
    scene = open_scene()
    change_question_box(scene.hand(), scene.blog, 0, is_open=True, keep_days=9)
    return scene


@pytest.fixture
def client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def _ask(scene: Scene, text: str = ASKED, email: str = "") -> str:
    secret = receive(scene.blog, text, first_name="Olu", place="Arle", email=email).secret
    return f"/flood/ask/{secret}/"


def _seen() -> list[tuple[str, int]]:
    return list(Question.objects.values_list("public_id", "version"))


def _answer(scene: Scene) -> str:
    question = Question.objects.get()
    shown = (Shown(ASKED, "Olu", "Arle", question.public_id, question.version),)
    return answers.release_answer(
        scene.hand(), scene.blog, Release(shown, Wording("", "<p>On Monday.</p>"))
    ).post


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_each_step_is_told_in_words(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    assert "We have your question" in _page(client, address)
    questions.take(scene.hand(), scene.blog, _seen())
    assert "A reporter has your question" in _page(client, address)
    questions.assign(scene.hand(), scene.blog, _seen(), scene.expert().public_id, "")
    assert "with an expert" in _page(client, address)
    post = _answer(scene)
    page = _page(client, address)
    assert "has been answered" in page
    assert "On Monday." in page
    assert f"/flood/p/{post}/" in page
    posts.withdraw(scene.hand(), scene.blog, post, 1, "It was another bridge.")
    assert "The answer was withdrawn" in _page(client, address)
    assert "On Monday." not in _page(client, address)


def test_a_question_that_is_not_taken_up_has_its_reason_told(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    questions.decline(scene.hand(), scene.blog, _seen(), "The county knows <better>.")
    assert "not taken up" in _page(client, address)
    assert "The county knows &lt;better&gt;." in _page(client, address)


def test_an_open_question_is_told_when_the_coverage_has_ended(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    scene.enter("closed")
    assert "The coverage has ended" in _page(client, address)


def test_who_was_set_aside_is_told_what_everybody_is_told(scene: Scene, client: Client) -> None:
    honest = _page(client, _ask(scene, "Is the water safe?"))
    change_abuse_list(scene.hand(), scene.blog, 0, "lorries")
    assert "We have your question" in honest
    assert "We have your question" in _page(client, _ask(scene))


def test_who_sent_a_copy_sees_how_it_stands_and_nothing_of_the_first(scene: Scene, client: Client) -> None:
    _ask(scene)
    copy = _ask(scene)
    page = _page(client, copy)
    assert "in the very same words" in page
    assert "Olu" not in page
    assert 'value="delete"' not in page
    assert client.post(copy, {"do": "delete"}).status_code == 403
    assert Letter.objects.count() == 1


def test_a_guess_is_answered_as_every_other_guess(scene: Scene, client: Client) -> None:
    _ask(scene)
    guesses = ["a" * 40, "b" * 40, "x", "ä" * 9, "a" * 400, "stamp", "%00"]
    pages = [client.get(f"/flood/ask/{guess}/") for guess in guesses]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    elsewhere = client.get("/no-such-story/ask/" + "a" * 40 + "/")
    assert elsewhere.content == pages[0].content
    assert elsewhere.headers == pages[0].headers


def test_the_log_never_learns_a_private_address(
    scene: Scene, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    address = _ask(scene)
    with caplog.at_level(logging.DEBUG):
        client.get(address)
        client.post(address, {"do": "nothing"})
        client.post(address, {"do": "delete"}, headers={"Sec-Fetch-Site": "cross-site"})
        client.get(address[:-2] + "/")
    assert address.split("/")[3][:30] not in caplog.text


def test_the_owner_deletes_what_she_sent(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    answer = client.post(address, {"do": "delete"})
    assert "has been deleted" in answer.content.decode()
    assert not Letter.objects.exists()
    assert not Question.objects.exists()
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "delete"}).status_code == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_deletes_it(scene: Scene, site: str) -> None:
    address = _ask(scene)
    assert Client().post(address, {"do": "delete"}, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert Letter.objects.count() == 1


def test_the_email_is_changed_and_removed(scene: Scene, client: Client, settings: Settings) -> None:
    settings.MAIL_IS_SENT = True
    address = _ask(scene, email="olu@reader.example")
    assert "olu@reader.example" in _page(client, address)
    wrong = client.post(address, {"do": "email", "email": "olu@"})
    assert wrong.status_code == 422
    assert 'value="olu@"' in wrong.content.decode()
    assert client.post(address, {"do": "email", "email": "other@reader.example"}).status_code == 303
    assert Letter.objects.get().email == "other@reader.example"
    assert (
        client.post(address, {"do": "email", "email": "other@reader.example", "remove": "yes"}).status_code
        == 303
    )
    assert Letter.objects.get().email == ""


def test_without_mail_no_address_is_asked_for_or_kept(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    assert 'name="email"' not in _page(client, address)
    assert client.post(address, {"do": "email", "email": "olu@reader.example"}).status_code == 409
    assert Letter.objects.get().email == ""


def test_after_the_deadline_it_says_that_it_was_deleted_as_promised(scene: Scene, client: Client) -> None:
    address = _ask(scene)
    with clock.standing_at(clock.now() + timedelta(days=9, hours=1)):
        forget_what_is_due()
        page = _page(client, address)
    assert "as promised" in page
    assert ASKED not in page
    assert "Olu" not in page


def test_what_was_typed_never_becomes_markup(scene: Scene, client: Client) -> None:
    secret = receive(
        scene.blog, "<script>alert(1)</script>?", first_name='"><img src=x>', place="<b>x"
    ).secret
    page = _page(client, f"/flood/ask/{secret}/")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>x" not in page
