"""Which kinds of post there are: the house's, and those that the newsroom has declared."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from stoppress.kinds import declared
from stoppress.kinds.fields import Wrong, check
from stoppress.kinds.house import HOUSE
from stoppress.kinds.kind import KindOfPost


def kinds() -> dict[str, KindOfPost]:
    """Every kind by its name; a file with faults adds none, and is told at the start and by the doctor."""
    return _kinds(settings.KINDS)


def kind_of(name: str) -> KindOfPost:
    """The kind of this name; of one that is declared no longer, a kind without fields."""
    return kinds().get(name) or KindOfPost(name, name)


def checked_details(kind: str, given: object, *, is_draft: bool = False) -> dict[str, Any]:
    """What may be kept of the fields of this kind; raises Wrong, whose paths begin with the kind."""
    found = kind_of(kind)
    try:
        kept = check(found.fields, given, is_draft=is_draft)
        if found.template and kept and not is_draft:
            _check_drawing(found, kept)
    except Wrong as wrong:
        raise Wrong({f"{kind}.{path}": words for path, words in wrong.fields.items()}) from wrong
    return kept


def _check_drawing(kind: KindOfPost, kept: dict[str, Any]) -> None:
    """What the newsroom's own partial cannot draw is told who writes, and stands on no page; raises Wrong."""
    try:
        declared.drawn_by(kind, kept)
    except declared.Unfit as error:
        words = _("“%(kind)s” cannot be drawn from this. Change the fields, or tell an operator: %(trouble)s")
        raise Wrong({kind.fields[0].name: words % {"kind": kind.label, "trouble": error}}) from error


@lru_cache(maxsize=8)
def _kinds(folder: Path | None) -> dict[str, KindOfPost]:
    """Once for each process: kinds are changed by a new start."""
    own = declared.sound(folder) if folder else ()
    return {kind.name: kind for kind in (*HOUSE, *own)}
