"""Scheduled posts with real processes: several that try, some that are killed, and each post goes out once and not too early."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.dying import die_with_us
from tests.server import Newsroom

_POSTS = 24
_PATIENCE_SECONDS = 240
_SOURCE = Path(__file__).resolve().parents[2]

#: Posts that come due one after the other from now on, chosen an hour ago, so that a slow machine cannot be too late to choose.
_ARRANGE = """
from datetime import timedelta
from stoppress.publishing import schedule
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import member, open_scene
scene = open_scene("flood", editor=member("Alice"))
now = clock.now().replace(microsecond=0)
with clock.standing_at(now - timedelta(hours=1)):
    for number in range({count}):
        moment = now + timedelta(seconds={begin} + number // 3)
        schedule.schedule(scene.hand(), scene.blog, moment, wording=Wording(f"post {{number:02}}", "<p>As planned.</p>"))
"""

#: Another process that carries out what is due, as another server would.
_WORKER = """
import time
from stoppress.project.start import start_django; start_django()
from stoppress.publishing import carrying_out
from stoppress.publishing.refusals import Busy
while True:
    try:
        if not carrying_out.step():
            time.sleep(0.02)
    except Busy:
        pass
"""


def test_each_post_goes_out_once_whoever_tries_and_whoever_dies(newsroom_folder: Newsroom) -> None:
    newsroom = newsroom_folder.start()
    newsroom.python(_ARRANGE.format(count=_POSTS, begin=2))
    _until(lambda: _out(newsroom) >= 3)
    workers = [_worker(newsroom), _worker(newsroom)]
    try:
        newsroom.kill()
        _until(lambda: _out(newsroom) >= 9)
        workers[0].kill()
        newsroom.start()
        _until(lambda: _out(newsroom) == _POSTS)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert _rows(newsroom, "SELECT COUNT(*) FROM stories_postversion WHERE act = 'publish'") == [(_POSTS,)]
    puts = _rows(
        newsroom,
        "SELECT key, COUNT(*) FROM wire_change WHERE region = 'stream' AND action = 'put' GROUP BY key",
    )
    assert sorted(count for _key, count in puts) == [1] * _POSTS
    titles = [row[0] for row in _rows(newsroom, "SELECT title FROM stories_post ORDER BY place")]
    assert titles == [f"post {number:02}" for number in range(_POSTS)]
    early = "SELECT COUNT(*) FROM publishing_outgoing WHERE settled_at < due_at"
    assert _rows(newsroom, early) == [(0,)]


def test_what_came_due_while_nobody_served_is_late_and_goes_out_after_the_start(
    newsroom_folder: Newsroom,
) -> None:
    newsroom = newsroom_folder.start()
    newsroom.stop()
    newsroom.python(_ARRANGE.format(count=1, begin=-30))
    assert "1 scheduled or delayed acts are late" in newsroom.run_and_read("doctor", expected=1)
    newsroom.start()
    _until(lambda: _out(newsroom) == 1)
    assert "late" not in newsroom.run_and_read("doctor", "--quick", expected=0).replace("is late", "")


def _worker(newsroom: Newsroom) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _WORKER], env=newsroom.environment(), cwd=_SOURCE, preexec_fn=die_with_us
    )


def _out(newsroom: Newsroom) -> int:
    count: int = _rows(newsroom, "SELECT COUNT(*) FROM publishing_outgoing WHERE standing = 'out'")[0][0]
    return count


def _rows(newsroom: Newsroom, query: str) -> list[tuple]:  # type: ignore[type-arg]
    """What another reader of the file finds in it now."""
    with closing(
        sqlite3.connect(f"file:{newsroom.data}/stoppress.sqlite3?mode=ro", uri=True, timeout=30)
    ) as file:
        return file.execute(query).fetchall()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
