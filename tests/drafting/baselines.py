"""Simpler ways of drafting, to see what ours is worth."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stoppress.drafting.posts import Point, Post
from stoppress.drafting.sentences import sentences
from stoppress.drafting.weights import Concepts, concepts

_MMR = 0.7
_FEWEST_WORDS = 4
_SHORT = 8
_LIKE_AT_ALL = 0.1
_SAID_ALREADY = 0.5
_WALKS_ON, _STEPS = 0.85, 30
#: A graph of all sentences of the longest blogs would take minutes.
_MOST_IN_GRAPH = 1_000


@dataclass(frozen=True, eq=False)
class _Sentence:
    text: str
    post: str | int
    number: int
    place: int
    length: int
    about: Concepts


def newest_first_sentences(posts: list[Post], words: int) -> list[Point]:
    """The first sentence of each post, the newest first."""
    return _filled([sentence for sentence in _sentences(posts) if sentence.place == 0], words)


def centroid(posts: list[Post], words: int) -> list[Point]:
    """Likeness to the whole, first sentences and short ones favoured, unlike what was taken (MMR)."""
    every = _sentences(posts)
    vectors = _vectors(every)
    whole: defaultdict[str, float] = defaultdict(float)
    for sentence in every:
        for stem, weight in vectors[sentence].items():
            whole[stem] += weight
    worth = {
        sentence: _cosine(vectors[sentence], whole)
        * (1.0 if sentence.place == 0 else 0.5)
        / max(sentence.length, _SHORT) ** 0.5
        for sentence in every
    }
    most = max(worth.values(), default=1.0) or 1.0
    taken: list[_Sentence] = []
    while len(taken) < len(every) and sum(sentence.length for sentence in taken) < words:
        taken.append(
            max(
                (sentence for sentence in every if sentence not in taken),
                key=lambda one: (
                    _MMR * worth[one] / most
                    - (1 - _MMR)
                    * max((_cosine(vectors[one], vectors[other]) for other in taken), default=0.0)
                ),
            )
        )
    return _filled(taken, words)


def greedy_concepts(posts: list[Post], words: int) -> list[Point]:
    """Pairs of words weighed by the posts that have them, covered greedily by the word."""
    every = _sentences(posts)
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for sentence in every:
        for pair in sentence.about.pairs:
            seen[pair].add(sentence.number)
    taken: list[_Sentence] = []
    covered: set[str] = set()
    while len(taken) < len(every) and sum(sentence.length for sentence in taken) < words:
        best = max(
            (sentence for sentence in every if sentence not in taken),
            key=lambda one: (
                sum(len(seen[pair]) for pair in set(one.about.pairs) - covered if len(seen[pair]) > 1)
                / one.length
            ),
        )
        taken.append(best)
        covered.update(best.about.pairs)
    return _filled(taken, words)


def lexrank(posts: list[Post], words: int) -> list[Point]:
    """Sentences that many others are like (a walk over cosines of tf-idf, Erkan and Radev 2004), unlike what was taken."""
    every = _sentences(posts)
    vectors = _vectors(every)
    return _central(
        every, words, lambda one, other: _cosine(vectors[one], vectors[other]), least=_LIKE_AT_ALL
    )


def textrank(posts: list[Post], words: int) -> list[Point]:
    """Sentences that share words with many others, for the logarithm of their lengths (Mihalcea and Tarau 2004)."""

    def overlap(one: _Sentence, other: _Sentence) -> float:
        shared = len(one.about.singles.keys() & other.about.singles.keys())
        return shared / (math.log(one.length) + math.log(other.length))

    return _central(_sentences(posts), words, overlap, least=0.0)


def _vectors(every: list[_Sentence]) -> dict[_Sentence, dict[str, float]]:
    spread = Counter(stem for sentence in every for stem in sentence.about.singles)
    return {
        sentence: {stem: math.log(len(every) / spread[stem] + 1) for stem in sentence.about.singles}
        for sentence in every
    }


def _central(
    every: list[_Sentence], words: int, likeness: Callable[[_Sentence, _Sentence], float], least: float
) -> list[Point]:
    """Rank sentences by a damped random walk over those they are like, and leave out what was said."""
    every = every[:_MOST_IN_GRAPH]
    neighbours: list[dict[int, float]] = [{} for _ in every]
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, sentence in enumerate(every):
        near = {number for stem in sentence.about.singles for number in having[stem]}
        for stem in sentence.about.singles:
            having[stem].append(place)
        for other in near:
            value = likeness(sentence, every[other])
            if value > least:
                neighbours[place][other] = neighbours[other][place] = value
    totals = [sum(near.values()) for near in neighbours]
    ranks = [1.0] * len(every)
    for _ in range(_STEPS):
        ranks = [
            1
            - _WALKS_ON
            + _WALKS_ON * sum(ranks[other] * value / totals[other] for other, value in near.items())
            for near in neighbours
        ]
    taken: list[_Sentence] = []
    for place in sorted(range(len(every)), key=lambda place: -ranks[place]):
        is_new = all(_shared(every[place], other) < _SAID_ALREADY for other in taken)
        if is_new:
            taken.append(every[place])
        if sum(sentence.length for sentence in taken) >= words:
            break
    return _filled(taken, words)


def _shared(one: _Sentence, other: _Sentence) -> float:
    """How much of the words of both they share."""
    mine, theirs = one.about.singles.keys(), other.about.singles.keys()
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _sentences(posts: list[Post]) -> list[_Sentence]:
    return [
        _Sentence(text, post.id, number, place, len(text.split()), concepts(text))
        for number, post in enumerate(posts)
        for place, text in enumerate(sentences(f"{post.title or ''}\n{post.text}"))
        if len(text.split()) >= _FEWEST_WORDS
    ]


def _filled(ordered: list[_Sentence], words: int) -> list[Point]:
    points: list[Point] = []
    length = 0
    for sentence in ordered:
        if length >= words:
            break
        points.append(Point(sentence.text, [sentence.post]))
        length += sentence.length
    return points


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(weight * other.get(stem, 0.0) for stem, weight in one.items())
    lengths = math.sqrt(
        sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values())
    )
    return product / lengths if lengths else 0.0
