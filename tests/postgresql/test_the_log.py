"""The audit log only grows in PostgreSQL, too."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

guards = import_module("stoppress.publishing.migrations.0002_the_log_only_grows")


@pytest.fixture
def log(postgresql: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """A log with one line, and its guards."""
    with postgresql.cursor() as cursor:
        cursor.execute("CREATE TABLE publishing_auditentry (id bigserial PRIMARY KEY, act varchar(20))")
    with postgresql.schema_editor() as editor:
        guards.guard(None, editor)
    with postgresql.cursor() as cursor:
        cursor.execute("INSERT INTO publishing_auditentry (act) VALUES ('publish')")
    return postgresql


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publishing_auditentry SET act = 'nothing'",
        "DELETE FROM publishing_auditentry",
        "TRUNCATE publishing_auditentry",
        "INSERT INTO publishing_auditentry (id, act) VALUES (1, 'nothing')"
        " ON CONFLICT (id) DO UPDATE SET act = EXCLUDED.act",
    ],
)
def test_no_line_is_changed_taken_out_or_written_over(log: BaseDatabaseWrapper, statement: str) -> None:
    with pytest.raises(DatabaseError, match="audit log"), log.cursor() as cursor:
        cursor.execute(statement)
    with log.cursor() as cursor:
        cursor.execute("INSERT INTO publishing_auditentry (act) VALUES ('amend')")
        cursor.execute("SELECT act FROM publishing_auditentry ORDER BY id")
        assert [act for (act,) in cursor.fetchall()] == ["publish", "amend"]


def test_the_guards_can_be_taken_back_by_who_owns_the_database(log: BaseDatabaseWrapper) -> None:
    with log.schema_editor() as editor:
        guards.unguard(None, editor)
    with log.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_auditentry")
