"""Which index there is for which database."""

from __future__ import annotations

from django.db import connection

from stoppress.wire.search.fts5 import Fts5
from stoppress.wire.search.seam import WordIndex

_INDEXES: dict[str, type[WordIndex]] = {"sqlite": Fts5}


def index() -> WordIndex:
    """The index of words beside the wires of this database; KeyError where nobody has written one yet."""
    return _INDEXES[connection.vendor]()
