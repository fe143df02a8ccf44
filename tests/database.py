"""A pytest plugin: lets the emptying of tables between transactional tests pass the guards that refuse it in earnest."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def emptying_passes_the_guards() -> None:
    """A change is never deleted; only here, between two tests, is the trigger that says so away for a moment."""
    from django.db import connection

    empty = connection.ops.execute_sql_flush

    def execute_sql_flush(statements: list[str]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'wire_change_stays'")
            guard = cursor.fetchone()[0]
            cursor.execute("DROP TRIGGER wire_change_stays")
        try:
            return empty(statements)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(guard)

    connection.ops.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
