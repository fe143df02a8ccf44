"""The measure measures what it says, and ours is worth its lines."""

from __future__ import annotations

from stoppress.drafting.key_points import key_points
from stoppress.drafting.round_up import round_up
from tests.drafting import baselines
from tests.drafting.development import cases, without_titles
from tests.drafting.measure import score
from tests.drafting.rouge import recall


def test_a_text_recalls_itself_whole() -> None:
    assert recall("The bridge has fallen.", "the bridges had fallen")[0] == 0.75
    assert recall("The bridge has fallen.", "The bridge has fallen!") == (1.0, 1.0, 1.0)
    assert recall("", "The bridge") == (0.0, 0.0, 0.0)


def test_what_is_longer_than_the_reference_is_cut() -> None:
    assert recall("nothing new at all, the bridge", "the bridge") == (0.0, 0.0, 0.0)


def test_suggestions_recall_more_than_simpler_ways_do() -> None:
    untitled = [without_titles(case) for case in cases()]
    points = [case for case in untitled if case.kind == "key-points"]
    spans = [case for case in untitled if case.kind == "round-up"]
    for other in (baselines.newest_first_sentences, baselines.centroid, baselines.greedy_concepts):
        assert all(
            ours > theirs
            for ours, theirs in zip(score(key_points, points), score(other, points), strict=True)
        )
        assert score(round_up, spans).one > score(other, spans).one
        assert score(round_up, spans).two > score(other, spans).two
