"""What the desk's column tells of the inbox: how many are new, and the newest of them."""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.desk.inbox.screens import words_of
from stoppress.questions import inbox
from stoppress.questions.models import Question, QuestionBox, Standing
from stoppress.stories.models import LiveBlog

_NEWEST = 5


@dataclass(frozen=True)
class Glance:
    """The inbox at a glance; each of `newest` is a question and its words."""

    unread: int
    newest: tuple[tuple[str, str], ...]
    box_is_open: bool


def glance(blog: LiveBlog) -> Glance:
    """How the inbox looks from outside."""
    rows = Question.objects.filter(blog=blog, standing=Standing.NEW).select_related("lead")
    newest = rows.order_by("-last_asked_at")[:_NEWEST]
    return Glance(
        inbox.unread(blog),
        tuple((question.public_id, words_of(question)) for question in newest),
        box_is_open(blog),
    )


def box_is_open(blog: LiveBlog) -> bool:
    """Whether readers can ask now."""
    return QuestionBox.objects.filter(blog=blog, is_open=True).exists()
