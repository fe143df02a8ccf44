"""The audit log: every act leaves its line in its own transaction, nothing takes a line out, and it is written out whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from stoppress.desk.log_words import ACTS as WORDS
from stoppress.publishing import auditing, posts, take_down
from stoppress.publishing.auditing import Form, Wanted, entries, written_out
from stoppress.publishing.hand import Answer
from stoppress.publishing.models import AuditEntry, Receipt
from stoppress.publishing.wording import Wording
from tests.cast import Scene, member, open_scene
from tests.law.test_every_act import acts_of_the_room
from tests.publishing.test_whole_or_nothing import every_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def test_every_act_leaves_its_line_in_its_own_transaction(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each act of the room is watched while it is done: one that leaves no line, or is not tried here, fails this."""
    seen: set[str] = set()
    watched = dict(acts_of_the_room())
    for name, function in watched.items():
        monkeypatch.setattr(import_module(function.__module__), name, _watched(name, function, seen))
    for _, do in every_act(scene).values():
        with transaction.atomic():
            do()  # type: ignore[operator]
            transaction.set_rollback(True)
    assert seen >= watched.keys(), f"never done: {watched.keys() - seen}"


def _watched(name: str, function: Callable[..., Answer], seen: set[str]) -> Callable[..., Answer]:
    def watched(hand: Any, *arguments: Any, **more: Any) -> Answer:
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = function(hand, *arguments, **more)
        new = list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))
        if answer.is_repeated:
            assert not new
            return answer
        lines = [line for line in new if line.act == answer.act]
        assert lines, f"{name} left no line in the log"
        assert {line.member_id for line in lines} == {hand.member.pk}
        assert {line.door for line in lines} == {hand.door}
        assert connection.in_atomic_block
        assert Receipt.objects.filter(act=answer.act, key=hand.key).exists()
        assert answer.act in WORDS, f"say in desk/log_words.py what “{answer.act}” did"
        seen.add(name)
        return answer

    return watched


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publishing_auditentry SET act = 'nothing'",
        "DELETE FROM publishing_auditentry",
        "INSERT OR REPLACE INTO publishing_auditentry SELECT * FROM publishing_auditentry",
    ],
)
def test_the_database_refuses_to_change_a_line_to_take_one_out_and_to_write_over_one(
    scene: Scene, statement: str
) -> None:
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError, match="audit log"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.values()) == before


def test_a_take_down_leaves_the_fact_and_no_word(scene: Scene) -> None:
    post = scene.publish("zq7canary", "<p>zq7canary</p>").post
    take_down.take_down(scene.hand(), scene.blog, post, "Because of zq7canary.")
    for form in Form:
        told = b"".join(written_out(scene.blog.newsroom, Wanted(), form)).decode()
        assert "take down" in told
        assert post in told
        assert "zq7canary" not in told


def test_lines_are_found_by_person_act_post_door_and_span(scene: Scene) -> None:
    bob = member("Bob", "reporter")
    first = scene.publish("First")
    Scene(bob, "flood").publish("Second")
    posts.amend(scene.hand(), scene.blog, first.post, 1, Wording("First, amended"))
    found = lambda **wanted: [  # noqa: E731
        line.act for line in entries(scene.blog.newsroom, Wanted(**wanted))
    ]
    assert found(person=bob.pk) == ["publish"]
    assert found(subject=first.post) == ["amend", "publish"]
    assert found(act="amend", door="desk") == ["amend"]
    assert found(door="api") == []
    moment = AuditEntry.objects.get(act="amend").at
    assert found(since=moment) == ["amend"]
    assert "amend" not in found(until=moment)


def test_another_newsroom_has_no_log_of_ours(scene: Scene) -> None:
    stranger = member("Zoe", "chief", "The Low Harrow Gazette")
    assert not entries(stranger.newsroom, Wanted()).exists()
    assert b"open live blog" not in b"".join(written_out(stranger.newsroom, Wanted(), Form.JSON_LINES))


def test_a_table_calculates_nothing(scene: Scene) -> None:
    """What a spreadsheet takes for a formula is made words."""
    for name in ("=1+1", "+1", "-1", "@SUM(1)", " =1", "＝1", '=HYPERLINK("https://x.example")'):
        scene.editor.name = name
        scene.editor.save()
        rows = list(csv.reader(io.StringIO(b"".join(_csv(scene)).decode())))
        assert {row[2] for row in rows[1:]} == {f"'{name}"}


def test_both_forms_tell_the_same_in_the_order_in_which_it_happened(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "PORTION", 3)
    for number in range(8):
        scene.publish(f"Post {number}")
    lines = [
        json.loads(line)
        for line in b"".join(written_out(scene.blog.newsroom, Wanted(), Form.JSON_LINES)).splitlines()
    ]
    table = list(csv.DictReader(io.StringIO(b"".join(_csv(scene)).decode())))
    assert [str(line["number"]) for line in lines] == [row["number"] for row in table]
    assert [line["number"] for line in lines] == sorted(line["number"] for line in lines)
    assert len(lines) == AuditEntry.objects.count() > 8
    assert {line["at"][-1] for line in lines} == {"Z"}


def test_no_more_than_a_portion_is_read_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PORTION", 2)
    for number in range(6):
        scene.publish(f"Post {number}")
    pieces = list(written_out(scene.blog.newsroom, Wanted(), Form.JSON_LINES))
    assert len(pieces) > 3
    assert all(len(piece.splitlines()) <= 2 for piece in pieces)


def _csv(scene: Scene) -> list[bytes]:
    return list(written_out(scene.blog.newsroom, Wanted(), Form.CSV))
