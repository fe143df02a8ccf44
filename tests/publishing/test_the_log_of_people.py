"""What is changed about people and rights stands in the audit log, among the acts; it only grows, and no act leaves it out."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import DatabaseError, connection, transaction

from stoppress.api import tokens
from stoppress.desk.log_words import PEOPLE
from stoppress.desk.people.screens import entry_words
from stoppress.people import inviting, joining, keeping, passkeys, second_factor, single_sign_on
from stoppress.people.models import PeopleEntry
from stoppress.publishing import auditing
from stoppress.publishing.auditing import Form, Wanted, newest, written_out
from stoppress.toolkit import clock
from tests.cast import Scene, member, open_scene

pytestmark = pytest.mark.django_db

ROOMS = (inviting, joining, keeping, passkeys, second_factor, single_sign_on, tokens)
#: What writes rows and changes nobody's rights, and why it leaves no line.
NO_LINE = {
    "begin_codes": "an app that is not confirmed opens nothing",
    "is_code": "a code is used up by coming in",
    "open_with": "a passkey is used by coming in",
    "opening": "a token is used by asking",
    "begin_adding": "a passkey that is not added opens nothing",
    "call_in_keys": "a part of the acts that end sessions and tokens",
    "forget_recovery_codes_of_nothing": "a part of the acts that remove a second factor",
}
_WRITING = {"save", "create", "update", "delete", "bulk_create", "get_or_create", "update_or_create"}


@pytest.fixture
def chief() -> Scene:
    """A live blog whose chief is at work, and a colleague."""
    scene = open_scene(editor=member("Carla", "chief"))
    member("Bob", "reporter")
    return scene


def test_whatever_writes_about_people_writes_it_down() -> None:
    """A new act of these rooms that leaves no line fails this, until it does or says here why not."""
    silent = {name for room in ROOMS for name in _silent(room)}
    assert silent <= NO_LINE.keys(), f"leave no line in the log: {silent - NO_LINE.keys()}"


def _silent(room: ModuleType) -> Iterator[str]:
    """Public functions that write rows, by themselves or by a function of this room, and nothing in the log."""
    tree = ast.parse(inspect.getsource(room))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in functions:
        called = set(_calls(name, functions, set()))
        if not name.startswith("_") and called & _WRITING and not called & {"write_down"}:
            yield name


def _calls(name: str, functions: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[str]:
    for node in ast.walk(functions[name]):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        yield called
        if called in functions and isinstance(node.func, ast.Name) and called not in seen:
            seen.add(called)
            yield from _calls(called, functions, seen)


def test_each_act_about_people_leaves_its_line_with_words(chief: Scene) -> None:
    carla, newsroom = chief.editor, chief.editor.newsroom
    bob = newsroom.members.get(name="Bob")
    invitation = inviting.invite(carla, "nora@courier.example", "", "reporter")
    inviting.end_invitation(carla, invitation.public_id)
    keeping.change_role(carla, newsroom, bob.public_id, None, "viewer")
    given = keeping.give_blog_role(carla, chief.blog.pk, bob.public_id, 0, "editor")
    keeping.take_blog_role(carla, chief.blog.pk, bob.public_id, given.version)
    keeping.set_pass_phrase(None, bob, "nine loud cranes")
    tokens.issue(bob.email, chief.slug, "zq7label", 3)
    tokens.revoke(tokens.all_tokens()[-1].pk)
    second_factor.new_recovery_codes(bob)
    second_factor.reset(carla, bob)
    keeping.deactivate(carla, newsroom, bob.public_id, None)
    keeping.reactivate(carla, newsroom, bob.public_id, None)
    rows = PeopleEntry.objects.order_by("pk")
    assert [row.what for row in rows] == [
        *("added", "added", "invited", "invitation ended", "role", "role on live blog", "role on live blog"),
        *("pass phrase", "token made", "token revoked", "second factor", "second factor reset"),
        *("deactivated", "reactivated"),
    ]
    assert {row.what for row in rows} <= PEOPLE.keys()
    assert all(entry_words(row).count("%") == 0 for row in rows)
    assert "zq7label" not in "".join(row.after for row in rows)


def test_both_books_are_read_as_one_by_their_moments_and_page_by_page(chief: Scene) -> None:
    start = clock.now()
    bob = chief.editor.newsroom.members.get(name="Bob")
    for number in range(12):
        with clock.standing_at(start + timedelta(seconds=2 * number)):
            chief.publish(f"Post {number}")
        with clock.standing_at(start + timedelta(seconds=2 * number + 1)):
            keeping.set_pass_phrase(None, bob, f"nine loud cranes {number}")
    wanted = Wanted(with_people=True, since=start)
    seen, place = newest(chief.blog.newsroom, wanted, 5)
    while place:
        more, place = newest(chief.blog.newsroom, wanted, 5, place)
        seen += more
    assert len(seen) == 24
    assert [row.at for row in seen] == sorted((row.at for row in seen), reverse=True)
    told = [json.loads(line) for line in _written(chief, wanted, Form.JSON_LINES).splitlines()]
    assert [line["at"] for line in told] == sorted(line["at"] for line in told)
    assert [line["book"] for line in told] == ["acts", "people"] * 12
    assert {line["about"] for line in told if line["book"] == "people"} == {"Bob"}


def test_lines_about_people_are_found_by_whom_they_concern_act_door_and_live_blog(chief: Scene) -> None:
    bob = chief.editor.newsroom.members.get(name="Bob")
    keeping.give_blog_role(chief.editor, chief.blog.pk, bob.public_id, 0, "editor")
    keeping.set_pass_phrase(None, bob, "nine loud cranes")
    found = lambda **wanted: [  # noqa: E731
        row.what
        for row in newest(chief.blog.newsroom, Wanted(with_people=True, **wanted), 50)[0]
        if isinstance(row, PeopleEntry)
    ]
    assert found(person=bob.pk) == ["pass phrase", "role on live blog", "added"]
    assert found(act="pass phrase") == ["pass phrase"]
    assert found(door="shell") == ["pass phrase", "added", "added"]
    assert found(door="desk") == found(blog=chief.blog) == ["role on live blog"]
    assert found(door="api") == found(subject="anything") == []
    stranger = member("Zoe", "chief", "The Low Harrow Gazette")
    assert len(newest(stranger.newsroom, Wanted(with_people=True), 50)[0]) == 1


def test_who_does_not_keep_people_is_told_nothing_of_them(chief: Scene) -> None:
    assert b"added" not in b"".join(written_out(chief.blog.newsroom, Wanted(), Form.JSON_LINES))


def test_a_table_of_both_calculates_nothing_and_a_portion_is_the_most_in_memory(
    chief: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PORTION", 2)
    bob = chief.editor.newsroom.members.get(name="Bob")
    bob.name = "=1+1"
    bob.save()
    keeping.set_pass_phrase(None, bob, "nine loud cranes")
    pieces = list(written_out(chief.blog.newsroom, Wanted(with_people=True), Form.CSV))
    assert all(len(piece.splitlines()) <= 2 for piece in pieces)
    rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
    assert "'=1+1" in {row["about"] for row in rows}
    assert "=1+1" not in {cell for row in rows for cell in row.values()}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_peopleentry SET what = 'nothing'",
        "DELETE FROM people_peopleentry",
        "INSERT OR REPLACE INTO people_peopleentry SELECT * FROM people_peopleentry",
    ],
)
def test_the_database_refuses_to_change_a_line_to_take_one_out_and_to_write_over_one(
    chief: Scene, statement: str
) -> None:
    before = list(PeopleEntry.objects.values())
    refused = pytest.raises(DatabaseError, match="log of people")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(PeopleEntry.objects.values()) == before


def _written(scene: Scene, wanted: Wanted, form: Form) -> str:
    return b"".join(written_out(scene.blog.newsroom, wanted, form)).decode()
