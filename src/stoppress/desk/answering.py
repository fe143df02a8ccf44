"""What the forms of an answer hold: the questions as readers shall see them, who answers, the words, the session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stoppress.desk import plain_words
from stoppress.desk.forms import SeenForm
from stoppress.publishing.answers import MOST_QUESTIONS, Release, Shown
from stoppress.publishing.refusals import Refusal
from stoppress.publishing.wording import Wording
from stoppress.questions.models import Answer, Expert, Question, Session
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import html
from stoppress.toolkit.text import first_words

#: Open questions that are offered to be answered along with this one.
MOST_OFFERED = 60
_FIELDS = ("question", "version", "words", "first_name", "place")


@dataclass(frozen=True)
class Row:
    """One question in the form; `asked` are its letters' words, to choose from, `wrong` the words beside its fields."""

    number: int
    question: str
    version: int
    words: str
    first_name: str
    place: str
    others: tuple[str, ...] = ()
    written: str = ""
    wrong_words: str = ""
    wrong_first_name: str = ""
    wrong_place: str = ""


class ShownForm(SeenForm):
    """The questions of an answer, numbered: `question-0`, `version-0`, `words-0`, `first_name-0`, `place-0` …"""

    session = forms.ChoiceField(label=_("Session"), required=False)

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.wrong: dict[str, str] = {}

    def offer_sessions(self, blog: LiveBlog, standing: Session | None = None) -> None:
        """The open sessions of the live blog, and the one in which the answer stands already."""
        rows = Session.objects.filter(Q(is_open=True) | Q(pk=standing.pk if standing else None), blog=blog)
        _choices(self, "session", [("", str(_("None"))), *((row.public_id, row.heading) for row in rows)])

    def rows(self, change: str = "") -> list[Row]:
        """The rows as typed; `change` is a button of those without script: “out:2”."""
        numbers = [number for number in range(MOST_QUESTIONS) if f"words-{number}" in self.data]
        kept = [number for number in numbers if change != f"out:{number}" or len(numbers) == 1]
        typed = [[str(self.data.get(f"{name}-{number}", "")) for name in _FIELDS] for number in kept]
        return [
            replace(Row(place, question, _number(version), words, first_name, where), **self._wrongs(number))
            for place, (number, (question, version, words, first_name, where)) in enumerate(
                zip(kept, typed, strict=True)
            )
        ]

    def shown(self) -> tuple[Shown, ...]:
        """The questions as the acts take them; once an editor was shown a newer version, she has seen it."""
        onto = self.seen_version()
        stand = dict(
            Question.objects.filter(public_id__in=[row.question for row in self.rows()]).values_list(
                "public_id", "version"
            )
        )
        return tuple(
            Shown(
                row.words,
                row.first_name,
                row.place,
                row.question,
                onto if onto and stand.get(row.question) == onto else row.version,
            )
            for row in self.rows()
        )

    def take(self, refusal: Refusal) -> None:
        """Put the refusal's words beside the fields; those of the rows are told there."""
        self.wrong = {field: words for field, words in refusal.fields.items() if "-" in field}
        if self.wrong and len(self.wrong) == len(refusal.fields):
            self.is_valid()
            return
        super().take(refusal)

    def _wrongs(self, number: int) -> dict[str, Any]:
        return {f"wrong_{name}": self.wrong.get(f"{name}-{number}", "") for name in _FIELDS[2:]}


