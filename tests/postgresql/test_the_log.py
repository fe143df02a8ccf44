"""The audit log only grows in PostgreSQL, too: the book of acts and the book of people."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

BOOKS = {
    "publishing_auditentry": "stoppress.publishing.migrations.0002_the_log_only_grows",
    "people_peopleentry": "stoppress.people.migrations.0005_the_log_only_grows",
}


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> str:
    """The table of one of the two books."""
    return str(request.param)


@pytest.fixture
def guards(book: str) -> ModuleType:
    """The migration that guards it."""
    return import_module(BOOKS[book])


@pytest.fixture
def log(postgresql: BaseDatabaseWrapper, book: str, guards: ModuleType) -> BaseDatabaseWrapper:
    """A log with one line, and its guards."""
    with postgresql.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {book} (id bigserial PRIMARY KEY, act varchar(20))")
    with postgresql.schema_editor() as editor:
        guards.guard(None, editor)
    with postgresql.cursor() as cursor:
        cursor.execute(f"INSERT INTO {book} (act) VALUES ('publish')")
    return postgresql


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {book} SET act = 'nothing'",
        "DELETE FROM {book}",
        "TRUNCATE {book}",
        "INSERT INTO {book} (id, act) VALUES (1, 'nothing') ON CONFLICT (id) DO UPDATE SET act = EXCLUDED.act",
    ],
)
def test_no_line_is_changed_taken_out_or_written_over(
    log: BaseDatabaseWrapper, book: str, statement: str
) -> None:
    with pytest.raises(DatabaseError, match="log"), log.cursor() as cursor:
        cursor.execute(statement.format(book=book))
    with log.cursor() as cursor:
        cursor.execute(f"INSERT INTO {book} (act) VALUES ('amend')")
        cursor.execute(f"SELECT act FROM {book} ORDER BY id")
        assert [act for (act,) in cursor.fetchall()] == ["publish", "amend"]


def test_the_guards_can_be_taken_back_by_who_owns_the_database(
    log: BaseDatabaseWrapper, book: str, guards: ModuleType
) -> None:
    with log.schema_editor() as editor:
        guards.unguard(None, editor)
    with log.cursor() as cursor:
        cursor.execute(f"DELETE FROM {book}")
