"""The part in which readers ask: the form while the box is open, and what has been answered, gathered by sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from stoppress.press.contexts import Moment
from stoppress.press.parts import post_part
from stoppress.press.rendering import absolute, as_json, render, utc
from stoppress.questions.models import Asked, QuestionBox, Session
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import text
from stoppress.wire.change import Part

#: So many answered questions are looked at for the box, the newest; so many stand outside of sessions, and in each session.
MOST_LOOKED_AT = 100
MOST_LOOSE = 8
MOST_SESSIONS = 5
MOST_IN_SESSION = 12
#: A question in the list is cut to this; the answer has it whole.
LIST_LENGTH = 140


@dataclass(frozen=True)
class AnsweredContext:
    """One answered question, and where its answer stands."""

    words: str
    name: str
    answered: Moment
    address: str
    post: str


@dataclass(frozen=True)
class SessionContext:
    """Answers under one heading; one that was just opened has none yet."""

    id: str
    heading: str
    standfirst: str
    is_open: bool
    answered: tuple[AnsweredContext, ...]


@dataclass(frozen=True)
class SheetContext:
    """The form as it stands: what was typed, and what is wrong with it, by field. Empty on the live page."""

    values: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BoxContext:
    """The box, open or closed. `rules` are the newsroom's paragraphs, empty: the house's."""

    address: str
    is_open: bool
    invitation: str
    rules: tuple[str, ...]
    keep_days: int
    offers_mail: bool
    sheet: SheetContext = field(default_factory=SheetContext)


@dataclass(frozen=True)
class QuestionsContext:
    """What the template of the part is given."""

    box: BoxContext
    sessions: tuple[SessionContext, ...]
    answered: tuple[AnsweredContext, ...]

    @property
    def count(self) -> int:
        """So many answered questions stand in the list."""
        return len(self.answered) + sum(len(session.answered) for session in self.sessions)


def answer_html(post: Post) -> SafeString:
    """An answer as it stands on the page, for the private page of somebody who asked."""
    return mark_safe(post_part(post).html)  # noqa: S308  made by our templates from cleaned text


def has_questions(blog: LiveBlog) -> bool:
    """Whether there is anything to show: a box or a session that is open, or an answer."""
    is_open = QuestionBox.objects.filter(blog=blog, is_open=True).exists()
    return is_open or Session.objects.filter(blog=blog, is_open=True).exists() or _asked(blog).exists()


def questions_part(blog: LiveBlog) -> Part:
    """The box with its form while it is open, and what has been answered."""
    context = questions_context(blog)
    html = render("questions", context, blog)
    return Part("questions", "questions", 0, html, as_json(_data(blog, context)))


def box_context(blog: LiveBlog, sheet: SheetContext | None = None) -> BoxContext:
    """The box as it stands; one that was never opened is closed."""
    box = QuestionBox.objects.filter(blog=blog).first() or QuestionBox(blog=blog)
    return BoxContext(
        address=blog.address,
        is_open=box.is_open,
        invitation=box.invitation,
        rules=tuple(line for line in box.rules.splitlines() if line.strip()),
        keep_days=box.keep_days,
        offers_mail=settings.MAIL_IS_SENT,
        sheet=sheet or SheetContext(),
    )


def questions_context(blog: LiveBlog) -> QuestionsContext:
    """The box and the newest answers, each in its session or in none."""
    rows = list(_asked(blog)[:MOST_LOOKED_AT])
    sessions: dict[Session, list[Asked]] = {
        session: [] for session in Session.objects.filter(blog=blog, is_open=True)
    }
    for row in rows:
        if row.answer.session:
            sessions.setdefault(row.answer.session, []).append(row)
    newest = sorted(sessions, key=lambda session: (session.opened_at, session.pk), reverse=True)
    shown = newest[:MOST_SESSIONS]
    loose = [row for row in rows if row.answer.session not in shown]
    return QuestionsContext(
        box=box_context(blog),
        sessions=tuple(
            SessionContext(
                session.public_id,
                session.heading,
                session.standfirst,
                session.is_open,
                _answered(sessions[session][:MOST_IN_SESSION], blog),
            )
            for session in shown
        ),
        answered=_answered(loose[:MOST_LOOSE], blog),
    )


def _asked(blog: LiveBlog) -> Any:
    """The questions in answers that stand on the page, the newest answer first."""
    standing = Asked.objects.filter(answer__post__blog=blog, answer__post__state=State.PUBLISHED)
    return standing.select_related("answer__post", "answer__session").order_by(
        "-answer__post__place", "position"
    )


def _answered(rows: Iterable[Asked], blog: LiveBlog) -> tuple[AnsweredContext, ...]:
    return tuple(
        AnsweredContext(
            words=text.first_words(row.words, limit=LIST_LENGTH),
            name=row.answer.name,
            answered=Moment.of(row.answer.post.published_at or row.answer.post.created_at, blog.time_zone),
            address=f"{blog.address}p/{row.answer.post.public_id}/",
            post=row.answer.post.public_id,
        )
        for row in rows
    )


def _data(blog: LiveBlog, context: QuestionsContext) -> dict[str, Any]:
    return {
        "is_open": context.box.is_open,
        "invitation": context.box.invitation,
        "ask_url": absolute(f"{blog.address}ask/") if context.box.is_open else None,
        "answered": [_entry(entry) for entry in context.answered],
        "sessions": [
            {
                "id": session.id,
                "heading": session.heading,
                "standfirst": session.standfirst,
                "is_open": session.is_open,
                "answered": [_entry(entry) for entry in session.answered],
            }
            for session in context.sessions
        ],
    }


def _entry(entry: AnsweredContext) -> dict[str, Any]:
    return {
        "question": entry.words,
        "post": entry.post,
        "url": absolute(entry.address),
        "name": entry.name,
        "answered_at": utc(entry.answered.at),
    }