class ReleaseForm(ShownForm):
    """An answer to be published."""

    expert = forms.ChoiceField(label=_("Who answers"), required=False)
    title = forms.CharField(
        label=_("Title"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": _("Title, if it needs one")}),
    )
    body_html = forms.CharField(
        label=_("Answer"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    body_format = forms.CharField(required=False, initial="plain", widget=forms.HiddenInput)
    field_order = ("expert", "session", "title", "body_html")

    @classmethod
    def about(cls, questions: list[Question]) -> Self:
        """The form for these questions, with what an expert has written."""
        written = next((row for row in questions if row.written_html), None)
        body = written.written_html if written else ""
        words = plain_words.of(body)
        expert = written.written_by if written and written.written_by else questions[0].expert
        return cls(
            initial={
                "body_html": body if words is None else words,
                "body_format": "html" if words is None else "plain",
                "expert": expert.public_id if expert else "",
                "session": questions[0].session.public_id if questions[0].session else "",
            }
        )

    def offer_experts(self, blog: LiveBlog, name: str) -> None:
        """The newsroom's experts; the first choice is to answer oneself."""
        rows = Expert.objects.filter(newsroom=blog.newsroom).order_by("name")
        mine = _("I answer myself, as %(name)s") % {"name": name}
        _choices(self, "expert", [("", mine), *((row.public_id, _named(row)) for row in rows)])

    def release(self) -> Release:
        """What the act takes."""
        data = self.checked()
        is_plain = data["body_format"] == "plain"
        body = html.from_plain(data["body_html"]) if is_plain else data["body_html"]
        return Release(self.shown(), Wording(data["title"], body), data["expert"], data["session"])


class ShownAnswerForm(ShownForm):
    """What an answer on the page shows besides its words."""

    name = forms.CharField(label=_("Who answers"), required=False, strip=False)
    description = forms.CharField(label=_("What readers are told of them"), required=False, strip=False)
    has_portrait = forms.BooleanField(label=_("Show the portrait"), required=False)

    @classmethod
    def about(cls, answer: Answer) -> Self:
        """The form that shows the answer as it stands."""
        return cls(
            initial={
                "version": answer.post.version,
                "name": answer.name,
                "description": answer.description,
                "has_portrait": bool(answer.portrait),
                "session": answer.session.public_id if answer.session else "",
            }
        )


def rows_of(questions: Iterable[Question]) -> list[Row]:
    """These questions as they are asked, for a form that nobody has typed in yet."""
    return [_row(number, question) for number, question in enumerate(questions)]


def rows_of_answer(answer: Answer) -> list[Row]:
    """The questions as they stand in the answer."""
    return [
        Row(number, "", 0, row.words, row.first_name, row.place)
        for number, row in enumerate(answer.asked.all())
    ]


def wanted(blog: LiveBlog, public_ids: Iterable[str]) -> list[Question]:
    """These questions of the live blog, in this order."""
    names = list(dict.fromkeys(public_ids))[:MOST_QUESTIONS]
    rows = blog.questions.filter(public_id__in=names).select_related(
        "lead", "expert", "written_by", "session"
    )
    found = {row.public_id: row for row in rows.prefetch_related("letters")}
    return [found[name] for name in names if name in found]


def told_of(questions: list[Question]) -> list[Question]:
    """Those of which the editor is told where the expert stands; who has written nothing, only if nobody has."""
    written = [row for row in questions if row.written_html or row.note_from_expert]
    return written or [row for row in questions if row.expert][:1]


def others(blog: LiveBlog, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Open questions that could be answered along, with their words."""
    here = {row.question for row in rows}
    found = Question.objects.filter(blog=blog).open().exclude(public_id__in=here).select_related("lead")
    return [
        (row.public_id, first_words(row.lead.text, limit=90))
        for row in found.order_by("-last_asked_at")[:MOST_OFFERED]
        if row.lead and row.lead.text
    ]


def _row(number: int, question: Question) -> Row:
    lead = question.lead
    words = lead.text if lead else ""
    more = dict.fromkeys(
        letter.text for letter in question.letters.all() if letter.text and letter.text != words
    )
    return Row(
        number,
        question.public_id,
        question.version,
        words,
        lead.first_name if lead else "",
        lead.place if lead else "",
        tuple(more)[:6],
    )


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _named(expert: Expert) -> str:
    return f"{expert.name}, {expert.description}" if expert.description else expert.name


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
