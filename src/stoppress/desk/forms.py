"""What the desk's forms hold; the acts check it, and their words come back beside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from stoppress.desk import placing, plain_words, zones
from stoppress.desk.kind_fields import Fieldset, fieldsets, kind_choices, typed_details
from stoppress.people.keeping import LONGEST_PASS_PHRASE
from stoppress.people.models import Member
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Invalid, Refusal
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Kind, LiveBlog, Post
from stoppress.stories.pictures import Placed, read
from stoppress.toolkit import html, ids


class DeskForm(forms.Form):
    """A form with the key of its sending: sent twice, it is one act."""

    key = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        auto_id: str = "",
    ) -> None:
        name = type(self).__name__.removesuffix("Form").lower()
        start = {"key": ids.idempotency_key(), **(initial or {})}
        super().__init__(data, initial=start, auto_id=auto_id or f"{name}-%s")

    def checked(self) -> dict[str, Any]:
        """What was typed, in types; raises Invalid with words for each field that cannot be read."""
        if not self.is_valid():
            raise Invalid(**{field: str(errors[0]) for field, errors in self.errors.items()})
        return self.cleaned_data

    def hand(self, member: Member) -> Hand:
        """The member's hand, with the key of this sending."""
        return Hand(member, self.checked()["key"] or ids.idempotency_key(), "desk")

    def seen_version(self) -> int:
        """The version that the editor saw; the newer one, if she has been shown it and keeps her words on top."""
        data = self.checked()
        return int(data.get("onto") or data.get("version") or 0)

    def take(self, refusal: Refusal) -> None:
        """Put the refusal's words beside the fields they are about."""
        self.is_valid()
        for field, words in refusal.fields.items():
            self.put_beside(field, words)
        if not refusal.fields:
            self.add_error(None, refusal.message)

    def put_beside(self, field: str, words: str) -> None:
        """Put these words beside the field, or above the form if it has no such field."""
        if not self.errors.get(field):
            self.add_error(field if field in self.fields else None, words)


class SeenForm(DeskForm):
    """A form about something that others may change meanwhile."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    onto = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PostForm(SeenForm):
    """The composer: a new post, a draft, or the words of a post that stands."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": _("Title")}),
    )
    body_html = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": _("Text")}),
    )
    body_format = forms.CharField(required=False, initial="plain", widget=forms.HiddenInput)
    byline = forms.CharField(label=_("Byline"), required=False, strip=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=kind_choices, initial=Kind.UPDATE)
    is_key_event = forms.BooleanField(label=_("Key event"), required=False)
    draft = forms.CharField(required=False, widget=forms.HiddenInput)

    #: What is wrong with fields of the kind, by their names in the form.
    wrong_details: Mapping[str, str] = {}

    @classmethod
    def about(cls, post: Post, **more: Any) -> Self:
        """The form that shows a post as it stands; simple texts as plain words, for those without the editor."""
        words = plain_words.of(post.body_html)
        initial = {
            "title": post.title,
            "body_html": post.body_html if words is None else words,
            "body_format": "html" if words is None else "plain",
            "byline": post.byline,
            "kind": post.kind,
            "is_key_event": post.is_key_event,
            "version": post.version,
            "details": post.fields,
            "pictures": read(post.pictures),
        }
        return cls(initial={**initial, **more})

    def put_beside(self, field: str, words: str) -> None:
        """As for every form; what is wrong with a picture or a field of the kind stands beside it."""
        if field == "pictures" or placing.is_about_one(field):
            self.pictures_trouble[field] = words
        elif "." in field:
            self.wrong_details = {**self.wrong_details, field: words}
        else:
            super().put_beside(field, words)

    @property
    def fieldsets(self) -> list[Fieldset]:
        """The fields of every kind that has some, as typed or as they stand."""
        chosen = str(self["kind"].value() or Kind.UPDATE)
        typed = cast(QueryDict, self.data) if self.is_bound else None
        return fieldsets(chosen, self.initial.get("details") or {}, typed, self.wrong_details)

    def pictures(self) -> tuple[Placed, ...] | None:
        """The pictures as they are typed, or as the post has them; None if the form says nothing of them."""
        return (
            placing.placed_in(cast(QueryDict, self.data)) if self.is_bound else self.initial.get("pictures")
        )

    @cached_property
    def picture_lines(self) -> tuple[placing.PictureLine, ...]:
        """The pictures, for the template."""
        return placing.lines_of(self.pictures() or (), self.pictures_trouble)

    @cached_property
    def pictures_trouble(self) -> dict[str, str]:
        """What is wrong with pictures, by field: `pictures` for all, `alt-0` … for one."""
        return {}

    def wording(self) -> Wording:
        """The words as the acts take them; what was typed without the editor becomes paragraphs."""
        data = self.checked()
        is_plain = data["body_format"] == "plain"
        body = html.from_plain(data["body_html"]) if is_plain else data["body_html"]
        kind, let_be = data["kind"] or Kind.UPDATE, tuple(cast(QueryDict, self.data).getlist("let_be")[:50])
        if placing.has_forgotten(cast(QueryDict, self.data)):
            raise Invalid(
                pictures=str(_("You have chosen pictures and not added them yet: press “Add them” first."))
            )
        return Wording(
            data["title"],
            body,
            data["byline"],
            kind,
            data["is_key_event"],
            let_be,
            pictures=self.pictures(),
            details=typed_details(cast(QueryDict, self.data), kind),
        )


