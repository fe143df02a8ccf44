"""What was written, before and after the door: checked in words, cleaned by the allow-list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stoppress.kinds.fields import Wrong
from stoppress.kinds.known import checked_details, kinds
from stoppress.publishing.pictures import cleaned_pictures
from stoppress.publishing.refusals import Invalid
from stoppress.snippets import slots
from stoppress.stories.models import Kind
from stoppress.stories.pictures import Placed
from stoppress.toolkit import html
from stoppress.toolkit.text import BadText, checked, one_line

LONGEST_TITLE = 200
LONGEST_BODY = 100_000
LONGEST_RAW_BODY = 1_000_000  # a page pasted from a word processor is ten times its words
LONGEST_BYLINE = 200
LONGEST_REASON = 400
LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Wording:
    """The words of a post as somebody wrote them. An empty byline means the name of the member who writes.

    `let_be` are phrases that read like a reference and are meant to be words. `details` are the fields of its kind.
    """

    title: str = ""
    body_html: str = ""
    byline: str = ""
    kind: str = Kind.UPDATE
    is_key_event: bool = False
    let_be: tuple[str, ...] = ()
    #: None: the pictures that the post has.
    pictures: tuple[Placed, ...] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def cleaned(wording: Wording, *, byline: str, is_draft: bool = False, is_foreign: bool = False) -> Wording:
    """Return the wording as it may be kept; raise Invalid with words for each field that cannot be.

    A draft may lack what its kind needs, and what readers must be told of pictures; and slots of a snippet may be open in it.
    In words of another house (`is_foreign`), braces are words.
    """
    trouble: dict[str, str] = {}
    title = _attempt(trouble, "title", wording.title, LONGEST_TITLE)
    name = _attempt(trouble, "byline", wording.byline or byline, LONGEST_BYLINE)
    body = _body(trouble, wording.body_html)
    details = _details(trouble, wording, is_draft=is_draft)
    pictures = _pictures(trouble, wording.pictures, is_draft=is_draft)
    if not trouble and not title and not (body or pictures or details):
        trouble["body_html"] = "There is nothing to publish yet. Write a title or a text."
    if not (is_draft or is_foreign):
        trouble |= open_slots(wording.kind, title, body, name, details) | trouble
    if trouble:
        raise Invalid(**trouble)
    return replace(wording, title=title, body_html=body, byline=name, pictures=pictures, details=details)


def open_slots(
    kind: str, title: str, body_html: str, byline: str = "", details: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """For each field in which a slot of a snippet is still open, words that say which; nothing if none is."""
    found = {
        "title": slots.in_words(title),
        "body_html": slots.in_html(body_html),
        "byline": slots.in_words(byline),
    }
    found |= {f"{kind}.{path}": slots.in_words(words) for path, words in _texts(details or {})}
    return {field: _still_open(names) for field, names in found.items() if names}


def _still_open(names: list[str]) -> str:
    quoted = ", ".join(f"“{name}”" for name in names)
    if len(names) == 1:
        return f"The slot {quoted} is still open. Fill it in or take it out; a draft may keep it."
    return f"These slots are still open: {quoted}. Fill them in or take them out; a draft may keep them."


def _texts(details: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the fields of a kind, with its path as the desk names it."""
    if isinstance(details, str):
        yield path, details
    elif isinstance(details, Mapping):
        for name, value in details.items():
            yield from _texts(value, f"{path}.{name}" if path else str(name))
    elif isinstance(details, list | tuple):
        for number, value in enumerate(details):
            yield from _texts(value, f"{path}.{number}")


def line(field: str, words: str, limit: int, *, missing: str = "") -> str:
    """One checked line; `missing` is what to say when there is none."""
    try:
        text = one_line(words, limit=limit)
    except BadText as error:
        raise Invalid(**{field: str(error)}) from error
    if missing and not text:
        raise Invalid(**{field: missing})
    return text


def lines(field: str, words: str, limit: int, *, missing: str = "") -> str:
    """Checked words of several lines."""
    try:
        text = checked(words.strip(), limit=limit)
    except BadText as error:
        raise Invalid(**{field: str(error)}) from error
    if missing and not text:
        raise Invalid(**{field: missing})
    return text


def _attempt(trouble: dict[str, str], field: str, words: str, limit: int) -> str:
    try:
        return one_line(words, limit=limit)
    except BadText as error:
        trouble[field] = str(error)
        return ""


def _pictures(
    trouble: dict[str, str], pictures: tuple[Placed, ...] | None, *, is_draft: bool
) -> tuple[Placed, ...] | None:
    try:
        return None if pictures is None else cleaned_pictures(pictures, is_draft=is_draft)
    except Invalid as invalid:
        trouble |= invalid.fields
        return None


def _details(trouble: dict[str, str], wording: Wording, *, is_draft: bool) -> dict[str, Any]:
    if wording.kind not in kinds():
        trouble["kind"] = f"There is no kind “{wording.kind}”; choose one of {', '.join(kinds())}."
        return {}
    try:
        return checked_details(wording.kind, wording.details, is_draft=is_draft)
    except Wrong as wrong:
        trouble |= wrong.fields
        return {}


def _body(trouble: dict[str, str], body_html: str) -> str:
    try:
        body = html.clean(checked(body_html, limit=LONGEST_RAW_BODY))
    except (BadText, html.TooDeep) as error:
        trouble["body_html"] = str(error)
        return ""
    if len(body) > LONGEST_BODY:
        trouble["body_html"] = (
            f"This is {len(body):,} characters long, marks included; at most {LONGEST_BODY:,} fit. Cut it into several posts."
        )
    return body
