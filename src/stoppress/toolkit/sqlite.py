"""Which SQLite we speak to: the newest at hand, because CPython's own may lose a file for good (WAL-reset bug below 3.51.3)."""

from __future__ import annotations

import sys
from types import ModuleType

#: The first version without the WAL-reset bug: two connections that checkpoint at one moment could corrupt the file.
SAFE_VERSION = (3, 51, 3)


def _choose() -> ModuleType:
    try:
        import pysqlite3
    except ImportError:
        import sqlite3

        return sqlite3
    chosen: ModuleType = pysqlite3
    return chosen


dbapi = _choose()


def swap_in() -> None:
    """Let everybody who imports `sqlite3` (Django does) have the chosen one; call before Django is imported."""
    sys.modules["sqlite3"] = dbapi
    sys.modules["sqlite3.dbapi2"] = dbapi.dbapi2


def is_safe() -> bool:
    """Say whether several processes may write to one file."""
    return tuple(dbapi.sqlite_version_info) >= SAFE_VERSION


def deletes_words_for_good() -> bool:
    """Say whether an index of words can be told to leave no trace of what is deleted from it (3.42)."""
    return tuple(dbapi.sqlite_version_info) >= (3, 42)
