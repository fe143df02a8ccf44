"""Which kinds of post there are: the house's, and those that the newsroom has declared."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

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
    try:
        return check(kind_of(kind).fields, given, is_draft=is_draft)
    except Wrong as wrong:
        raise Wrong({f"{kind}.{path}": words for path, words in wrong.fields.items()}) from wrong


@lru_cache(maxsize=8)
def _kinds(folder: Path | None) -> dict[str, KindOfPost]:
    """Once for each process: kinds are changed by a new start."""
    own = declared.sound(folder) if folder else ()
    return {kind.name: kind for kind in (*HOUSE, *own)}
