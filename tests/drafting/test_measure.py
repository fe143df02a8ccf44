"""The measure measures what it says, and ours is worth its lines."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from stoppress.drafting.key_points import key_points
from stoppress.drafting.round_up import round_up
from tests.drafting import baselines
from tests.drafting.development import cases, without_titles
from tests.drafting.long_blogs import HELD_BACK, TUNED_ON, long_cases
from tests.drafting.measure import score
from tests.drafting.mixed_blogs import mixed_cases
from tests.drafting.rouge import recall

_DEMO = {"island-cup-final", "tovanne-count", "vessary-eruption"}


def test_a_text_recalls_itself_whole() -> None:
    assert recall("The bridge has fallen.", "the bridges had fallen")[0] == 0.75
    assert recall("The bridge has fallen.", "The bridge has fallen!") == (1.0, 1.0, 1.0)
    assert recall("", "The bridge") == (0.0, 0.0, 0.0)


def test_what_is_longer_than_the_reference_is_cut() -> None:
    assert recall("nothing new at all, the bridge", "the bridge") == (0.0, 0.0, 0.0)


def test_the_demo_is_in_the_set_and_every_case_can_be_mixed_with_noise() -> None:
    """As docs/drafting.md says: so many stories and moments, and noise that speaks their language."""
    kinds = Counter((case.kind, case.name.partition(" ")[0] in _DEMO) for case in cases())
    assert kinds == {
        ("key-points", False): 13,
        ("key-points", True): 11,
        ("round-up", False): 3,
        ("round-up", True): 4,
    }
    assert all(
        len(mixed.posts) == 2 * len(case.posts) for mixed, case in zip(mixed_cases(), cases(), strict=True)
    )


OTHERS = (
    baselines.newest_first_sentences,
    baselines.centroid,
    baselines.greedy_concepts,
    baselines.lexrank,
    baselines.textrank,
)
LONG = pytest.mark.parametrize("genre", TUNED_ON + HELD_BACK)


def test_suggestions_recall_more_than_simpler_ways_do() -> None:
    untitled = [without_titles(case) for case in cases()]
    points = [case for case in untitled if case.kind == "key-points"]
    spans = [case for case in untitled if case.kind == "round-up"]
    for other in OTHERS:
        assert all(
            ours > theirs
            for ours, theirs in zip(score(key_points, points), score(other, points), strict=True)
        )
        assert score(round_up, spans).one > score(other, spans).one
        assert score(round_up, spans).two > score(other, spans).two


def test_suggestions_recall_more_than_simpler_ways_do_on_long_and_untidy_pages() -> None:
    every = long_cases(TUNED_ON + HELD_BACK, variants=2)
    for kind, ours in (("key-points", key_points), ("round-up", round_up)):
        of_kind = [case for case in every if case.kind == kind]
        mine = score(ours, of_kind)
        for other in OTHERS:
            assert all(one > theirs for one, theirs in zip(mine, score(other, of_kind), strict=True)), other


@LONG
def test_a_long_page_is_always_put_together_alike(genre: str) -> None:
    one, again = long_cases((genre,), variants=3), long_cases((genre,), variants=3)
    assert one == again
    assert max(len(case.posts) for case in one) > 200
    assert all(
        post.text.strip() and not re.search(r"\{[A-Z]\}", post.text) for case in one for post in case.posts
    )
