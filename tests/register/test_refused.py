"""What is not allowed changes nothing: the whole database is the same before and after all that a role is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import override_settings

from tests.register.requests import knock
from tests.register.table import rows
from tests.register.visitors import Newsroom, full_newsroom

DJANGO_ROWS = [row for row in rows() if row.address.startswith(("/api/", "/desk/", "/expert/", "/follow/"))]
ROLES = list(DJANGO_ROWS[0].answers)
REFUSED = {401, 403, 404}
#: That somebody is signed in, and how often somebody has tried, is written down whatever is asked.
_OF_SIGNING_IN = {"sessions.Session", "people.SignedIn", "desk.SignInTry"}
_NOT_COMPARED = {"last_login", "last_used_on"}


@pytest.fixture
def newsroom(db: None, tmp_path: Path) -> Iterator[Newsroom]:
    with override_settings(DATA=tmp_path):
        yield full_newsroom()


@pytest.mark.parametrize("role", ROLES)
def test_all_that_a_role_is_refused_leaves_the_database_as_it_was(role: str, newsroom: Newsroom) -> None:
    visitor = newsroom.visitors[role]
    refused = [row for row in DJANGO_ROWS if row.answers[role] in REFUSED]
    assert refused
    before = _database()
    for row in refused:
        assert knock(visitor, row.method, row.address, newsroom).status_code in REFUSED, str(row)
    after = _database()
    assert {name for name in before if before[name] != after[name]} == set()


def test_the_comparison_sees_a_single_word_that_differs(newsroom: Newsroom) -> None:
    before = _database()
    newsroom.scene.head("River falls")
    after = _database()
    assert "stories.LiveBlog" in {name for name in before if before[name] != after[name]}


def _database() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for who is signed in."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in _OF_SIGNING_IN:
            names = [
                field.attname for field in model._meta.concrete_fields if field.name not in _NOT_COMPARED
            ]
            found[model._meta.label] = sorted(model._default_manager.values_list(*names), key=repr)
    return found
