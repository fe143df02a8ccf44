"""What readers asked and the desk thought of it, full of the canary: no public output may tell a word of it."""

from __future__ import annotations

from typing import Any

from stoppress.publishing import merging, questions
from stoppress.publishing.hand import Hand
from stoppress.questions import history
from stoppress.questions.letters import receive
from stoppress.questions.models import Question
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids
from tests.cast import letter

LETTERS = 17


def hide_questions(alice: Any, blog: LiveBlog, canary: str) -> None:
    """A question in each standing that nobody has answered yet; with histories, and one that was merged."""

    def ask(words: str) -> list[tuple[str, int]]:
        asked = letter(
            blog, f"{words} {canary}?", name=canary, place=canary, email=f"{canary}@reader.example"
        )
        return [(asked.question.public_id, 1)]

    def hand() -> Hand:
        return Hand(alice, door="desk")

    ask("New")
    for number in range(LETTERS):
        receive(
            blog,
            f"How many, {canary}? {number}",
            first_name=canary,
            place=canary,
            sending_key=f"{canary} {number} {ids.secret()}",
        )
    receive(blog, f"This is abuse {canary} 0")
    for act in (questions.take, questions.shortlist, questions.mark_spam):
        act(hand(), blog, ask(act.__name__))
    declined = ask("Declined")
    questions.decline(hand(), blog, declined, f"Because {canary}")
    merged = merging.merge(hand(), blog, [*ask("One"), *ask("Two")])
    found = Question.objects.get(public_id=merged.question)
    history.write_down([found], "written", clock.now(), by_words=canary, note=canary, letters=[canary])
    Question.objects.filter(pk=found.pk).update(
        note_to_expert=canary, note_from_expert=canary, written_html=f"<p>{canary}</p>"
    )
