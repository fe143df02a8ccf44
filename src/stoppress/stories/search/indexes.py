"""Which index there is for which database."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from stoppress.stories.search.fts5 import Fts5
from stoppress.stories.search.seam import DeskIndex
from stoppress.stories.search.tsvector import TsVector

_INDEXES: dict[str, Callable[[BaseDatabaseWrapper], DeskIndex]] = {"sqlite": Fts5, "postgresql": TsVector}


def index(of: BaseDatabaseWrapper | None = None) -> DeskIndex:
    """The index of this database, or of the one that we work on."""
    used = of or connection
    return _INDEXES[used.vendor](used)
