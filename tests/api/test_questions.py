"""Readers' questions by program: read by those who may, sorted like at the desk, and no e-mail is told."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from stoppress.api import tokens
from stoppress.questions.models import Question
from tests.api.caller import Caller, read
from tests.cast import Scene, letter, member

_ALL = "/live-blogs/flood/questions"


def test_questions_are_told_with_who_asks_and_without_e_mail(scene: Scene, caller: Caller) -> None:
    asked = scene.ask("Is it safe?", name="Ida", place="Strand", email="ida@reader.example")
    letter(scene.blog, "Safe?", question=asked)
    answer = caller.get(_ALL)
    (told,) = read(answer)["questions"]
    assert (told["text"], told["first_name"], told["place"], told["asked_by"]) == (
        "Is it safe?",
        "Ida",
        "Strand",
        2,
    )
    assert (told["standing"], told["taken_by"], told["expert"]) == ("new", None, None)
    assert b"reader.example" not in answer.content


def test_all_questions_are_met_once_by_following_older(scene: Scene, caller: Caller) -> None:
    for number in range(25):
        scene.ask(f"Question {number}")
    for order in ("newest", "most-asked"):
        seen: list[str] = []
        path = f"{_ALL}?limit=7&sort={order}"
        while path:
            page = read(caller.get(path))
            seen += [question["text"] for question in page["questions"]]
            older = page["older"] and urlsplit(page["older"])
            path = f"{older.path.removeprefix('/api/v1')}?{older.query}" if older else ""
        assert len(seen) == len(set(seen)) == 25


def test_a_search_finds_words_in_a_pile(scene: Scene, caller: Caller) -> None:
    scene.ask("Où est l’école?")
    scene.ask("Is it safe?")
    found = read(caller.get(f"{_ALL}?words=ECOLE&pile=new"))["questions"]
    assert [question["text"] for question in found] == ["Où est l’école?"]
    assert read(caller.get(f"{_ALL}?pile=spam"))["questions"] == []


@pytest.mark.parametrize(
    "query", ["pile=nonsense", "sort=up", "after=nonsense", "limit=0", "words=" + "x" * 300]
)
def test_a_wish_that_cannot_be_is_refused_in_words(scene: Scene, caller: Caller, query: str) -> None:
    assert caller.get(f"{_ALL}?{query}").status_code == 422


def test_a_question_is_sorted_by_program_and_a_repeated_sending_is_one_act(
    scene: Scene, caller: Caller
) -> None:
    asked = scene.ask()
    path = f"{_ALL}/{asked.public_id}"
    first = caller.post(f"{path}/take", {"version": 1}, idempotency_key="one")
    again = caller.post(f"{path}/take", {"version": 1}, idempotency_key="one")
    assert read(first) == read(again)
    assert (read(first)["question"], read(first)["state"], first["ETag"]) == (asked.public_id, "taken", '"2"')
    assert caller.post(f"{path}/shortlist", {"version": 1}).status_code == 409
    assert caller.post(f"{path}/shortlist", {}).status_code == 428
    assert caller.post(f"{path}/decline", {"version": 2}).status_code == 422
    assert caller.post(f"{path}/fly", {"version": 2}).status_code == 422
    assert caller.post(f"{_ALL}/nothing/take", {"version": 2}).status_code == 404
    done = caller.post(f"{path}/decline", {"reason": "Not for us."}, if_match='"2"')
    assert read(done)["state"] == "declined"
    assert caller.post(f"{path}/reopen", {"version": 3}).status_code == 200
    assert Question.objects.get().standing == "taken"


def test_who_reads_only_or_only_views_is_told_no_question(scene: Scene) -> None:
    scene.ask("Secret?")
    viewer = member("Victor", "viewer")
    for secret in (
        tokens.issue(scene.editor.email, "flood", "partner", 1, may_write=False),
        tokens.issue(viewer.email, "flood", "viewer", 1, may_write=True),
    ):
        answer = Caller(secret).get(_ALL)
        assert answer.status_code == 403
        assert b"Secret" not in answer.content
