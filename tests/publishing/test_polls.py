"""Votes: one a device, kept at once, shown together, and nothing of the answers changes under them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from stoppress.polls.models import Vote
from stoppress.publishing import errands, pins, polls, posts, take_down
from stoppress.publishing.models import Errand
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from stoppress.wire import reading
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

POLL = {"question": "Stay open?", "options": [{"label": "Yes"}, {"label": "No"}]}


@pytest.fixture
def scene() -> Scene:
    return open_scene()


@pytest.fixture
def poll(scene: Scene) -> str:
    return posts.publish(scene.hand(), scene.blog, Wording("A poll", kind="poll", details=POLL)).post


def _said(scene: Scene, poll: str) -> dict[str, Any]:
    part = reading.standing_part(scene.blog.wire, f"post/{poll}")
    assert part is not None
    said: dict[str, Any] = json.loads(part.data)
    return said


def _show_all_that_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=1)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        errands.run_due()


def test_a_thousand_votes_are_one_change_of_the_page(
    scene: Scene, poll: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = scene.blog.wire.head
    for number in range(100):
        polls.vote(scene.blog, poll, f"mark-{number}", number % 2)
    assert scene.blog.wire.head == head
    assert Errand.objects.filter(kind=polls.SHOW).count() == 1
    _show_all_that_is_due(monkeypatch)
    assert scene.blog.wire.head == head + 1
    assert _said(scene, poll)["votes"] == [50, 50]
    assert _said(scene, poll)["version"] == 1


def test_a_thousand_votes_in_a_minute_are_at_most_twenty_changes(
    scene: Scene, poll: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, begin = scene.blog.wire.head, clock.now()
    for number in range(1_000):
        now = begin + timedelta(seconds=60 * number / 1_000)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        polls.vote(scene.blog, poll, f"mark-{number}", number % 2)
        if number % 16 == 0:  # each second
            errands.run_due()
    monkeypatch.setattr(clock, "now", lambda: begin + timedelta(seconds=70))
    errands.run_due()
    scene.blog.wire.refresh_from_db()
    assert scene.blog.wire.head - head <= 20
    assert _said(scene, poll)["votes"] == [500, 500]


def test_a_post_without_a_title_is_called_as_its_kind_says(scene: Scene, poll: str) -> None:
    words = Wording(kind="poll", details=POLL)
    posts.amend(scene.hand(), scene.blog, poll, 1, words)
    assert _said(scene, poll)["called"] == _said(scene, poll)["ld"]["headline"] == "Stay open?"
    assert _said(scene, poll)["text"] == "Stay open?\nYes\nNo"
    game = {"home": "Ashford", "home_score": "2", "away": "Brook", "away_score": "1", "clock": "67′"}
    board = posts.publish(scene.hand(), scene.blog, Wording(kind="scoreboard", details=game)).post
    assert _said(scene, board)["called"] == "Ashford 2 : 1 Brook"


def test_the_first_vote_of_a_device_counts(scene: Scene, poll: str) -> None:
    assert polls.vote(scene.blog, poll, "mark", 0) == 0
    assert polls.vote(scene.blog, poll, "mark", 1) == 0
    assert polls.voted(scene.post(poll), "mark") == 0
    assert Vote.objects.count() == 1


def test_marks_of_two_polls_cannot_be_put_together(scene: Scene, poll: str) -> None:
    other = posts.publish(scene.hand(), scene.blog, Wording("More", kind="poll", details=POLL)).post
    polls.vote(scene.blog, poll, "mark", 0)
    polls.vote(scene.blog, other, "mark", 0)
    assert len(set(Vote.objects.values_list("mark", flat=True))) == 2


@pytest.mark.parametrize("choice", [-1, 2, 99])
def test_an_answer_that_is_not_there_counts_nothing(scene: Scene, poll: str, choice: int) -> None:
    with pytest.raises(polls.NoVote):
        polls.vote(scene.blog, poll, "mark", choice)


def test_a_poll_that_is_closed_withdrawn_or_of_ended_coverage_takes_no_votes(scene: Scene, poll: str) -> None:
    posts.amend(
        scene.hand(),
        scene.blog,
        poll,
        1,
        Wording("A poll", kind="poll", details=POLL | {"standing": "closed"}),
    )
    with pytest.raises(polls.NoVote):
        polls.vote(scene.blog, poll, "mark", 0)
    posts.amend(scene.hand(), scene.blog, poll, 2, Wording("A poll", kind="poll", details=POLL))
    posts.withdraw(scene.hand(), scene.blog, poll, 3, "Badly asked.")
    with pytest.raises(polls.NoVote):
        polls.vote(scene.blog, poll, "mark", 0)
    posts.restore(scene.hand(), scene.blog, poll, 4)
    polls.vote(scene.blog, poll, "mark", 0)
    scene.enter("closed")
    with pytest.raises(polls.NoVote):
        polls.vote(scene.blog, poll, "other mark", 0)


def test_answers_stay_as_they_are_once_somebody_has_voted(scene: Scene, poll: str) -> None:
    other = POLL | {"options": [{"label": "Never"}, {"label": "No"}]}
    posts.amend(scene.hand(), scene.blog, poll, 1, Wording("A poll", kind="poll", details=other))
    polls.vote(scene.blog, poll, "mark", 0)
    with pytest.raises(Invalid) as refused:
        posts.amend(scene.hand(), scene.blog, poll, 2, Wording("A poll", kind="poll", details=POLL))
    assert "poll.options" in refused.value.fields
    with pytest.raises(Invalid):
        posts.amend(scene.hand(), scene.blog, poll, 2, Wording("A poll", "<p>No more.</p>"))
    posts.amend(scene.hand(), scene.blog, poll, 2, Wording("Another title", kind="poll", details=other))


def test_the_pinned_copy_follows_the_votes(scene: Scene, poll: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pins.pin(scene.hand(), scene.blog, poll)
    polls.vote(scene.blog, poll, "mark", 0)
    _show_all_that_is_due(monkeypatch)
    pinned = reading.standing_part(scene.blog.wire, "pinned")
    assert pinned is not None and "1 vote, 100" in pinned.html


def test_a_take_down_erases_the_votes(scene: Scene, poll: str, monkeypatch: pytest.MonkeyPatch) -> None:
    polls.vote(scene.blog, poll, "mark", 0)
    take_down.take_down(scene.hand(), scene.blog, poll, "Asked for.")
    assert not Vote.objects.exists()
    head = scene.blog.wire.head
    _show_all_that_is_due(monkeypatch)
    assert scene.blog.wire.head == head