class CorrectionForm(PostForm):
    """New words and the public note that says what was wrong."""

    note = forms.CharField(
        label=_("What was wrong, what is right now"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(SeenForm):
    """The reason of a withdrawal or a take-down."""

    reason = forms.CharField(label=_("Reason"), required=False, strip=False)

    @classmethod
    def about(cls, post: Post) -> Self:
        """The empty form for the version that is seen now."""
        return cls(initial={"version": post.version})


class KeyEventForm(SeenForm):
    """Whether a post is a turning point."""

    is_key_event = forms.BooleanField(required=False)


class PinForm(DeskForm):
    """A pin set or taken out, by somebody who saw this post pinned (empty: none)."""

    seen = forms.CharField(required=False, max_length=12)


class IntervalForm(DeskForm):
    """How often the desk is reminded of a round-up; `seen` is how often it was when she looked."""

    every = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def minutes(self) -> int:
        """The minutes; 0 is never."""
        return int(self.checked()["every"] or 0)


class PhaseForm(SeenForm):
    """The phase that the coverage shall enter."""

    phase = forms.CharField(required=False, widget=forms.HiddenInput)


class KeyPointsForm(SeenForm):
    """The list at the top: two columns of lines that belong together."""

    def points(self, change: str = "") -> list[tuple[str, str | None]]:
        """The points in their order; a line without words is taken out, unless it leads to a post.

        `change` is a button of those without script: “add:”, “up:2”, “down:2”, “out:2”, “suggest:”, “take:2”, “take:all”.
        """
        pairs: list[tuple[str, str | None]] = [
            (text, post or None) for text, post in self._pairs("text", "post")
        ]
        if change:
            return [*_rearranged(pairs, change), *self._taken(change)]
        return [(text, post) for text, post in pairs if text.strip() or post]

    def suggested(self, change: str = "") -> list[tuple[str, str]]:
        """The suggestions that are still offered: those that the form holds, without what this button takes."""
        taken = self._taken(change)
        return [pair for pair in self._pairs("suggested_text", "suggested_post") if pair not in taken]

    def _taken(self, change: str) -> list[tuple[str, str]]:
        """What “take:2” or “take:all” puts on the list."""
        kind, _colon, number = change.partition(":")
        offered = self._pairs("suggested_text", "suggested_post")
        if kind != "take":
            return []
        if number == "all":
            return offered
        return [pair for place, pair in enumerate(offered) if str(place) == number]

    def _pairs(self, texts: str, posts: str) -> list[tuple[str, str]]:
        typed = cast(QueryDict, self.data)
        columns = typed.getlist(texts), typed.getlist(posts)
        return list(zip(columns[0], columns[1] + [""] * len(columns[0]), strict=False))


def _rearranged(points: list[tuple[str, str | None]], change: str) -> list[tuple[str, str | None]]:
    kind, _colon, number = change.partition(":")
    if kind == "add":
        return [*points, ("", None)]
    at = int(number) if number.isdecimal() and int(number[:4]) < len(points) else None
    if at is None:
        return points
    point = points.pop(at)
    if kind != "out":
        points.insert(max(0, at - 1) if kind == "up" else at + 1, point)
    return points


class HeaderForm(SeenForm):
    """What stands at the top of the page."""

    headline = forms.CharField(
        label=_("Headline"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    standfirst = forms.CharField(
        label=_("Standfirst"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    team = forms.CharField(
        label=_("Team"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name a line, and after a comma what they do: “Ada Marsh, reporting from the dam”."),
    )

    @classmethod
    def about(cls, blog: LiveBlog) -> HeaderForm:
        """The form that shows the header as it stands."""
        team = "\n".join(", ".join(filter(None, [member.name, member.duty])) for member in blog.team.all())
        initial = {
            "headline": blog.headline,
            "standfirst": blog.standfirst,
            "team": team,
            "version": blog.version,
        }
        return cls(initial=initial)

    def team_lines(self) -> tuple[tuple[str, str], ...]:
        """Name and duty of each line."""
        lines = [line.partition(",") for line in self.checked()["team"].splitlines() if line.strip()]
        return tuple((name.strip(), duty.strip()) for name, _comma, duty in lines)


class OpeningForm(HeaderForm):
    """A new live blog."""

    slug = forms.CharField(
        label=_("Address"),
        required=False,
        help_text=_("Lower-case letters, digits and hyphens. It stays as it is for ever."),
    )
    zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        initial="UTC",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Times on the page are told in this zone. Type a city."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=zones.languages, initial="en")
    coverage_starts_at = forms.DateTimeField(
        label=_("Coverage begins"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In the time zone above. Leave it empty if it begins when you open it."),
    )

    def opening(self) -> Opening:
        """What the act takes; raises Invalid in words for each field."""
        data = self.checked()
        return Opening(
            headline=data["headline"],
            slug=data["slug"].strip(),
            standfirst=data["standfirst"],
            zone=data["zone"].strip() or "UTC",
            language=data["language"] or "en",
            coverage_starts_at=zones.moment_in(data["zone"].strip() or "UTC", data["coverage_starts_at"]),
            team=self.team_lines(),
        )


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=LONGEST_PASS_PHRASE,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
