"""A pytest plugin: lets the emptying of tables between transactional tests pass the guards that refuse it in earnest."""

from __future__ import annotations

from typing import Any

import pytest

_GUARDS = (
    "SELECT name, sql FROM sqlite_master"
    " WHERE name IN ('wire_change_stays', 'audit_entry_stays', 'people_entry_stays')"
)


@pytest.fixture(scope="session", autouse=True)
def emptying_passes_the_guards() -> None:
    """Changes and lines of the log are never deleted; only here, between two tests, are the triggers that say so away."""
    from django.db import connection

    empty = connection.ops.execute_sql_flush

    def execute_sql_flush(statements: list[str]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(_GUARDS)
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("DELETE FROM desk_words")  # no table of Django's
        try:
            return empty(statements)
        finally:
            with connection.cursor() as cursor:
                for _, made in guards:
                    cursor.execute(made)

    connection.ops.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
