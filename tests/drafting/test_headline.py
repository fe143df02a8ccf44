"""The headline that is proposed: short, in the points' own words, and never cut so that it says something else."""

from __future__ import annotations

import pytest

from stoppress.drafting.headline import LONGEST_HEADLINE, headline


@pytest.mark.parametrize(
    ("points", "proposed"),
    [
        ([], ""),
        (["Dam at Arle breaks."], "Dam at Arle breaks"),
        (
            [
                "The dam at Arle breaks, as engineers had feared",
                "4,200 people leave Upper Sethe after the alarm",
            ],
            "The dam at Arle breaks; 4,200 people leave Upper Sethe",
        ),
        (
            ["Dam at Arle breaks", "The dam at Arle breaks", "Mayor calls for calm"],
            "Dam at Arle breaks; Mayor calls for calm",
        ),
        (["Mayor says “stay, because roads flood” to all"], "Mayor says “stay, because roads flood” to all"),
        (["No, after all", "River falls slowly"], "No, after all; River falls slowly"),
        (["x" * 200, "River falls slowly"], "River falls slowly"),
        (["A one two", "B three four", "C five six", "D seven eight"], "A one two; B three four; C five six"),
        (["Ліс горить біля Харкова, бо сухо"], "Ліс горить біля Харкова, бо сухо"),
        (["  ", "…", "Sirens\nsound  twice "], "Sirens sound twice"),
    ],
)
def test_a_headline_is_made_of_first_clauses(points: list[str], proposed: str) -> None:
    assert headline(points) == proposed


def test_a_headline_is_never_longer_than_it_may_be_and_holds_no_word_of_its_own() -> None:
    points = [
        f"Number {n} happens at the long bridge of Arle beside the old mill and the church" for n in range(9)
    ]
    made = headline(points)
    assert len(made) <= LONGEST_HEADLINE
    assert all(any(clause in point for point in points) for clause in made.split("; "))


@pytest.mark.parametrize(
    "point",
    [
        "The dam at Arle is safe, according to the mayor",
        "The dam at Arle is safe – mayor",
        "Mayor of Arle town: dam is safe",
        "The dam at Arle holds, but engineers fear for it",
    ],
)
def test_nobody_is_cut_off_who_says_so_and_no_but(point: str) -> None:
    assert headline([point]) == point
