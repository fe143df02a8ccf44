"""The newest key events of a wire are found by index, however many posts there are; and old wires have their marks."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from stoppress.publishing import posts, take_down
from stoppress.wire.models import Part
from stoppress.wire.tails import sqlite
from stoppress.wire.tails.sqlite import SqliteTail
from tests.cast import Scene, open_scene


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return open_scene()


def test_the_newest_key_events_and_what_became_of_them(scene: Scene) -> None:
    named = [scene.publish(f"Post {number}", is_key_event=number % 2 == 0).post for number in range(6)]
    posts.withdraw(scene.hand(), scene.blog, named[2], 1, "Not so")
    take_down.take_down(scene.hand(), scene.blog, named[4], "Law")
    posts.mark_key_event(scene.hand(), scene.blog, named[1], 1, True)
    posts.mark_key_event(scene.hand(), scene.blog, named[0], 1, False)
    assert _found(scene, only_marked=True) == [named[2], named[1]]
    assert _found(scene, only_marked=False) == [named[index] for index in (5, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("only_marked", "index"), [(True, "INDEX marked_parts "), (False, "INDEX parts_by_place ")]
)
def test_no_other_posts_are_looked_at(only_marked: bool, index: str, scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sqlite.newest_question(only_marked)}", [1, 50])
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert index in f"{plan} "
    assert "TEMP B-TREE" not in plan


def test_wires_of_before_get_their_marks_and_the_table_keeps_its_guard(scene: Scene) -> None:
    marked = scene.publish("Turning point", is_key_event=True).post
    scene.publish("A post", '<p>It says "is_key_event":true.</p>')
    Part.objects.update(is_marked=None)
    import_module("stoppress.wire.migrations.0007_marks").mark(apps, None)
    assert list(Part.objects.filter(is_marked=True).values_list("key", flat=True)) == [f"post/{marked}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'wire_part'")
        assert cursor.fetchone()[0] > 0


def _found(scene: Scene, *, only_marked: bool) -> list[str]:
    tail = SqliteTail(Path(str(connection.settings_dict["NAME"])))
    try:
        changes = tail.newest(scene.slug, 50, only_marked)
    finally:
        tail.close()
    return [change.key.removeprefix("post/") for change in changes]
