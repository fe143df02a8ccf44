"""Prints what suggestions score on the development set, and how long they take: `python -m tests.drafting.measure`."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

from stoppress.drafting.key_points import key_points
from stoppress.drafting.posts import Point, Post
from stoppress.drafting.round_up import round_up
from stoppress.drafting.sentences import sentences
from stoppress.drafting.stems import stem
from stoppress.drafting.weights import concepts
from tests.drafting import baselines
from tests.drafting.development import Case, cases, without_titles
from tests.drafting.long_blogs import HELD_BACK, TUNED_ON, long_cases
from tests.drafting.mixed_blogs import mixed_cases
from tests.drafting.rouge import Recall, length, recall

Drafter = Callable[[list[Post], int], list[Point]]

_OTHERS: dict[str, Drafter] = {
    "first sentences, newest first": baselines.newest_first_sentences,
    "centroid, first sentence, MMR": baselines.centroid,
    "greedy concepts": baselines.greedy_concepts,
    "LexRank": baselines.lexrank,
    "TextRank": baselines.textrank,
}
_POSTS, _RUNS = 100, 15


def main() -> None:
    """One line for each way of drafting, each set and each kind of case."""
    small = cases()
    sets = {
        "short": [without_titles(case) for case in small],
        "short with titles": small,
        "short with noise": mixed_cases(),
        "long": long_cases(TUNED_ON),
        "long, held back": long_cases(HELD_BACK),
    }
    for kind, ours in (("key-points", key_points), ("round-up", round_up)):
        for name, every in sets.items():
            of_kind = [case for case in every if case.kind == kind]
            for drafter_name, drafter in {**_OTHERS, "Stop Press": ours}.items():
                _tell(f"{kind}, {name}, {drafter_name}", score(drafter, of_kind))
    for name, every in (("short", small), ("long", sets["long"])):
        ours_ms, reading_ms = _milliseconds(key_points, every), _milliseconds(_only_read, every)
        ratio = ours_ms / reading_ms
        print(
            f"{name}: {ours_ms:.0f} ms for {_POSTS} posts (median of {_RUNS}), {ratio:.1f}× of only reading them"
        )


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


def _only_read(posts: list[Post], words: int) -> list[Point]:
    """What no way of drafting can do without: every sentence found, every word stemmed."""
    for post in posts:
        for sentence in sentences(f"{post.title or ''}\n{post.text}"):
            concepts(sentence)
    return []


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
