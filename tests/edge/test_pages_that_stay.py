"""Archive pages are cut from the oldest end: neither address nor byte of one shifts while posts come in (P-3.7, P-3.21)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from stoppress.edge import archive
from stoppress.edge.answers import Answer
from stoppress.edge.shell import Shell
from stoppress.edge.story import Story
from stoppress.press.shell import build_shells
from stoppress.publishing import posts, take_down, times
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post, State
from stoppress.wire.tails.sqlite import SqliteTail
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db(transaction=True)
SHELL = Shell(**asdict(build_shells()["en"]))


class Readers:
    """Everybody who has an address of a page that stays."""

    def __init__(self, tail: SqliteTail) -> None:
        self._tail = tail

    def pages(self) -> dict[str, tuple[bytes, bytes]]:
        """Every page that is complete, by its address, with its tag: those under the live page, those before the newest."""
        opening = self._tail.open("flood")
        assert opening
        story = Story.opened("flood", opening)
        return dict(self._older(story)) | dict(self._from_start(story))

    def _older(self, story: Story) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
        anchor = self._tail.older_anchor("flood", story.shown[-1].place) if story.goes_on else None
        while anchor:
            older = self._tail.older("flood", anchor)
            assert older
            word = anchor.removeprefix("post/")
            yield f"/flood/before/{word}", _bytes(archive.older_page(story, SHELL, older))
            anchor = older.older_than

    def _from_start(self, story: Story) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
        number = 1
        while (shelf := self._tail.shelf("flood", number - 1)) and shelf.goes_on:
            page = archive.page_from_start(story, SHELL, shelf, number)
            yield f"/flood/from-the-start/{number}/", _bytes(page)
            number += 1


def _bytes(answer: Answer) -> tuple[bytes, bytes]:
    ready = answer.ready(b"")
    return ready.body, ready.etag


@pytest.fixture
def tail() -> Iterator[SqliteTail]:
    following = SqliteTail(Path(str(connection.settings_dict["NAME"])))
    yield following
    following.close()


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _publish(scene: Scene, random: Random) -> str:
    return scene.publish(f"Post {random.random()}", is_key_event=random.random() < 0.2).post


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_shifts_while_posts_come_in(tail: SqliteTail, scene: Scene, seed: int) -> None:
    """A page that is complete stays byte for byte, tag included, and every one stays complete."""
    random, readers = Random(seed), Readers(tail)
    known: dict[str, tuple[bytes, bytes]] = {}
    for step in range(130):
        _publish(scene, random)
        if step % 7 == 0:
            found = readers.pages()
            assert known.items() <= found.items()
            known = found
    assert len(known) >= 2 * 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_edit_changes_the_pages_of_its_post_and_no_other(
    tail: SqliteTail, scene: Scene, seed: int
) -> None:
    random, readers = Random(seed), Readers(tail)
    for _ in range(90):
        _publish(scene, random)
    # What the header says of corrections is on no page that stays; withdraw one, so that the live page has its link.
    for act in ("amend", "correct", "withdraw", "restore", "mark", "take down"):
        before = readers.pages()
        state = State.WITHDRAWN if act == "restore" else State.PUBLISHED
        post = random.choice(list(Post.objects.filter(state=state).order_by("place")[:60]))
        _edit(scene, act, post)
        after = readers.pages()
        assert after.keys() == before.keys()
        for address, (body, tag) in before.items():
            is_on_it = f'data-part="post/{post.public_id}"'.encode() in body
            assert (after[address] != (body, tag)) == is_on_it, (act, address)
            assert (after[address][1] != tag) == is_on_it


def _edit(scene: Scene, act: str, post: Post) -> None:
    hand, blog, name, version = scene.hand(), scene.blog, post.public_id, post.version
    wording = Wording("Other words", "<p>Other words.</p>", is_key_event=post.is_key_event)
    if act == "amend":
        posts.amend(hand, blog, name, version, wording)
    elif act == "correct":
        posts.correct(hand, blog, name, version, wording, "It was wrong.")
    elif act == "withdraw":
        posts.withdraw(hand, blog, name, version, "Too early.")
    elif act == "restore":
        posts.restore(hand, blog, name, version)
    elif act == "mark":
        posts.mark_key_event(hand, blog, name, version, not post.is_key_event)
    else:
        take_down.take_down(hand, blog, name, "Law.")


def test_a_post_with_another_time_leaves_its_page_for_another(tail: SqliteTail, scene: Scene) -> None:
    random, readers = Random(5), Readers(tail)
    published = [_publish(scene, random) for _ in range(70)]
    moved = Post.objects.get(public_id=published[45])
    early = Post.objects.get(public_id=published[10])
    before = readers.pages()
    assert early.published_at
    times.change_time(scene.hand(), scene.blog, moved.public_id, moved.version, early.published_at)
    after = readers.pages()
    changed = {
        address for address in before.keys() | after.keys() if before.get(address) != after.get(address)
    }
    starts = {address for address in changed if "from-the-start" in address}
    assert starts == {"/flood/from-the-start/1/", "/flood/from-the-start/3/"}
    assert len(changed) == 4


def test_the_first_pages_cost_the_same_however_long_the_story(tail: SqliteTail, scene: Scene) -> None:
    """No page is counted to or walked to: SQLite says of each question that it goes by an index."""
    for number in range(3):
        scene.publish(f"Post {number}")
    asked: list[tuple[str, tuple[object, ...]]] = []
    with tail._reading() as ask:

        class Listening:
            def __init__(self) -> None:
                self.connection = tail._connection

            def __getattr__(self, name: str) -> object:
                return getattr(self.connection, name)

            def execute(self, question: str, values: tuple[object, ...] = ()) -> object:
                asked.append((question, values))
                return self.connection.execute(question, values)

        assert ask("SELECT 1")
    tail._connection = Listening()
    post = Post.objects.order_by("place")[1]
    assert tail.shelf("flood", 0)
    assert tail.shelf("flood", 7) is None
    assert tail.newer("flood", post.part_key) == ""
    assert tail.older("flood", post.part_key)
    tail._connection = tail._connection.connection
    questions = [(question, values) for question, values in asked if question.startswith("SELECT")]
    assert len(questions) >= 10
    with tail._reading() as ask:
        for question, values in questions:
            plan = " | ".join(str(row[3]) for row in ask(f"EXPLAIN QUERY PLAN {question}", *values))
            assert not re.search("SCAN|TEMP B-TREE", plan), (question, plan)
            assert "COUNT" not in question
            assert "OFFSET" not in question
