"""Prints how well constants do that were chosen without the story they are measured on: `python -m tests.drafting.left_out`."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import replace

from stoppress.drafting import key_points, weights
from tests.drafting.development import Case
from tests.drafting.long_blogs import HELD_BACK, TUNED_ON, long_cases
from tests.drafting.measure import score
from tests.drafting.rouge import Recall

GENRES = TUNED_ON + HELD_BACK
#: How much later sentences count, how much the tenth mention, how much length: lower, ours, higher.
GRID = tuple(itertools.product((0.05, 0.15, 0.3), (0.5, 0.65, 0.8), (0.4, 0.55, 0.7)))
OURS = (0.15, 0.65, 0.55)


def main() -> None:
    """For each genre, the key points by the constants that are best on the five others, and by ours."""
    every = [case for case in long_cases(GENRES) if case.kind == "key-points"]
    table = {constants: _by_genre(every, constants) for constants in GRID}
    chosen = []
    for genre in GENRES:
        best = max(GRID, key=lambda one: sum(sum(table[one][other]) for other in GENRES if other != genre))
        chosen.append(table[best][genre])
        _tell(f"{genre}, constants of the others {best}", table[best][genre])
        _tell(f"{genre}, ours", table[OURS][genre])
    _tell("mean, constants of the others", _mean(chosen))
    _tell("mean, ours", _mean(list(table[OURS].values())))
    means = sorted(_mean(list(one.values())) for one in table.values())
    _tell("worst of the grid", means[0])
    _tell("best of the grid", means[-1])


def _by_genre(every: list[Case], constants: tuple[float, float, float]) -> dict[str, Recall]:
    weights.LATER_SHARE, weights.DAMPING, brevity = constants
    key_points.TASTE = replace(key_points.TASTE, brevity=brevity)
    return {
        genre: score(key_points.key_points, [case for case in every if case.name.startswith(genre)])
        for genre in GENRES
    }


def _mean(recalls: list[Recall]) -> Recall:
    return Recall(*(statistics.fmean(values) for values in zip(*recalls, strict=True)))


def _tell(what: str, result: Recall) -> None:
    print(f"{result.one:.3f} {result.two:.3f} {result.longest:.3f}  {what}", flush=True)


if __name__ == "__main__":
    main()
