"""What a member was typing and has not sent, as the desk takes it in and shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.urls import reverse

from stoppress.desk.gates import DeskRequest
from stoppress.desk.kind_fields import typed_details
from stoppress.desk.placing import placed_as_kept
from stoppress.press.contexts import Moment
from stoppress.publishing import unsent
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.unsent import Typed, Unsent
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import kept_json, text
from stoppress.toolkit.html import plain

_WORDS_IN = (
    "title",
    "headline",
    "introduction",
    "body_html",
    "note",
    "standfirst",
    "points",
    "text",
    "reason",
    "invitation",
    "rules",
)


class TypedForm(forms.Form):
    """What the script sends while somebody types."""

    place = forms.CharField(max_length=20)
    post = forms.CharField(max_length=12, required=False)
    key = forms.CharField(max_length=200)
    number = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)
    fields_typed = forms.CharField(max_length=unsent.LONGEST, strip=False)

    def typed(self) -> Typed:
        """What was typed, in types; raises Invalid."""
        if not self.is_valid():
            raise Invalid(**{field: str(errors[0]) for field, errors in self.errors.items()})
        data = self.cleaned_data
        try:
            fields = kept_json.read(data["fields_typed"])
        except ValueError as error:
            raise Invalid(fields_typed="This is no JSON.") from error
        if not isinstance(fields, dict):
            raise Invalid(fields_typed="The fields are an object.")
        return Typed(data["place"], data["key"], fields, data["post"], data["number"] or 0)


@dataclass(frozen=True)
class UnsentLine:
    """One text in the list: its first words, when, and where one goes on with it."""

    key: str
    place: str
    post: str
    words: str
    at: Moment
    address: str


def lines(request: DeskRequest, blog: LiveBlog) -> list[UnsentLine]:
    """What she has not sent in this live blog, the newest first."""
    return [_line(blog, text) for text in unsent.texts_of(request.user, blog)]


def as_json(text: Unsent) -> dict[str, Any]:
    """One text for the script."""
    return asdict(text) | {"at": text.at.isoformat()}


def taken_up(request: DeskRequest, blog: LiveBlog, place: str, post: str = "") -> dict[str, Any]:
    """The fields of the text that the address names (`?unsent=key`), for the form that is printed; else nothing.

    They come with their key: who sends this text on two devices sends it once.
    """
    key = request.GET.get("unsent", "")
    found = unsent.text_of(request.user, blog, key) if key else None
    if found is None or (found.place, found.post) != (place, post):
        return {}
    fields: dict[str, Any] = {
        name: value for name, value in found.fields.items() if isinstance(value, str | bool)
    }
    if "pictures" in fields:
        fields["pictures"] = placed_as_kept(str(fields["pictures"]))
    if "details" in fields:
        fields["details"] = typed_details(_in_fields(found), str(fields.get("kind", "")))
    return fields | {"key": key}


def _line(blog: LiveBlog, found: Unsent) -> UnsentLine:
    texts = [plain(str(found.fields.get(name) or "")) for name in _WORDS_IN]
    words = " ".join([*texts, *_in_fields(found).values()])
    return UnsentLine(
        found.key,
        found.place,
        found.post,
        text.first_words(words.strip(), limit=160),
        Moment.of(found.at, blog.time_zone),
        f"{_address(blog, found)}?unsent={found.key}",
    )


def _in_fields(found: Unsent) -> dict[str, str]:
    """What was typed in the fields of a kind, by their names in the form."""
    try:
        typed = kept_json.read(str(found.fields.get("details") or "{}"))
    except ValueError:
        return {}
    return {name: str(value) for name, value in typed.items()} if isinstance(typed, dict) else {}


def _address(blog: LiveBlog, found: Unsent) -> str:
    if found.place in ("amend", "correct") and found.post:
        return reverse(f"desk:{found.place}", args=[blog.slug, found.post])
    if found.place == "new" and found.post:
        return reverse("desk:draft", args=[blog.slug, found.post])
    if found.place in ("key-points", "header", "round-up"):
        return reverse(f"desk:{found.place}", args=[blog.slug])
    return reverse("desk:blog", args=[blog.slug])
