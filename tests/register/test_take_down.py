"""A take-down is real: in no output, from no old cursor, and not in the bytes on the disk."""

from __future__ import annotations

import json
import time

from tests.register.conftest import Coverage
from tests.register.crawl import hits

_PATIENCE_SECONDS = 60


def test_what_was_taken_down_is_in_no_output_at_any_old_cursor(own_coverage: Coverage) -> None:
    story, crawler = own_coverage.story, own_coverage.crawler
    post = _publish(own_coverage, "zebracrossingsandotherquietthings")
    before = json.loads(_send(own_coverage, "GET", f"/api/v1/live-blogs/flood/posts/{post}"))
    assert hits("zebracrossingsandotherquietthings", json.dumps(before).encode())
    _send(own_coverage, "POST", f"/api/v1/live-blogs/flood/posts/{post}/take-down", {"reason": "Court order"})
    head = json.loads(_send(own_coverage, "GET", "/api/v1/live-blogs/flood"))["cursor"].partition("-")[2]
    front = own_coverage.newsroom.python(
        "from stoppress.wire.models import Wire; print(Wire.objects.get(name='_front').head)"
    )
    _wait_until_served(own_coverage, f'-{head}"')
    later = type(story)(
        **{**story.__dict__, "gone": post, "head": int(head), "front_head": int(front)},
    )
    found = [
        name
        for name, seen in crawler.everything(later)
        if hits("zebracrossingsandotherquietthings", seen.everything)
    ]
    assert found == []
    sought = own_coverage.crawler.send("GET", "/flood/search/?q=zebracrossingsandotherquietthings", {})
    assert b"/flood/p/" not in sought.body


def test_no_byte_of_it_is_left_on_the_disk(own_coverage: Coverage) -> None:
    """Neither in the file, where an earlier checkpoint has brought it, nor in the log before the next one."""
    word = "quokkasareneverseeninthesepapers"
    post = _publish(own_coverage, word)
    own_coverage.newsroom.python(
        "from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
    )
    assert _files_with(own_coverage, word) == ["stoppress.sqlite3"]
    _send(
        own_coverage,
        "PATCH",
        f"/api/v1/live-blogs/flood/posts/{post}",
        {"title": f"Third {word}", "version": 3},
    )
    assert (
        f"/flood/p/{post}/".encode() in own_coverage.crawler.send("GET", f"/flood/search/?q={word}", {}).body
    )
    assert sorted(_files_with(own_coverage, word)) == ["stoppress.sqlite3", "stoppress.sqlite3-wal"]
    _send(own_coverage, "POST", f"/api/v1/live-blogs/flood/posts/{post}/take-down", {"reason": "Court order"})
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (left := _files_with(own_coverage, word)) and time.monotonic() < deadline:
        time.sleep(0.2)  # the errand runs in the server; there is nothing else to wait for
    assert left == []


def test_the_record_stays_and_names_no_word_of_it(own_coverage: Coverage) -> None:
    word = "wombatsdigtheirtunnelsunderroads"
    post = _publish(own_coverage, word)
    _send(own_coverage, "POST", f"/api/v1/live-blogs/flood/posts/{post}/take-down", {"reason": "Court order"})
    told = own_coverage.newsroom.python(
        "from stoppress.stories.models import TakeDown\n"
        "from stoppress.publishing.models import AuditEntry\n"
        f"record = TakeDown.objects.get(post__public_id={post!r})\n"
        f"entry = AuditEntry.objects.get(act='take down', subject={post!r})\n"
        "print(record.reason, record.by, record.at, entry.member, entry.door)"
    )
    assert told.startswith("Court order Alice")
    assert told.endswith("Alice api")
    assert word not in told


def _publish(coverage: Coverage, word: str) -> str:
    """A post full of the word: published, amended, corrected and pinned."""
    path = "/api/v1/live-blogs/flood/posts"
    body = {
        "title": f"First {word}",
        "body_html": f"<p>{word}</p>" * 200,
        "byline": word,
        "is_key_event": True,
    }
    post: str = json.loads(_send(coverage, "POST", path, body))["post"]
    _send(coverage, "PATCH", f"{path}/{post}", {"title": f"Second {word}", "version": 1})
    _send(coverage, "PUT", "/api/v1/live-blogs/flood/pin", {"post": post})
    _send(
        coverage,
        "POST",
        f"{path}/{post}/corrections",
        {"body_text": word, "note": f"Not {word}", "version": 2},
    )
    return post


def _send(coverage: Coverage, method: str, path: str, body: object = None) -> bytes:
    headers = {"Authorization": f"Bearer {coverage.story.token}", "Content-Type": "application/json"}
    seen = coverage.crawler.send(method, path, headers, json.dumps(body).encode() if body else None)
    assert seen.status in {200, 201}, seen.body
    return seen.body


def _wait_until_served(coverage: Coverage, mark: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while mark not in coverage.crawler.send("GET", "/flood/", {}).body.decode():
        assert time.monotonic() < deadline, f"The page does not come to {mark}."


def _files_with(coverage: Coverage, word: str) -> list[str]:
    """The files of the data folder in whose raw bytes the word stands."""
    return [
        path.name
        for path in coverage.newsroom.data.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    ]
