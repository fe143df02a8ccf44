"""Many votes at one moment: each device is counted once, none is lost, and what is shown at the end is all of them."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from stoppress.polls.models import Vote
from stoppress.publishing import errands, polls, posts
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from stoppress.wire import reading
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db(transaction=True)

_THREADS = 8
_EACH = 10


def test_votes_at_one_moment_are_all_counted_and_one_device_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = open_scene()
    details = {"question": "Stay open?", "options": [{"label": "Yes"}, {"label": "No"}]}
    poll = posts.publish(scene.hand(), scene.blog, Wording(kind="poll", details=details)).post
    counted = _vote_at_once(scene, poll)
    assert (
        len(counted) == _THREADS and len(set(counted)) == 1
    )  # the same device is told the same answer each time
    assert Vote.objects.count() == _THREADS * _EACH + 1
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    errands.run_due()
    part = reading.standing_part(scene.blog.wire, f"post/{poll}")
    assert part is not None
    votes = [_THREADS * _EACH // 2, _THREADS * _EACH // 2]
    votes[counted[0]] += 1
    assert json.loads(part.data)["votes"] == votes


def _vote_at_once(scene: Scene, poll: str) -> list[int]:
    """Devices of their own in every thread, and one that votes in all of them; returns what that one was told."""
    told: list[int] = []
    together = Barrier(_THREADS)

    def run(thread: int) -> None:
        try:
            together.wait()
            told.append(polls.vote(scene.blog, poll, "the same device", thread % 2))
            for number in range(_EACH):
                polls.vote(scene.blog, poll, f"device {thread} {number}", number % 2)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(_THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told
