"""The server is killed at any moment while machines publish: nothing acknowledged is lost, nothing doubled, nothing torn."""

from __future__ import annotations

import os
import random
import re
import time
import urllib.request
from html import unescape
from typing import Any

import pytest

from tests.loop.clients import Crowd, Machine, Sending
from tests.server import Newsroom

pytestmark = pytest.mark.loop

ROUNDS = int(os.environ.get("STOPPRESS_ROUNDS", "20"))
SLUG = "flood"
_LONGEST_LIFE_SECONDS = 0.6
_REPEATS = 50
_PATIENCE_SECONDS = 60


@pytest.fixture
def token(newsroom_folder: Newsroom) -> str:
    """A newsroom with one live blog that is open, and a token that writes to it."""
    newsroom_folder.lay()
    newsroom_folder.python(f"from tests.cast import open_scene; open_scene({SLUG!r})")
    return newsroom_folder.run("token", "new", "alice@courier.example", SLUG).strip()


def test_a_server_killed_at_any_moment_loses_doubles_and_tears_nothing(
    newsroom_folder: Newsroom, token: str
) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    crowd = Crowd(newsroom_folder, SLUG, token)
    machine = Machine(newsroom_folder, SLUG, token)
    newsroom_folder.start()
    for number in range(ROUNDS):
        begun = len(crowd.sendings)
        crowd.start()
        time.sleep(chance.uniform(0.02, _LONGEST_LIFE_SECONDS))  # the moment is the point
        newsroom_folder.kill()
        crowd.stop()
        if number % 4 == 3:
            _die_while_recovering(newsroom_folder, chance)
        newsroom_folder.start()
        _repeat(machine, crowd.sendings[begun:])
    _repeat(machine, crowd.sendings)
    assert len(crowd.sendings) >= ROUNDS * 4
    assert all(sending.answer for sending in crowd.sendings)
    _nothing_is_missing(newsroom_folder, machine, crowd.sendings)
    machine.close()
    assert newsroom_folder.stop() == 0
    assert "SQLite finds the file sound" in newsroom_folder.run("doctor")


def test_a_server_told_to_stop_answers_what_it_was_sent(newsroom_folder: Newsroom, token: str) -> None:
    crowd = Crowd(newsroom_folder, SLUG, token)
    newsroom_folder.start()
    crowd.start()
    while sum(sending.answer is not None for sending in list(crowd.sendings)) < 40:
        time.sleep(0.01)
    told_at = time.monotonic()
    _text(
        f"{newsroom_folder.url}/healthz"
    )  # who is answered came last: all that was sent before has been read
    assert newsroom_folder.stop() == 0
    crowd.stop()
    early = [sending for sending in crowd.sendings if sending.sent_at < told_at]
    assert len(early) >= 40
    assert [sending.title for sending in early if sending.answer is None and not sending.refusals] == []


def _die_while_recovering(newsroom: Newsroom, chance: random.Random) -> None:
    """Once more, while it starts."""
    newsroom.begin()
    time.sleep(chance.uniform(0.1, 1.0))
    newsroom.kill()


def _repeat(machine: Machine, sendings: list[Sending]) -> None:
    """Send every request again with its key; the answer of those that were answered must be the same."""
    machine.close()  # its connection died with the server
    for sending in sendings:
        for _ in range(_REPEATS):
            assert machine.send(sending), "the server left, though nobody killed it"
            if sending.answer is not None:
                break


def _nothing_is_missing(newsroom: Newsroom, machine: Machine, sendings: list[Sending]) -> None:
    """Log, API, page and delta agree with each other and with what was sent."""
    numbers = [int(line) for line in newsroom.run("wire", "numbers", SLUG).split()]
    assert numbers == list(range(1, len(numbers) + 1))
    posts, cursor = _all_posts(machine)
    assert sorted(post["title"] for post in posts) == sorted(sending.title for sending in sendings)
    by_title = {post["title"]: post for post in posts}
    for sending in sendings:
        post = by_title[sending.title]
        assert sending.answer is not None and post["id"] == sending.answer["post"]
        assert post["body_html"] == sending.body_html
    assert cursor.endswith(f"-{numbers[-1]}")
    _page_and_delta_agree(newsroom, machine, posts, cursor)


def _page_and_delta_agree(
    newsroom: Newsroom, machine: Machine, posts: list[dict[str, Any]], cursor: str
) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while f'data-cursor="{cursor}"' not in (page := _text(f"{newsroom.url}/{SLUG}/")):
        assert time.monotonic() < deadline, "The page does not come to what was published."
    shown = re.findall(r'data-part="post/([a-z0-9]{12})"', page)
    assert shown == [post["id"] for post in posts[:20]]
    epoch, _, head = cursor.partition("-")
    status, delta = machine.ask("GET", f"/{SLUG}/live/since/{epoch}-{int(head) - 60}")
    assert status == 200
    assert (delta["epoch"], delta["head"]) == (epoch, int(head))
    travelled = {change["key"]: change["html"] for change in delta["changes"]}
    assert {f"post/{post['id']}" for post in posts[:20]} <= set(travelled)
    for key in travelled:
        if key.removeprefix("post/") in shown:
            assert travelled[key] in page
    for post in posts[:20]:
        assert post["title"] in unescape(travelled[f"post/{post['id']}"])


def _all_posts(machine: Machine) -> tuple[list[dict[str, Any]], str]:
    """Every post, newest first, page by page, and the cursor."""
    path: str | None = f"/api/v1/live-blogs/{SLUG}/posts?limit=100"
    posts: list[dict[str, Any]] = []
    cursor = ""
    while path:
        status, found = machine.ask("GET", path[path.index("/api/") :])
        assert status == 200
        posts += found["posts"]
        path, cursor = found["older"], found["cursor"]
    return posts, cursor


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as response:
        text: str = response.read().decode()
        return text
