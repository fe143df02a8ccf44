"""What the screen of the newsroom's experts is given, and what its forms hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stoppress.desk.forms import DeskForm, SeenForm
from stoppress.media.keeping import LARGEST_PORTRAIT_BYTES, keep_portrait
from stoppress.media.models import Picture
from stoppress.media.refusals import PictureRefused
from stoppress.people.models import Member
from stoppress.press.contexts import Moment
from stoppress.publishing.experts import DAYS
from stoppress.publishing.refusals import Invalid
from stoppress.questions.models import Expert, ExpertLink, Question, Standing
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids
from stoppress.toolkit.text import first_words

#: Questions that stand under each expert.
MOST_QUESTIONS = 12
_HERE = (Standing.ASSIGNED, Standing.WRITTEN)


@dataclass(frozen=True)
class TheirQuestion:
    """A question that is with an expert."""

    question: str
    words: str
    standing: str


@dataclass(frozen=True)
class ExpertLine:
    """One expert in the list; `key` names one sending."""

    expert: str
    version: int
    name: str
    description: str
    face: str
    link_until: Moment | None
    had_link: bool
    questions: tuple[TheirQuestion, ...]
    key: str


class ExpertForm(SeenForm):
    """Who answers: name, what readers are told, a portrait. `portrait` is one that was kept when the form came back."""

    name = forms.CharField(label=_("Name"), required=False, strip=False)
    description = forms.CharField(
        label=_("What readers are told"),
        required=False,
        strip=False,
        help_text=_("Such as: hydrologist at the University of Arle."),
    )
    picture = forms.FileField(
        label=_("Portrait"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-picture": "",
                "data-too-large": _(
                    "This file has {size} MB; a portrait may have 1 MB. Make it smaller (500 pixels will do)."
                ),
            }
        ),
        help_text=_(
            "JPEG, PNG or WebP, at most 1 MB. It is cut square; readers see it when an answer is published."
        ),
    )
    alt = forms.CharField(
        label=_("What the portrait shows"),
        required=False,
        strip=False,
        help_text=_("For those who do not see it. Empty: “Portrait of” and the name."),
    )
    portrait = forms.CharField(required=False, widget=forms.HiddenInput)
    no_portrait = forms.BooleanField(label=_("Take the portrait out"), required=False)

    @classmethod
    def about(cls, expert: Expert) -> Self:
        """The form that shows the expert as he stands."""
        initial = {"version": expert.version, "name": expert.name, "description": expert.description}
        return cls(initial=initial)

    def chosen_portrait(self, member: Member) -> str | None:
        """The secret of the portrait that was sent, now or with this form before; empty: take it out; None: as it is.

        Raises Invalid with words beside the field. Takes a second; call it before the act.
        """
        data = self.checked()
        if data["no_portrait"]:
            return ""
        if data["picture"]:
            typed = cast(QueryDict, self.data).copy()
            typed["portrait"] = self._keep(member)
            self.data = typed
        return self.data.get("portrait") or None

    def _keep(self, member: Member) -> str:
        sent = self.cleaned_data["picture"]
        alt = self.cleaned_data["alt"].strip() or _("Portrait of %(name)s") % {
            "name": self.cleaned_data["name"].strip()
        }
        try:
            data = sent.read(LARGEST_PORTRAIT_BYTES + 1)
            return keep_portrait(member.newsroom, member, data, str(alt)).secret
        except PictureRefused as refusal:
            field = refusal.field if refusal.field in self.fields else "picture"
            raise Invalid(**{field: refusal.message}) from refusal


class LinkForm(DeskForm):
    """For how long a link lives."""

    days = forms.IntegerField(required=False, initial=DAYS)


def expert_lines(blog: LiveBlog) -> list[ExpertLine]:
    """The experts of the newsroom, with their links to this live blog and what is with them."""
    rows = Expert.objects.filter(newsroom=blog.newsroom).order_by("name", "pk")
    links: dict[int, ExpertLink] = {}
    for link in ExpertLink.objects.filter(blog=blog).order_by("pk"):
        links[link.expert_id] = link
    theirs: dict[int, list[Question]] = {}
    for question in Question.objects.filter(blog=blog, standing__in=_HERE).select_related("lead"):
        theirs.setdefault(question.expert_id or 0, []).append(question)
    return [_line(expert, blog, links.get(expert.pk), theirs.get(expert.pk, [])) for expert in rows]


def face_of(expert: Expert) -> str:
    """Where the desk finds the portrait; empty if there is none."""
    if not expert.portrait:
        return ""
    found = Picture.objects.filter(newsroom=expert.newsroom, secret=expert.portrait).first()
    return found.desk_address(96) if found else ""


def _line(expert: Expert, blog: LiveBlog, link: ExpertLink | None, questions: list[Question]) -> ExpertLine:
    lives = link is not None and link.revoked_at is None and link.expires_at > clock.now()
    return ExpertLine(
        expert=expert.public_id,
        version=expert.version,
        name=expert.name,
        description=expert.description,
        face=face_of(expert),
        link_until=Moment.of(link.expires_at, blog.time_zone) if link and lives else None,
        had_link=link is not None,
        questions=tuple(
            TheirQuestion(
                row.public_id, first_words(row.lead.text if row.lead else "", limit=100) or "…", row.standing
            )
            for row in questions[:MOST_QUESTIONS]
        ),
        key=ids.idempotency_key(),
    )
