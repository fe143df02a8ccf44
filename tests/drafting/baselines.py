"""Simpler ways of drafting, to see what ours is worth."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from stoppress.drafting.posts import Point, Post
from stoppress.drafting.sentences import sentences
from stoppress.drafting.weights import Concepts, concepts

_MMR = 0.7
_FEWEST_WORDS = 4
_SHORT = 8


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
    spread = Counter(stem for sentence in every for stem in sentence.about.singles)
    vectors = {
        sentence.text: {stem: math.log(len(every) / spread[stem] + 1) for stem in sentence.about.singles}
        for sentence in every
    }
    whole: defaultdict[str, float] = defaultdict(float)
    for sentence in every:
        for stem, weight in vectors[sentence.text].items():
            whole[stem] += weight
    worth = {
        sentence: _cosine(vectors[sentence.text], whole)
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
                    * max((_cosine(vectors[one.text], vectors[other.text]) for other in taken), default=0.0)
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
                sum(len(seen[pair]) for pair in one.about.pairs - covered if len(seen[pair]) > 1) / one.length
            ),
        )
        taken.append(best)
        covered |= best.about.pairs
    return _filled(taken, words)


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
