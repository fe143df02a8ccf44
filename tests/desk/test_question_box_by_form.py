"""The question box and the abuse list, by form."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from stoppress.publishing.question_box import change_abuse_list, change_question_box
from stoppress.questions.models import AbuseList, QuestionBox
from stoppress.wire import reading
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

BOX = "/desk/flood/question-box/"
LIST = "/desk/flood/question-box/abuse-list/"
TYPED = {
    "is_open": "on",
    "invitation": "Ask Dr Brandt.",
    "rules": "Be kind.\nBe brief.",
    "keep_days": "14",
    "version": "0",
}


def _part(scene: Scene) -> str:
    part = reading.standing(scene.blog.wire).parts.get("questions")
    return part.html if part else ""


def test_an_editor_opens_the_box_and_readers_see_it(scene: Scene, alice: Client) -> None:
    assert alice.post(BOX, TYPED).status_code == 302
    page = _part(scene)
    assert 'action="/flood/ask/"' in page
    for words in ("Ask Dr Brandt.", "Be kind.", "Be brief.", "14 days"):
        assert words in page
    assert "The form as readers see it" in alice.get(BOX).content.decode()


def test_closed_again_it_leaves_the_page(scene: Scene, alice: Client) -> None:
    alice.post(BOX, TYPED)
    alice.post(BOX, {**TYPED, "is_open": "", "version": "1"})
    assert _part(scene) == ""


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("invitation", "x" * 201, "at most 200 fit"),
        ("rules", "x" * 2_001, "at most 2,000 fit"),
        ("keep_days", "0", "1 to 365 days"),
        ("keep_days", "9999999999", "1 to 365 days"),
        ("keep_days", "soon", "whole number"),
        ("keep_days", "", "required"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_its_field(
    scene: Scene, alice: Client, field: str, words: str, said: str
) -> None:
    response = alice.post(BOX, {**TYPED, field: words})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert said in page
    assert "Ask Dr Brandt." in page or field == "invitation"
    assert not QuestionBox.objects.filter(is_open=True).exists()
    assert _part(scene) == ""


def test_who_was_overtaken_sees_both_versions(scene: Scene, alice: Client) -> None:
    change_question_box(scene.hand(), scene.blog, 0, is_open=False, invitation="Theirs.", keep_days=3)
    response = alice.post(BOX, TYPED)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Ask Dr Brandt." in page
    assert alice.post(BOX, {**TYPED, "onto": "1"}).status_code == 302
    assert QuestionBox.objects.get().invitation == "Ask Dr Brandt."


def test_the_abuse_list_is_kept_once_each_and_only_seen_by_editors(alice: Client, bob: Client) -> None:
    assert alice.post(LIST, {"phrases": " buy  gold \n\nbuy gold\nзолото", "version": "0"}).status_code == 302
    assert AbuseList.objects.get().phrases == "buy gold\nзолото"
    assert "buy gold" in alice.get(BOX).content.decode()
    assert "buy gold" not in bob.get(BOX).content.decode()


def test_the_abuse_list_of_two_editors_is_a_conflict_and_nothing_is_lost(scene: Scene, alice: Client) -> None:
    change_abuse_list(scene.hand(), scene.blog, 0, "theirs")
    response = alice.post(LIST, {"phrases": "mine", "version": "0"})
    assert response.status_code == 409
    assert "theirs" in response.content.decode()
    assert "mine" in response.content.decode()


def test_a_box_opened_before_the_coverage_stands_on_the_first_page(scene: Scene) -> None:
    prepared = open_scene("fire", "preparing", scene.editor)
    change_question_box(prepared.hand(), prepared.blog, 0, is_open=True)
    assert _part(prepared) == ""
    prepared.enter("upcoming")
    assert 'action="/fire/ask/"' in _part(prepared)
