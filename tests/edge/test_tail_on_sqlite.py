"""The tail over the real tables: what acts write is what an edge reads, by number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from stoppress.publishing import posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.toolkit.sqlite import dbapi
from stoppress.wire import reading
from stoppress.wire.change import Cursor
from stoppress.wire.tails import sqlite
from stoppress.wire.tails.sqlite import SqliteTail
from stoppress.wire.tails.tail import OlderPage
from tests.cast import Scene, open_scene
from tests.edge.reader import Listener, ask, wait_until
from tests.edge.serving import SERVERS, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tail() -> Iterator[SqliteTail]:
    """A tail over the test database."""
    following = SqliteTail(Path(str(connection.settings_dict["NAME"])))
    yield following
    following.close()


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def test_what_is_not_public_is_not_there(tail: SqliteTail) -> None:
    """P-3.5: neither a live blog that nobody has heard of, nor one in preparation."""
    open_scene("storm", phase="preparing")
    assert tail.open("nothing") is None
    assert tail.open("storm") is None
    assert tail.part("storm", "header") is None
    assert tail.older("storm", "post/aaaaaaaaaaaa") is None
    assert tail.older_anchor("storm", 10**18) is None


def test_an_opening_is_the_page_as_it_stands(tail: SqliteTail, scene: Scene) -> None:
    """P-2.1: the parts that stand alone, and the newest of the stream."""
    answers = [scene.publish(f"Post {number}") for number in range(3)]
    opening = tail.open("flood")
    assert opening is not None
    page = reading.standing(scene.blog.wire)
    assert opening.cursor == scene.blog.wire.cursor
    assert {change.key: change.part for change in opening.singles} == {
        part.key: part for part in page.as_mapping().values() if part.region != "stream"
    }
    assert [change.part for change in opening.stream] == page.region("stream")
    assert [change.key for change in opening.stream] == [
        f"post/{answer.post}" for answer in reversed(answers)
    ]
    assert not opening.has_older
    assert [change.number for change in opening.recent] == list(range(1, opening.cursor.number + 1))
    assert opening.recent_floor == 0


def test_news_is_what_came_after_the_number(tail: SqliteTail, scene: Scene) -> None:
    """P-4.1: in order, whole; nothing when nothing came."""
    before = scene.blog.wire.cursor
    assert tail.news({"flood": before}) == {}
    scene.publish()
    scene.publish()
    news = tail.news({"flood": before})["flood"]
    assert news.cursor == scene.blog.wire.cursor
    assert news.changes == reading.since(scene.blog.wire, before.number)
    assert (news.goes_on, news.trouble) == (False, "")
    assert tail.news({"flood": news.cursor}) == {}


def test_a_long_story_is_told_in_several_looks(
    tail: SqliteTail, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-1.2: each look goes on where the last one ended, until the head."""
    monkeypatch.setattr(sqlite, "RECENT", 3)
    cursor, told = Cursor(scene.blog.wire.epoch, 0), []
    for _ in range(5):
        scene.publish()
    while news := tail.news({"flood": cursor}):
        told += news["flood"].changes
        cursor = news["flood"].cursor
        assert news["flood"].goes_on == (cursor.number < scene.blog.wire.head)
    assert [change.number for change in told] == list(range(1, scene.blog.wire.head + 1))


def test_another_epoch_is_told_without_changes(tail: SqliteTail, scene: Scene) -> None:
    """P-2.5: the wire is to be opened anew."""
    news = tail.news({"flood": Cursor("zzzzzzzz", 1)})["flood"]
    assert (news.cursor, news.changes) == (scene.blog.wire.cursor, [])


def test_a_wire_that_went_back_in_one_epoch_is_trouble(tail: SqliteTail, scene: Scene) -> None:
    """P-1.3: after a restore the epoch must be another; numbers are not given twice."""
    held = Cursor(scene.blog.wire.epoch, scene.blog.wire.head + 7)
    news = tail.news({"flood": held})["flood"]
    assert (news.cursor, news.changes) == (held, [])
    assert "begin a new epoch" in news.trouble


def test_the_last_word_on_a_post_is_found_whatever_it_is(tail: SqliteTail, scene: Scene) -> None:
    """P-3.6: amended, withdrawn, taken down, never heard of."""
    answer = scene.publish("First wording")
    key = f"post/{answer.post}"
    posts.amend(scene.hand(), scene.blog, answer.post, answer.version, Wording("Second wording", "<p>x</p>"))
    found = tail.part("flood", key)
    assert found is not None
    assert "Second wording" in found.html
    take_down.take_down(scene.hand(), scene.blog, answer.post, "Court order")
    found = tail.part("flood", key)
    assert found is not None
    assert (found.action, found.html) == ("remove", "")
    assert tail.part("flood", "post/aaaaaaaaaaaa") is None


