"""Finding the questions that an act is about, in the version that the editor saw; who was faster is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stoppress.publishing.act import Act
from stoppress.publishing.hand import Answer
from stoppress.publishing.refusals import Conflict, Invalid, NotThere
from stoppress.questions.models import Expert, Question

#: A question, and the version of it that was seen.
Seen = tuple[str, int]
#: So many questions can be sorted by one act.
MANY = 200

_DONE = {
    "take question": "took this question",
    "give back question": "gave this question back",
    "shortlist question": "put this question on the shortlist",
    "assign question": "gave this question to an expert",
    "decline question": "declined this question",
    "mark as spam": "marked this question as spam",
    "reopen question": "reopened this question",
    "merge questions": "merged this question with others",
    "split question": "split this question",
    "set wording": "chose other words for this question",
    "release answer": "released an answer to this question",
    "withdraw": "withdrew the answer to this question",
    "restore": "restored the answer to this question",
    "take down": "took down the answer to this question",
    "write answer": "wrote an answer",
    "hand in answer": "handed in an answer",
    "send back question": "sent this question back",
}


def find_questions(act: Act, wanted: Sequence[Seen]) -> list[Question]:
    """These questions of this live blog, each once and in the order given; raises NotThere, Conflict or Invalid."""
    if not wanted:
        raise Invalid("Choose at least one question.")
    if len(wanted) > MANY:
        raise Invalid(f"At most {MANY} questions can be sorted at once; these are {len(wanted)}.")
    versions = dict(wanted)
    rows = Question.objects.filter(blog=act.blog, public_id__in=versions).select_related("taken_by", "expert")
    by_name = {question.public_id: question for question in rows}
    if len(by_name) < len(versions):
        raise NotThere("There is no such question in this live blog; it may have been merged with another.")
    found = [by_name[public_id] for public_id in versions]
    for question in found:
        question.blog = act.blog
        if question.version != versions[question.public_id]:
            raise Conflict(_who_was_faster(act, question), current_standing(question))
    if len(found) == 1:
        act.version_before = found[0].version
    return found


def find_question(act: Act, question: str, version: int) -> Question:
    """As `find_questions`, for one."""
    return find_questions(act, [(question, version)])[0]


def find_expert(act: Act, expert: str) -> Expert:
    """An expert of this newsroom; raises Invalid beside the field."""
    found = Expert.objects.filter(newsroom=act.blog.newsroom, public_id=expert).first()
    if found is None:
        raise Invalid(expert="Choose an expert." if not expert else "There is no such expert any more.")
    return found


def answer_about(act: Act, questions: Sequence[Question]) -> Answer:
    """What the act answers: the question and how it stands now, or the first one and how many more."""
    first = questions[0]
    if len(questions) == 1:
        return act.answer(question=first.public_id, version=first.version, state=first.standing)
    return act.answer(question=f"{first.public_id} and {len(questions) - 1} more", state=first.standing)


def current_standing(question: Question) -> dict[str, Any]:
    """The question as it stands, for the editor who was overtaken."""
    return {
        "question": question.public_id,
        "version": question.version,
        "standing": question.standing,
        "taken_by": question.taken_by.name if question.taken_by else "",
    }


def _who_was_faster(act: Act, question: Question) -> str:
    last = question.events.select_related("by").order_by("-at", "-pk").first()
    if last is None:
        return "This question was changed meanwhile. Look at it again."
    who = last.by.name if last.by else last.by_words or "Somebody"
    clock = last.at.astimezone(act.blog.time_zone)
    if last.by == act.hand.member:
        who = "You yourself, in another window,"
    did = _DONE.get(last.act, "changed this question")
    return f"{who} {did} at {clock:%H.%M}, before you. Nothing was changed; look at it again."
