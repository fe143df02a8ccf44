"""Prints what suggestions score on the development set, and how long they take: `python -m tests.drafting.measure`."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

from stoppress.drafting.key_points import key_points
from stoppress.drafting.posts import Point, Post
from stoppress.drafting.round_up import round_up
from stoppress.drafting.stems import stem
from tests.drafting import baselines
from tests.drafting.development import Case, cases, without_titles
from tests.drafting.rouge import Recall, length, recall

Drafter = Callable[[list[Post], int], list[Point]]

_OTHERS: dict[str, Drafter] = {
    "first sentences, newest first": baselines.newest_first_sentences,
    "centroid, first sentence, MMR": baselines.centroid,
    "greedy concepts": baselines.greedy_concepts,
}
_POSTS, _RUNS = 100, 15


def main() -> None:
    """One line for each way of drafting and each kind of case."""
    every = cases()
    for kind, ours in (("key-points", key_points), ("round-up", round_up)):
        of_kind = [case for case in every if case.kind == kind]
        for name, drafter in {**_OTHERS, "Stop Press": ours}.items():
            _tell(f"{kind}, without titles, {name}", score(drafter, map(without_titles, of_kind)))
        _tell(f"{kind}, with titles, Stop Press", score(ours, of_kind))
        print(f"{kind}: {_milliseconds(ours, every):.0f} ms for {_POSTS} posts (median of {_RUNS})")


def score(drafter: Drafter, of_kind: Iterable[Case]) -> Recall:
    """The mean over stories; the cases of one story count together as one."""
    stories: defaultdict[str, list[Recall]] = defaultdict(list)
    for case in of_kind:
        points = drafter(list(case.posts), length(case.reference))
        stories[case.name.split()[0]].append(
            recall("\n".join(point.text for point in points), case.reference)
        )
    return _mean(_mean(recalls) for recalls in stories.values())


def _mean(recalls: Iterable[Recall]) -> Recall:
    return Recall(*(statistics.fmean(values) for values in zip(*recalls, strict=True)))


def _tell(what: str, result: Recall) -> None:
    print(f"{result.one:.3f} {result.two:.3f} {result.longest:.3f}  {what}", flush=True)


def _milliseconds(drafter: Drafter, every: list[Case]) -> float:
    """For a hundred posts of all stories, every word of them new to the process."""
    posts = list({(post.title, post.text): post for case in every for post in case.posts}.values())[:_POSTS]
    taken = []
    for _ in range(_RUNS):
        stem.cache_clear()
        begin = time.perf_counter()
        drafter(posts, 80)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