def test_what_was_taken_down_is_in_no_answer_of_the_tail(tail: SqliteTail, scene: Scene) -> None:
    """PROMISES, take-down: also not in the changes of before."""
    post = scene.publish("An unlawful secret", "<p>An unlawful secret.</p>").post
    scene.publish()
    take_down.take_down(scene.hand(), scene.blog, post, "Court order")
    opening = tail.open("flood")
    news = tail.news({"flood": Cursor(scene.blog.wire.epoch, 0)})["flood"]
    assert opening is not None
    assert "secret" not in repr((opening, news))


def test_pages_of_older_posts_are_cut_from_the_oldest_end(tail: SqliteTail, scene: Scene) -> None:
    """P-3.7: every post stands on one of them, and each leads to its neighbours."""
    published = [scene.publish(f"Post {number}").post for number in range(63)]
    pages = _downwards(tail, f"post/{published[-1]}")
    assert [_posts(page) for page in pages] == [
        [f"post/{post}" for post in reversed(shelf)]
        for shelf in (published[60:62], published[40:60], published[20:40], published[:20])
    ]
    assert pages[-1].older_than is None
    newer = [tail.newer("flood", page.posts[0].key) for page in pages]
    # Where the newest shelf is not full, what is newer is the live page.
    assert newer == ["", "", f"post/{published[60]}", f"post/{published[40]}"]
    assert tail.newer("flood", "post/aaaaaaaaaaaa") is None
    assert tail.newer("flood", "header") is None
    again = tail.older("flood", f"post/{published[40]}")
    assert again is not None
    assert _posts(again) == _posts(pages[2])


def test_the_way_to_older_posts_begins_where_the_page_ends(tail: SqliteTail, scene: Scene) -> None:
    """P-3.3: whatever stands below the page is on the page that is linked, or further down."""
    published = [scene.publish(f"Post {number}").post for number in range(45)]
    opening = tail.open("flood")
    assert opening is not None
    for shown in opening.stream[:-1]:
        anchor = tail.older_anchor("flood", shown.place)
        below = next(change.key for change in opening.stream if change.place < shown.place)
        older = tail.older("flood", anchor or shown.key)
        assert older is not None
        assert below in _posts(older)
    assert tail.older_anchor("flood", scene.post(published[0]).place) is None


def test_a_bare_shelf_is_stepped_over(tail: SqliteTail, scene: Scene) -> None:
    """P-3.7: a whole page of posts taken down leaves no way that leads nowhere, or in a circle."""
    published = [scene.publish(f"Post {number}").post for number in range(61)]
    for post in published[20:40]:
        take_down.take_down(scene.hand(), scene.blog, post, "Court order")
    upper = tail.older("flood", f"post/{published[60]}")
    assert upper is not None
    assert _posts(upper) == [f"post/{post}" for post in reversed(published[40:60])]
    lower = tail.older("flood", upper.older_than or "")
    assert lower is not None
    assert _posts(lower) == [f"post/{post}" for post in reversed(published[:20])]
    up_again = tail.older("flood", tail.newer("flood", lower.posts[0].key) or "")
    assert up_again is not None
    assert _posts(up_again) == _posts(upper)


def test_the_tail_cannot_write(tail: SqliteTail, scene: Scene) -> None:
    """PROMISES section 5, 6: an edge has no way to change anything."""
    tail.open("flood")
    with tail._reading() as ask_it, pytest.raises(dbapi.OperationalError):
        ask_it("UPDATE wire_wire SET head = 0")


def test_a_failure_is_not_for_ever(tmp_path: Path, scene: Scene) -> None:
    """F9: after an error the next question begins with a fresh connection."""
    missing = SqliteTail(tmp_path / "nowhere.sqlite3")
    with pytest.raises(dbapi.OperationalError):
        missing.open("flood")
    (tmp_path / "nowhere.sqlite3").symlink_to(str(connection.settings_dict["NAME"]))
    assert missing.open("flood") is not None
    missing.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_an_act_reaches_the_open_page(kind: str, tail: SqliteTail, scene: Scene) -> None:
    """P-2.1, P-5.1: published, amended, withdrawn, taken down: each on page, delta and stream."""
    with serving(kind, tail) as served, Listener(served, "/flood/live/stream") as listener:
        start = listener.event("hello")["head"]
        answer = scene.publish("The dam holds")
        assert "The dam holds" in str([listener.event("change") for _ in range(answer.head - start)])
        posts.withdraw(scene.hand(), scene.blog, answer.post, answer.version, "Not so")
        head = take_down.take_down(scene.hand(), scene.blog, answer.post, "Court order").head
        listener.changes(upto=head)
        wait_until(lambda: ask(served, f"/flood/p/{answer.post}/").status == 410, "the post is gone")
        assert b"dam holds" not in ask(served, "/flood/").body
        assert b"dam holds" not in ask(served, f"/flood/live/since/{answer.epoch}-{start}").body


def _downwards(tail: SqliteTail, key: str | None) -> list[OlderPage]:
    pages = []
    while key and (page := tail.older("flood", key)):
        pages.append(page)
        key = page.older_than
    return pages


def _posts(page: OlderPage) -> list[str]:
    return [change.key for change in page.posts]
