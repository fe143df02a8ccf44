"""Two versions of one thing, hers and her colleague's, side by side and word by word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stoppress.desk.kind_fields import as_lines, typed_details
from stoppress.kinds.known import kind_of
from stoppress.press.contexts import Moment
from stoppress.stories.models import PostVersion
from stoppress.toolkit.html import plain
from stoppress.toolkit.word_diff import Piece, word_diff

#: What can differ, as the desk's forms call it.
_LABELS: dict[str, Promise] = {
    "title": _("Title"),
    "body_html": _("Text"),
    "byline": _("Byline"),
    "note": _("Note"),
    "headline": _("Headline"),
    "standfirst": _("Standfirst"),
    "team": _("Team"),
    "points": _("Key points"),
    "name": _("Name"),
    "description": _("Description"),
    "heading": _("Heading"),
    "invitation": _("Invitation"),
    "rules": _("Rules"),
    "phrases": _("Abuse list"),
}


@dataclass(frozen=True)
class Difference:
    """One field that is not the same in both versions: her words and theirs, each with what only it has."""

    label: Promise
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]


@dataclass(frozen=True)
class Saved:
    """Who saved the other version, and when."""

    by: str
    at: Moment


def differences(current: Mapping[str, Any], typed: QueryDict) -> list[Difference]:
    """The fields in which what was typed differs from what stands, in the order of the form."""
    found = []
    for name, label in _LABELS.items():
        mine = _typed(name, typed)
        if mine is None or name not in current:
            continue
        pieces = word_diff(
            mine, _standing(current[name]) if name != "body_html" else plain(str(current[name]))
        )
        if any(piece.kind != "same" for piece in pieces):
            found.append(_difference(label, pieces))
    return [*found, *_in_fields(current, typed)]


def _in_fields(current: Mapping[str, Any], typed: QueryDict) -> list[Difference]:
    """What stands in the fields of the kind, or another kind."""
    if "details" not in current or "kind" not in typed:
        return []
    mine, theirs = str(typed["kind"]), str(current["kind"])
    typed_lines = as_lines(mine, typed_details(typed, mine))
    pieces = word_diff(typed_lines, as_lines(theirs, current["details"]))
    found = [_difference(_("Fields"), pieces)] if any(piece.kind != "same" for piece in pieces) else []
    if mine != theirs:
        labels = word_diff(str(kind_of(mine).label), str(kind_of(theirs).label))
        found.insert(0, _difference(_("Kind"), labels))
    return found


def saved(current: Mapping[str, Any]) -> Saved | None:
    """Whose version of a post it is; None for what is no post."""
    if "post" not in current or "body_html" not in current:
        return None
    kept = PostVersion.objects.filter(post__public_id=current["post"], number=int(current["version"]))
    last = kept.select_related("by", "post__blog").first()
    return Saved(last.by.name, Moment.of(last.at, last.post.blog.time_zone)) if last else None


def _difference(label: Promise, pieces: tuple[Piece, ...]) -> Difference:
    mine = tuple(piece for piece in pieces if piece.kind != "in")
    theirs = tuple(piece for piece in pieces if piece.kind != "out")
    return Difference(label, mine, theirs)


def _typed(name: str, typed: QueryDict) -> str | None:
    if name == "points":
        return (
            "\n".join(words for words in typed.getlist("text") if words.strip()) if "text" in typed else None
        )
    if name not in typed:
        return None
    words = typed.get(name, "")
    return plain(words) if name == "body_html" and typed.get("body_format") != "plain" else words


def _standing(value: Any) -> str:
    """Names and duties, or the lines of a list, as they are typed."""
    if isinstance(value, list | tuple):
        return "\n".join(_line(line) for line in value)
    return str(value)


def _line(line: Any) -> str:
    if isinstance(line, Mapping):
        return str(line.get("text", ""))
    if isinstance(line, list | tuple):
        return ", ".join(str(part) for part in line if part)
    return str(line)
