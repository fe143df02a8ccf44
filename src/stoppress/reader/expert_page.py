"""What the templates of the expert's page are given: the questions of one link, and nothing else of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from stoppress.press.contexts import Moment
from stoppress.press.foreign_pictures import with_own_pictures
from stoppress.questions import expert_links, writing
from stoppress.questions.models import ExpertLink, Lost, Question, Standing
from stoppress.questions.writing import Sheet
from stoppress.stories.models import State

#: Other wordings of one question that are shown.
MOST_WORDINGS = 12


@dataclass(frozen=True)
class Typed:
    """What was sent for one question and not taken: it stands in the form again, with the words beside the fields."""

    sheet: Sheet = field(default_factory=Sheet)
    message: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    theirs: str | None = None


@dataclass(frozen=True)
class QuestionContext:
    """One question as its expert sees it."""

    id: str
    words: str
    first_name: str
    place: str
    others: tuple[str, ...]
    note_from_desk: str
    standing: str
    is_withdrawn: bool
    text: str
    note: str
    seen: str
    written: Moment | None
    published: SafeString
    address: str
    typed: Typed | None


@dataclass(frozen=True)
class ExpertPage:
    """The page behind one link. `saved` is the question that was just sent, `said` what became of it."""

    name: str
    description: str
    newsroom: str
    headline: str
    expires: Moment
    questions: tuple[QuestionContext, ...]
    saved: str = ""
    said: str = ""

    @property
    def waiting(self) -> int:
        """So many questions wait for the expert."""
        return sum(question.standing == Standing.ASSIGNED for question in self.questions)

    @property
    def saved_is_gone(self) -> bool:
        """What was just sent is about a question that is no longer here: it was sent back."""
        return all(question.id != self.saved for question in self.questions)


def expert_page(
    link: ExpertLink, typed: dict[str, Typed] | None = None, *, saved: str = "", said: str = ""
) -> ExpertPage:
    """The page of this link as it stands; `typed` is what was sent and not taken, by question."""
    blog = link.blog
    rows = [_question(row, link, (typed or {}).get(row.public_id)) for row in expert_links.assigned(link)]
    order = {Standing.ASSIGNED: 0, Standing.WRITTEN: 1, Standing.ANSWERED: 2}
    return ExpertPage(
        name=link.expert.name,
        description=link.expert.description,
        newsroom=blog.newsroom.name,
        headline=blog.headline,
        expires=Moment.of(link.expires_at, blog.time_zone),
        questions=tuple(sorted(rows, key=lambda row: order[Standing(row.standing)])),
        saved=saved,
        said=said,
    )


def _seen(text: str, typed: Typed | None) -> str:
    """On which text the form goes on: once the words of another window were shown, on those."""
    return writing.seen_of(text) if typed is None or typed.theirs is not None else typed.sheet.seen


def _question(question: Question, link: ExpertLink, typed: Typed | None) -> QuestionContext:
    letters = list(question.letters.all())
    lead = next((letter for letter in letters if letter.pk == question.lead_id), None)
    words = lead.text if lead else ""
    others = dict.fromkeys(letter.text for letter in letters if letter.text and letter.text != words)
    text = writing.text_of(question, link)
    post = question.answer.post if question.answer and question.standing == Standing.ANSWERED else None
    is_public = post is not None and post.state == State.PUBLISHED
    return QuestionContext(
        id=question.public_id,
        words=words,
        first_name=lead.first_name if lead else "",
        place=lead.place if lead else "",
        others=tuple(others)[:MOST_WORDINGS],
        note_from_desk=question.note_to_expert,
        standing=question.standing,
        is_withdrawn=question.lost_answer == Lost.WITHDRAWN,
        text=typed.sheet.text if typed else text,
        note=typed.sheet.note if typed else question.note_from_expert,
        seen=_seen(text, typed),
        written=Moment.of(question.written_at, link.blog.time_zone) if text and question.written_at else None,
        published=mark_safe(with_own_pictures(post, post.body_html)) if post and is_public else SafeString(),  # noqa: S308  cleaned in the act
        address=f"{link.blog.address}p/{post.public_id}/" if post and is_public else "",
        typed=typed,
    )
