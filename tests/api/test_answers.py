"""Answers to readers' questions by API: released, and told with who asks and who answers."""

from __future__ import annotations

from stoppress.publishing import sessions
from stoppress.stories.models import Post
from tests.api.caller import Caller, read
from tests.cast import Scene

ANSWERS = "/live-blogs/flood/answers"


def test_an_answer_is_released_and_read_with_its_questions(caller: Caller, scene: Scene) -> None:
    asked = scene.ask("Is it safe?", name="Aroha")
    expert = scene.expert("Dr Emeka Rosenlund")
    session = sessions.open_session(scene.hand(), scene.blog, "Your water").subject
    shown = {"words": "Is it safe?", "first_name": "Aroha", "question": asked.public_id, "version": 1}
    body = {
        "questions": [shown, {"words": "And the dog?"}],
        "body_text": "No.\n\nBoil <nothing>.",
        "expert": expert.public_id,
        "session": session,
    }
    answer = caller.post(ANSWERS, body)
    assert answer.status_code == 201
    found = read(caller.get(answer["Location"].removeprefix("/api/v1")))
    assert (found["kind"], found["byline"]) == ("answer", "Dr Emeka Rosenlund")
    assert found["body_html"] == "<p>No.</p><p>Boil &lt;nothing&gt;.</p>"
    assert [row["words"] for row in found["questions"]] == ["Is it safe?", "And the dog?"]
    assert found["questions"][0]["first_name"] == "Aroha"
    assert found["session"] == {"id": session, "heading": "Your water"}
    assert scene.question(asked.public_id).standing == "answered"


def test_what_cannot_be_released_is_told_by_field_and_nothing_is_published(
    caller: Caller, scene: Scene
) -> None:
    asked = scene.ask("Is it safe?")
    stale = {"words": "Is it safe?", "question": asked.public_id, "version": 7}
    assert caller.post(ANSWERS, {"questions": [stale], "body_text": "No."}).status_code == 409
    refused = caller.post(ANSWERS, {"questions": [{"words": " "}], "body_text": "No."})
    assert refused.status_code == 422
    assert read(refused)["errors"][0]["field"] == "words-0"
    assert caller.post(ANSWERS, {"questions": [], "body_text": "No."}).status_code == 422
    assert not Post.objects.exists()
