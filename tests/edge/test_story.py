"""What an edge knows of one live blog at one head: windows, numbers and what is kept for those who were away."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.edge.answers import Answer
from stoppress.edge.kept import Kept
from stoppress.edge.story import HELD, RECENT, SHOWN, Story
from stoppress.toolkit.text import first_words
from stoppress.wire.change import Change, Cursor, Part, collapse, put
from tests.edge.memory import LIFE, MemoryTail, MemoryWire, post_id


@pytest.fixture
def wire() -> MemoryWire:
    return MemoryWire()


def opened(wire: MemoryWire) -> Story:
    """The story as an edge opens it now."""
    opening = MemoryTail(flood=wire).open("flood")
    assert opening is not None
    return Story.opened("flood", opening)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["publish", "amend", "remove"]), st.integers(0, 90)), max_size=60))
def test_a_story_that_was_taken_on_shows_what_a_fresh_one_shows(acts: list[tuple[str, int]]) -> None:
    """P-2.1, P-2.4, P-3.3: as long as enough is in memory, and else it asks to be opened anew."""
    wire = MemoryWire()
    for _ in range(70):
        wire.publish()
    story = opened(wire)
    for act, choice in acts:
        number = wire.head
        _do(wire, act, choice)
        story = story.after(wire.changes[number:], wire.cursor)
        if story.needs_opening:
            story = opened(wire)
        fresh = opened(wire)
        assert story.shown == fresh.shown
        assert (story.floor, story.goes_on) == (fresh.floor, fresh.goes_on)
        assert story.singles == fresh.singles


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_what_is_told_since_a_number_is_the_collapsed_rest_of_the_wire(
    bursts: list[int], chance: random.Random
) -> None:
    """P-4.1: from every number that is kept, whatever came in how many pieces."""
    wire = MemoryWire()
    story = opened(wire)
    for burst in bursts:
        number = wire.head
        for _ in range(burst):
            _do(wire, chance.choice(["publish", "amend", "remove"]), chance.randrange(90))
        story = story.after(wire.changes[number:], wire.cursor)
    for number in range(wire.head + 2):
        told = story.since(number)
        assert told is not None
        assert [change.number for change in told] == [
            change.number for change in collapse(wire.changes[number:])
        ]
        assert [change.html for change in told] == [change.html for change in collapse(wire.changes[number:])]


def test_the_last_changes_are_kept_and_no_more(wire: MemoryWire) -> None:
    """P-4.4: at least 500 changes; the memory of a long story stays bounded."""
    story = opened(wire)
    for _ in range(50):
        number = wire.head
        for _ in range(100):
            wire.publish()
        story = story.after(wire.changes[number:], wire.cursor)
        assert len(story.recent.changes) <= 2 * RECENT
        assert len(story.recent.last_of) <= 2 * RECENT
        assert story.since(max(0, wire.head - 500)) is not None
        assert story.since(story.recent.floor) is not None
    assert story.since(story.recent.floor - 1) is None
    assert len(story.stream) <= HELD


def test_a_post_that_is_edited_a_thousand_times_is_kept_once(wire: MemoryWire) -> None:
    """P-4.1: what came before the last word on a part is never told again."""
    wire.publish("x" * 10_000)
    story = opened(wire)
    for _ in range(1_000):
        wire.publish("y" * 10_000, index=1)
        story = story.after(wire.changes[-1:], wire.cursor)
    assert sum(len(change.html) for change in story.recent.changes) < 12_000


def test_a_short_stream_is_shown_whole(wire: MemoryWire) -> None:
    """P-2.4: with the floor 0, up to twenty posts; from the next one on it has a floor."""
    for count in range(1, SHOWN + 2):
        wire.publish()
        assert opened(wire).floor == (0 if count <= SHOWN else 2)


def test_a_post_below_what_is_held_stays_there(wire: MemoryWire) -> None:
    """P-2.4: an edit of an old post is an older page's affair, and does not come up."""
    for _ in range(100):
        wire.publish()
    story = opened(wire)
    wire.publish("edited", index=3)
    after = story.after(wire.changes[-1:], wire.cursor)
    assert after.stream == story.stream
    assert [change.number for change in after.since(story.cursor.number) or []] == [wire.head]


def test_a_part_may_change_its_region(wire: MemoryWire) -> None:
    """P-2.6: it stands where it was put last, and nowhere else."""
    post = wire.publish()
    story = opened(wire)
    moved = put(wire.head + 1, Part(f"post/{post}", "pinned", 0, "pinned"))
    after = story.after([moved], Cursor(LIFE, moved.number))
    assert after.stream == []
    assert after.singles[f"post/{post}"] == moved
    back = put(moved.number + 1, Part(f"post/{post}", "stream", 7, "back"))
    again = after.after([back], Cursor(LIFE, back.number))
    assert again.stream == [back]
    assert f"post/{post}" not in again.singles


def test_a_story_never_changes(wire: MemoryWire) -> None:
    """Whoever holds one has what it said when he took it."""
    wire.publish()
    story = opened(wire)
    shown, singles = list(story.shown), dict(story.singles)
    wire.publish()
    wire.remove(post_id(1))
    story.after(wire.changes[-2:], wire.cursor)
    assert (story.shown, story.singles, story.cursor.number) == (shown, singles, 3)


def test_ready_answers_have_a_bound_for_all_live_blogs_together() -> None:
    """F12: the oldest leave first; what is dropped is gone with all its addresses."""
    kept = Kept(200_000)
    for number in range(300):
        kept.keep(
            f"blog-{number % 7}",
            b"/blog-%d/live/since/%d" % (number % 7, number),
            Answer(200, "x" * 1_000, b"x"),
        )
        assert kept.bytes <= 200_000
    assert 0 < len(kept.by_path) < 300
    for blog in range(7):
        kept.drop(f"blog-{blog}")
    assert (kept.by_path, kept.bytes) == ({}, 0)


def test_one_answer_larger_than_the_bound_is_given_all_the_same() -> None:
    """F12: it is kept until the next one comes."""
    kept = Kept(1_000)
    huge = Answer(200, "x" * 100_000, b"x")
    assert kept.keep("a", b"/a/", huge) is huge
    kept.keep("b", b"/b/", Answer(200, "x", b"x"))
    assert list(kept.by_path) == [b"/b/"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short enough", "Short enough"),
        ("The water reached the old bridge at noon", "The water reached…"),
        ("水位在中午到達舊橋水位在中午到達舊橋水位在中午到達舊橋", "水位在中午到達舊橋水位在中午到達舊橋水…"),
        ("", ""),
    ],
)
def test_words_are_cut_where_a_language_cuts_them(text: str, short: str) -> None:
    """P-3.6: the title of a post without one."""
    assert first_words(text, limit=20) == short
    assert len(first_words(text, limit=20)) <= 20


def _do(wire: MemoryWire, act: str, choice: int) -> None:
    standing = [change.key.removeprefix("post/") for change in wire.stream()]
    if act == "publish" or not standing:
        wire.publish()
        return
    post = standing[choice % len(standing)]
    if act == "amend":
        wire.publish("Amended", index=int(post.removeprefix("post")))
    else:
        wire.remove(post)


def test_changes_of_the_fake_are_as_real_ones(wire: MemoryWire) -> None:
    """The fake keeps the promise of the wire: gapless numbers, blanked text."""
    post = wire.publish("secret")
    wire.remove(post)
    assert [change.number for change in wire.changes] == [1, 2, 3, 4]
    assert wire.changes[2] == Change(3, "remove", f"post/{post}")
