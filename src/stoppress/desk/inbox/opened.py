"""What the template of one opened question is given: its letters, what looks like it, its history, its tools."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stoppress.desk.inbox import words
from stoppress.desk.inbox.screens import QuestionLine, When, asker_of, line_of, when, words_of
from stoppress.people.models import Member
from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.questions.alike import questions_alike
from stoppress.questions.models import OPEN, Expert, Letter, Question, QuestionEvent
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock

#: Letters and events of one question that are shown at once.
MOST_LETTERS = 100
MOST_EVENTS = 200
_MOST_EXPERTS = 300


@dataclass(frozen=True)
class LetterLine:
    """One letter. The e-mail is not told, only that its writer wants to hear."""

    letter: str
    text: str
    asker: str
    asked: When
    copies: int
    is_lead: bool
    is_comment: bool
    wants_to_hear: bool
    suspicion: str
    forgotten: When | None


@dataclass(frozen=True)
class EventLine:
    """One line of the history; `letters` are those that a merge brought, if all of them are still here."""

    at: When
    who: str
    what: str
    note: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class ExpertChoice:
    """An expert who can be given the question."""

    expert: str
    name: str
    description: str
    has_link: bool
    is_chosen: bool


@dataclass(frozen=True)
class Opened:
    """An opened question."""

    line: QuestionLine
    words: str
    letters: tuple[LetterLine, ...]
    later_letters: str
    alike: tuple[QuestionLine, ...]
    events: tuple[EventLine, ...]
    experts: tuple[ExpertChoice, ...]
    reason: str
    note_to_expert: str
    lacks_link: str
    #: What an expert has written and said to the desk stands in the question itself; `written` is safe to show.
    row: Question
    written: SafeString
    may_release: bool


def opened(question: Question, blog: LiveBlog, member: Member, after: str = "") -> Opened:
    """The question with its first letters, or those after one."""
    letters, later = _letters(question, after)
    experts = _experts(blog, question)
    chosen = next((expert for expert in experts if expert.is_chosen), None)
    return Opened(
        line=line_of(question, blog, member),
        words=words_of(question),
        letters=tuple(_letter_line(letter, question, blog) for letter in letters),
        later_letters=later,
        alike=tuple(line_of(other, blog, member) for other in questions_alike(question)),
        events=_events(question, blog),
        experts=experts,
        reason=question.reason,
        note_to_expert=question.note_to_expert,
        lacks_link=chosen.name if chosen and not chosen.has_link else "",
        row=question,
        written=mark_safe(question.written_html),  # noqa: S308  cleaned by toolkit.html when it was written
        may_release=question.standing in OPEN and may(role_on(member, question.blog_id), "release answer"),
    )


def _letters(question: Question, after: str) -> tuple[list[Letter], str]:
    rows = question.letters.order_by("pk")
    if after and (last := rows.filter(public_id=after).first()):
        rows = rows.filter(pk__gt=last.pk)
    found = list(rows[: MOST_LETTERS + 1])
    shown = found[:MOST_LETTERS]
    return shown, shown[-1].public_id if len(found) > MOST_LETTERS else ""


def _letter_line(letter: Letter, question: Question, blog: LiveBlog) -> LetterLine:
    return LetterLine(
        letter=letter.public_id,
        text=letter.text,
        asker=asker_of(letter),
        asked=when(letter.asked_at, blog),
        copies=letter.copies,
        is_lead=letter.pk == question.lead_id,
        is_comment=letter.is_comment,
        wants_to_hear=bool(letter.email),
        suspicion=letter.suspicion,
        forgotten=when(letter.forgotten_at, blog) if letter.forgotten_at else None,
    )


def _events(question: Question, blog: LiveBlog) -> tuple[EventLine, ...]:
    here = set(question.letters.values_list("public_id", flat=True))
    rows = question.events.select_related("by").order_by("-at", "-pk")[:MOST_EVENTS]
    return tuple(_event_line(event, here, blog) for event in rows)


def _event_line(event: QuestionEvent, here: set[str], blog: LiveBlog) -> EventLine:
    letters = event.letters.split() if event.act == "merge questions" else []
    can_be_undone = letters and here.issuperset(letters) and len(here) > len(letters)
    return EventLine(
        at=when(event.at, blog),
        who=event.by.name if event.by else event.by_words or _("Somebody"),
        what=str(words.EVENTS.get(event.act, event.act)),
        note="" if event.act == "release answer" else event.note,  # there it names the post
        letters=tuple(letters) if can_be_undone else (),
    )


def _experts(blog: LiveBlog, question: Question) -> tuple[ExpertChoice, ...]:
    """The newsroom's experts; those with a link for this live blog can be reached at once."""
    rows = Expert.objects.filter(newsroom=blog.newsroom_id).order_by("name", "pk")[:_MOST_EXPERTS]
    live = blog.expert_links.filter(revoked_at=None, expires_at__gt=clock.now())
    linked = set(live.values_list("expert_id", flat=True))
    return tuple(
        ExpertChoice(
            expert.public_id,
            expert.name,
            expert.description,
            expert.pk in linked,
            expert.pk == question.expert_id,
        )
        for expert in rows
    )
