"""The inbox of readers' questions, by links and forms alone."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from stoppress.publishing import merging, questions
from stoppress.questions.models import Letter, Question
from stoppress.toolkit import clock
from tests.cast import Scene, letter

HOME = "/desk/flood/questions/"


def _page(client: Client, address: str = HOME) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def _words(page: str) -> list[str]:
    return re.findall(r'data-opens-question>([^<]*)</a>\s*<p class="question-facts">', page)


def _sort(client: Client, act: str, *asked: Question, **more: str) -> int:
    seen = [f"{question.public_id}:{Question.objects.get(pk=question.pk).version}" for question in asked]
    return client.post(f"{HOME}sort/", {"act": act, "question": seen, **more}).status_code


def test_an_empty_inbox_says_why_in_words(alice: Client) -> None:
    page = _page(alice)
    assert "Readers can ask while the box is open – it is closed." in page
    assert "You have taken no question." in _page(alice, f"{HOME}?pile=mine")
    assert "Nothing here holds “dam”." in _page(alice, f"{HOME}?words=dam")


def test_a_question_shows_its_words_who_asks_from_where_and_how_many_ask_the_same(
    scene: Scene, alice: Client
) -> None:
    asked = scene.ask(
        "Is the bridge <b>open</b>?", name="Ida", place="Port Ambrel", email="ida@reader.example"
    )
    letter(scene.blog, "Bridge open?", question=asked, name="Omar")
    page = _page(alice)
    assert _words(page) == ["Is the bridge &lt;b&gt;open&lt;/b&gt;?"]
    assert "Ida, Port Ambrel" in page
    assert "2 ask this" in page
    opened = _page(alice, f"{HOME}{asked.public_id}/")
    assert "wants to be told" in opened
    assert "Bridge open?" in opened
    assert "ida@reader.example" not in page + opened


def test_piles_hold_what_stands_so_and_count_it(scene: Scene, alice: Client) -> None:
    one, two, three = (scene.ask(words) for words in ("One", "Two", "Three"))
    questions.take(scene.hand(), scene.blog, [(one.public_id, 1)])
    questions.mark_spam(scene.hand(), scene.blog, [(two.public_id, 1)])
    assert _words(_page(alice)) == ["Three", "One"]
    assert _words(_page(alice, f"{HOME}?pile=mine")) == ["One"]
    assert _words(_page(alice, f"{HOME}?pile=spam")) == ["Two"]
    assert _words(_page(alice, f"{HOME}?pile=new")) == ["Three"]
    assert _words(_page(alice, f"{HOME}?pile=nonsense&sort=nonsense")) == ["Three", "One"]
    found = dict(re.findall(r'data-pile="([^"]+)">[^<]*<span class="count">(\d+)', _page(alice)))
    assert (found["to-do"], found["mine"], found["spam"], found["everything"]) == ("2", "1", "1", "3")
    assert three.standing == "new"


@pytest.mark.parametrize(
    ("searched", "is_found"),
    [
        ("ecole fermee", True),
        ("FERMÉE", True),
        ("ψυχη", True),
        ("müller", True),
        ("muller lille", True),
        ("lille paris", False),
        ("%", False),
        ("_", False),
        ("' OR 1=1 --", False),
        ("100%", False),
        ("\\", False),
        ("x" * 5_000, False),
    ],
)
def test_words_names_and_places_are_found_in_any_language(
    scene: Scene, alice: Client, searched: str, is_found: bool
) -> None:
    scene.ask("L’école est fermée? Ψυχή", name="Müller", place="Lille")
    answer = alice.get(HOME, {"words": searched})
    assert answer.status_code == 200
    assert bool(_words(answer.content.decode())) == is_found


def test_a_sign_that_means_something_to_the_database_is_looked_for_as_it_is(
    scene: Scene, alice: Client
) -> None:
    scene.ask("Are 100% of the homes dry?")
    scene.ask("Are 1000 homes dry?")
    assert _words(_page(alice, f"{HOME}?words=100%25")) == ["Are 100% of the homes dry?"]


def test_pages_go_on_by_place_so_that_what_comes_on_top_shifts_nothing(scene: Scene, alice: Client) -> None:
    asked = [scene.ask(f"Question {number:03d}") for number in range(120)]
    for sort in ("newest", "most-asked"):
        seen: list[str] = []
        address = f"{HOME}?sort={sort}"
        while address:
            page = _page(alice, address)
            seen += _words(page)
            scene.ask("Came meanwhile")
            further = re.search(r'href="([^"]*)" data-loads-older', page)
            address = further[1].replace("&amp;", "&") if further else ""
        old = [words for words in seen if words != "Came meanwhile"]
        assert sorted(old) == sorted(set(old)) == [f"Question {number:03d}" for number in range(len(asked))]
    assert alice.get(f"{HOME}?after=1.2").status_code == 200
    assert alice.get(f"{HOME}?after=nonsense").status_code == 404


def test_most_asked_comes_first_when_wished(scene: Scene, alice: Client) -> None:
    often = scene.ask("Often")
    for _ in range(3):
        letter(scene.blog, "Often too", question=scene.question(often.public_id))
    scene.ask("Once")
    Question.objects.filter(pk=often.pk).update(last_asked_at=clock.now().replace(year=2020))
    assert _words(_page(alice)) == ["Once", "Often"]
    assert _words(_page(alice, f"{HOME}?sort=most-asked")) == ["Often", "Once"]


def test_several_are_sorted_at_once_and_one_by_its_own_button(scene: Scene, alice: Client) -> None:
    one, two, three = (scene.ask(words) for words in ("One", "Two", "Three"))
    assert _sort(alice, "shortlist", one, two) == 302
    alice.post(f"{HOME}sort/", {"one": f"take {three.public_id}:1", "question": [f"{one.public_id}:2"]})
    standings = dict(Question.objects.values_list("public_id", "standing"))
    assert standings == {one.public_id: "shortlisted", two.public_id: "shortlisted", three.public_id: "taken"}


def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    scene: Scene, alice: Client, bob: Client
) -> None:
    asked, expert = scene.ask(), scene.expert()
    seen = f"{asked.public_id}:1"
    from_question = {"from": "question", "question": seen}
    answer = alice.post(f"{HOME}sort/", {"one": f"decline {seen}", "reason": " ", **from_question})
    assert answer.status_code == 422
    assert "Give the reason" in answer.content.decode()
    long = "too long " * 60
    answer = alice.post(f"{HOME}sort/", {"one": f"decline {seen}", "reason": long, **from_question})
    assert (answer.status_code, long.strip() in answer.content.decode()) == (422, True)
    note = {"note": "A note\0", "expert": expert.public_id}
    answer = alice.post(f"{HOME}sort/", {"one": f"assign {seen}", **note, **from_question})
    assert answer.status_code == 422
    assert _sort(alice, "fly", asked) == 422
    assert alice.post(f"{HOME}sort/", {"act": "take"}).status_code == 422
    assert alice.post(f"{HOME}sort/", {"act": "take", "question": "nonsense"}).status_code == 404
    assert alice.post(f"{HOME}sort/", {"act": "take", "question": f"{asked.public_id}:x"}).status_code == 409
    assert alice.post(f"{HOME}{asked.public_id}/split/", {"version": 1}).status_code == 422
    assert bob.post(f"{HOME}sort/", {"one": f"take {seen}"}).status_code == 302
    late = alice.post(f"{HOME}sort/", {"one": f"take {seen}"})
    assert late.status_code == 409
    assert "Bob took this question" in late.content.decode()
    assert scene.question(asked.public_id).version == 2


def test_a_ready_reason_is_taken_as_it_is_or_in_own_words(scene: Scene, alice: Client) -> None:
    one, two = scene.ask("One"), scene.ask("Two")
    ready = "This is not about what this page reports on."
    _sort(alice, "decline", one, ready=ready, reason="")
    _sort(alice, "decline", two, ready=ready, reason="Mine.")
    assert dict(Question.objects.values_list("public_id", "reason")) == {
        one.public_id: ready,
        two.public_id: "Mine.",
    }


def test_an_opened_question_offers_what_looks_alike_and_its_merge_can_be_undone(
    scene: Scene, alice: Client
) -> None:
    asked = scene.ask("When does the Harrow bridge open again?")
    like = scene.ask("When will the Harrow bridge be open again?")
    scene.ask("Is the water safe to drink?")
    page = _page(alice, f"{HOME}{asked.public_id}/")
    assert "One other looks alike" in page
    assert _sort(alice, "merge", asked, like) == 302
    merged = Question.objects.order_by("-asked_count").first()
    assert merged
    page = _page(alice, f"{HOME}{merged.public_id}/")
    assert "Undo the merge" in page
    moved = re.findall(r'type="hidden" name="letter" value="(\w+)"', page)
    alice.post(f"{HOME}{merged.public_id}/split/", {"version": merged.version, "letter": moved})
    assert Question.objects.filter(asked_count=1).count() == 3


def test_a_forgotten_letter_says_when_it_was_forgotten(scene: Scene, alice: Client) -> None:
    asked = scene.ask("Secret", name="Ida")
    Letter.objects.filter(question=asked).update(
        text="", first_name="", email="", forgotten_at=clock.now().replace(year=2030, month=5, day=4, hour=12)
    )
    page = _page(alice, f"{HOME}{asked.public_id}/")
    assert "forgotten on 4 May 2030" in page
    assert "(forgotten)" in page
    assert _sort(alice, "decline", asked, reason="Too late.") == 302


def test_whoever_may_not_see_questions_sees_no_count_of_them(
    scene: Scene, vera: Client, stranger: Client, alice: Client
) -> None:
    asked = scene.ask("Do you see me?")
    merging.merge(scene.hand(), scene.blog, [(asked.public_id, 1), (scene.ask("Or me?").public_id, 1)])
    for address in (HOME, f"{HOME}pulse/", f"{HOME}panel/", f"{HOME}{asked.public_id}/"):
        assert vera.get(address).status_code == 403
        assert stranger.get(address).status_code == 404
    desk = vera.get("/desk/flood/").content.decode()
    assert "panel-questions" not in desk
    assert "questions" not in vera.get("/desk/flood/pulse/").json()["panels"]
    assert "Do you see me?" not in desk
    assert alice.get("/desk/flood/pulse/").json()["panels"]["questions"]["unread"] == 1
    assert "Do you see me?" in alice.get("/desk/flood/").content.decode()


def test_the_pulse_is_another_word_only_when_something_is_another(scene: Scene, alice: Client) -> None:
    def beat(tag: str = "") -> tuple[int, str]:
        answer = alice.get(f"{HOME}pulse/", headers={"If-None-Match": tag} if tag else {})
        return answer.status_code, answer["ETag"]

    first = beat()[1]
    assert beat(first) == (304, first)
    asked = scene.ask()
    status, second = beat(first)
    assert (status, beat(second)[0]) == (200, 304)
    letter(scene.blog, "Again", question=asked)
    status, third = beat(second)
    assert status == 200
    questions.take(scene.hand(), scene.blog, [(asked.public_id, 1)])
    assert beat(third)[0] == 200


def test_the_script_is_told_of_questions_that_it_has_and_that_have_left(scene: Scene, alice: Client) -> None:
    here, gone = scene.ask("Here"), scene.ask("Gone")
    questions.mark_spam(scene.hand(), scene.blog, [(gone.public_id, 1)])
    answer = alice.get(
        HOME, {"have": f"{here.public_id}.{gone.public_id}.nonsense"}, headers={"X-In-Place": "yes"}
    )
    page = answer.content.decode()
    assert _words(page) == ["Here", "Gone"]
    assert page.count("data-has-left") == 1
    assert "<html" not in page


def test_a_thousand_questions_cost_no_more_queries_than_three(
    scene: Scene, alice: Client, django_assert_max_num_queries: object
) -> None:
    first = scene.ask("Number 0")
    Question.objects.bulk_create(
        Question(
            blog=scene.blog,
            lead=first.lead,
            asked_count=1,
            found_by=f"number {number}",
            first_asked_at=first.first_asked_at,
            last_asked_at=first.last_asked_at,
            changed_at=first.changed_at,
        )
        for number in range(1_000)
    )
    for address in (HOME, f"{HOME}?words=number+9", f"{HOME}{first.public_id}/"):
        with django_assert_max_num_queries(22):  # type: ignore[operator]
            _page(alice, address)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        alice.get(f"{HOME}pulse/")
