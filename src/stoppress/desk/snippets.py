"""Snippets at the desk: what their forms hold, what is asked when one is put in, and what then stands in the composer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stoppress.desk import plain_words
from stoppress.desk.forms import SeenForm
from stoppress.desk.kind_fields import kind_choices
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.publishing.snippets import MOST_SLOTS, Piece
from stoppress.snippets import slots
from stoppress.snippets.models import Slot, Snippet
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import html, ids, text

#: Before the name of a slot, in the names of the fields in which it is filled in.
FIELD = "slot:"
_SHOWN_LETTERS = 90


def _kinds_or_none() -> list[tuple[str, Any]]:
    return [("", _("as it is in the composer")), *kind_choices()]


class SnippetForm(SeenForm):
    """A snippet: its name, its words, where it is at hand, and what its slots are asked as."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        strip=False,
        help_text=_("It is found by this name in the palette and in the list."),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_kinds_or_none)
    title = forms.CharField(label=_("Title"), required=False, strip=False)
    body_html = forms.CharField(
        label=_("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    body_format = forms.CharField(required=False, initial="plain", widget=forms.HiddenInput)
    is_of_newsroom = forms.BooleanField(label=_("For the whole newsroom"), required=False)

    @classmethod
    def about(cls, snippet: Snippet) -> Self:
        """The form that shows a snippet as it stands."""
        words = plain_words.of(snippet.body_html)
        initial = {
            "name": snippet.name,
            "kind": snippet.kind,
            "title": snippet.title,
            "body_html": snippet.body_html if words is None else words,
            "body_format": "html" if words is None else "plain",
            "is_of_newsroom": snippet.is_of_newsroom,
            "version": snippet.version,
            "asks": snippet.asks,
        }
        return cls(initial=initial)

    @property
    def asks(self) -> tuple[Slot, ...]:
        """The slots as they are typed or as they stand, in the order in which they are asked."""
        if not self.is_bound:
            return tuple(self.initial.get("asks", ()))
        typed = cast(QueryDict, self.data)
        columns = [
            typed.getlist(f"slot_{what}")[:MOST_SLOTS] for what in ("name", "label", "default", "order")
        ]
        rows = [
            (_number(order), Slot(name, label, default))
            for name, label, default, order in zip(*columns, strict=False)
        ]
        return tuple(row for _order, row in sorted(rows, key=lambda row: row[0]))

    def put_beside(self, field: str, words: str) -> None:
        """As for every form; what is wrong with a slot stands above its rows."""
        super().put_beside("body_html" if field.startswith("slot-") else field, words)

    def piece(self) -> Piece:
        """The snippet as the act takes it."""
        data = self.checked()
        is_plain = data["body_format"] == "plain"
        body = html.from_plain(data["body_html"]) if is_plain else data["body_html"]
        return Piece(data["name"], data["title"], body, data["kind"], self.asks, data["is_of_newsroom"])


@dataclass(frozen=True)
class SnippetLine:
    """A snippet in the list. `key` names the sending that deletes it."""

    snippet: str
    name: str
    words: str
    asks: tuple[Slot, ...]
    is_of_newsroom: bool
    may_keep: bool
    version: int
    key: str


def lines(member: Member, role: Role, blog: LiveBlog) -> list[SnippetLine]:
    """What is at hand here, by name."""
    return [_line(member, role, one) for one in Snippet.objects.at_hand(blog)]


def may_keep(member: Member, role: Role, snippet: Snippet) -> bool:
    """Whether she may change and delete it: an editor here, and for one of the whole newsroom an editor there."""
    return may(role, "keep snippets") and (not snippet.is_of_newsroom or may_keep_for_all(member))


def may_keep_for_all(member: Member) -> bool:
    """Whether she may keep snippets of the whole newsroom."""
    return may(member.role, "keep snippets")


def values_in(query: QueryDict) -> dict[str, str]:
    """What was typed in the slots, by their names."""
    return {name.removeprefix(FIELD): str(value) for name, value in query.items() if name.startswith(FIELD)}


def put_in(snippet: Snippet, values: Mapping[str, str]) -> dict[str, str]:
    """The words of the snippet with these values: for the script, and for the composer that comes with them."""
    body = slots.filled_html(snippet.body_html, values)
    words = plain_words.of(body)
    return {
        "kind": snippet.kind,
        "title": slots.filled(snippet.title, values),
        "body_html": body,
        "plain": html.plain(body) if words is None else words,
    }


def in_composer(snippet: Snippet, values: Mapping[str, str]) -> dict[str, Any]:
    """What the composer holds at first when the address names a snippet."""
    put = put_in(snippet, values)
    is_plain = plain_words.of(put["body_html"]) is not None
    initial = {
        "title": put["title"],
        "body_html": put["plain"] if is_plain else put["body_html"],
        "body_format": "plain" if is_plain else "html",
    }
    return initial | ({"kind": put["kind"]} if put["kind"] else {})


def hint_of(snippet: Snippet) -> str:
    """What stands small beside its name: the beginning of its words."""
    words = snippet.title or html.plain(snippet.body_html)
    return text.first_words(words, limit=_SHOWN_LETTERS) or _now("snippet")


def _line(member: Member, role: Role, snippet: Snippet) -> SnippetLine:
    return SnippetLine(
        snippet.public_id,
        snippet.name,
        hint_of(snippet),
        snippet.asks,
        snippet.is_of_newsroom,
        may_keep(member, role, snippet),
        snippet.version,
        ids.idempotency_key(),
    )


def _number(words: str) -> int:
    """The place that was typed; what is none comes last."""
    return int(words) if words.isdecimal() and len(words) < 4 else 999
