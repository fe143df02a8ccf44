"""The permission table, cell by cell; and no address is without a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from django.db import transaction
from django.test import Client, override_settings

from stoppress.edge.routes import Kind, route
from stoppress.people.models import PeopleEntry
from stoppress.project.outputs import OUTPUTS
from stoppress.publishing.models import AuditEntry
from stoppress.wire.models import Change
from tests.register.addresses import addresses_of_django
from tests.register.requests import filled, knock
from tests.register.table import PAGE, Row, page, rows
from tests.register.visitors import Newsroom, full_newsroom, lend

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
DJANGO_ROWS = [row for row in rows() if row.address.startswith(("/api/", "/desk/", "/expert/", "/follow/"))]

#: Roles on one live blog, by who has them: what she is in the newsroom.
LENT = {role: "guest" for role in ("moderator", "contributor", "reporter", "editor")} | {
    role: "editor" for role in ("viewer", "expert")
}


@pytest.fixture(scope="module")
def arranged(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsroom]:
    """Built once for all tests of this file, in a transaction around them; each of them is rolled back to it."""
    folder = tmp_path_factory.mktemp("permissions")
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():
        yield full_newsroom()
        transaction.set_rollback(True)


@pytest.fixture
def newsroom(arranged: Newsroom, db: None) -> Newsroom:
    return arranged


@pytest.mark.parametrize("row", DJANGO_ROWS, ids=str)
def test_each_role_is_answered_as_the_table_says(row: Row, newsroom: Newsroom) -> None:
    """A role given on one live blog is that role there: a guest who is given one, and an editor who is given a lesser one."""
    answered, expected = {}, dict(row.answers)
    visitors = newsroom.visitors
    if "{slug}" in row.address:
        expected |= {f"{role} there": row.answers[role] for role in LENT}
        visitors = visitors | {f"{role} there": lend(newsroom, before, role) for role, before in LENT.items()}
    for role, visitor in visitors.items():
        with transaction.atomic():
            before = _traces()
            answered[role] = knock(visitor, row.method, row.address, newsroom).status_code
            was_done = _traces() != before
            transaction.set_rollback(True)
        assert not was_done or answered[role] in {200, 201, 202} or _is_a_key(row), (
            f"{role} was refused, and something changed"
        )
    assert answered == expected


@pytest.mark.parametrize("address", sorted({row.address for row in DJANGO_ROWS}))
def test_a_method_without_a_row_is_refused_to_everybody(address: str, newsroom: Newsroom) -> None:
    listed = {row.method for row in DJANGO_ROWS if row.address == address}
    for method in set(METHODS) - listed - ({"HEAD"} if "GET" in listed else set()):
        for visitor in newsroom.visitors.values():
            with transaction.atomic():
                before = _traces()
                answer = knock(visitor, method, address, newsroom)
                assert _traces() == before
                transaction.set_rollback(True)
            assert answer.status_code == 405, f"{visitor.role}: {method} {address}"
            assert set(answer["Allow"].split(", ")) - {"HEAD"} == listed


def test_every_address_of_django_is_in_the_table_and_every_row_has_its_address() -> None:
    public = {output.address for output in OUTPUTS}
    assert addresses_of_django() - public == {row.address for row in DJANGO_ROWS} - public


def test_every_route_of_the_edge_is_in_the_register() -> None:
    names = dict.fromkeys(
        (
            "post",
            "withdrawn",
            "gone",
            "picture",
            "gone_picture",
            "shot",
            "withdrawn_shot",
            "gone_shot",
            "secret",
            "ended",
            "poll",
            "film",
            "position",
        ),
        "a" * 12,
    )
    filled_in = [
        output.filled(slug="x", cursor="aaaaaaaa-1", front="aaaaaaaa-1", file="x.css", moment="x", **names)
        for output in OUTPUTS
    ]
    routes = [route(address.partition("?")[0]) for address in filled_in]
    assert {found.kind for found in routes if found} == set(get_args(Kind))


def test_every_output_of_the_register_is_in_the_table() -> None:
    listed = {row.address for row in rows()}
    for output in OUTPUTS:
        address = output.address.partition("?")[0]
        if address.startswith("/api/"):
            address = address.replace("{withdrawn}", "{post}").replace("{gone}", "{post}")
        assert address in listed or output.status in {400, 404} or output.name == "delta of another life", (
            output.name
        )


def test_the_page_that_people_read_is_the_table_that_is_executed() -> None:
    assert PAGE.read_text() == page(), "Run: python -m tests.register"


def test_a_session_opens_no_address_of_the_api(newsroom: Newsroom) -> None:
    client = Client()
    client.force_login(newsroom.scene.editor)
    for row in DJANGO_ROWS:
        if row.address.startswith("/api/") and row.answers["nobody"] == 401:
            answer = client.generic(
                row.method, filled(row.method, row.address, newsroom), "{}", "application/json"
            )
            assert answer.status_code == 401, str(row)


@pytest.mark.parametrize(
    "origin", [None, "null", "https://elsewhere.example", "http://testserver.elsewhere.example"]
)
def test_no_form_of_the_desk_is_taken_from_elsewhere(newsroom: Newsroom, origin: str | None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(newsroom.scene.editor)
    before = _traces()
    for row in DJANGO_ROWS:
        if row.address.startswith("/desk/") and row.method == "POST":
            headers = {"Origin": origin} if origin else {}
            answer = client.post(filled("POST", row.address, newsroom), headers=headers)
            assert answer.status_code == 403, str(row)
    assert _traces() == before


def _traces() -> tuple[int, int, int]:
    """What every act leaves, whoever did it."""
    return AuditEntry.objects.count(), Change.objects.count(), PeopleEntry.objects.count()


def _is_a_key(row: Row) -> bool:
    """Whoever has this address may do it: it leads on (302) into the desk."""
    return row.address.startswith("/desk/account/invitation/")
