"""Chooses bullets one by one, each for what it adds to those before it and for what it costs."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stoppress.drafting.candidates import Candidate
from stoppress.drafting.weights import Weights

#: Fewer words than these cost no less, so that stumps are not bought for their shortness.
SHORT = 11
#: A second bullet of the same post is worth this much.
OF_SAME_POST = 0.4
#: Two bullets are alike when they share this much of the content words of the shorter one.
ALIKE = 0.6
#: An older state of the same thing shares this much with the newer one, besides figures, and at least so many words.
SAME_MATTER, FEWEST_SHARED = 0.5, 2


@dataclass(frozen=True, slots=True)
class Taste:
    """What is wanted: few short points, or a fuller account."""

    brevity: float  # how much length counts against a candidate: 0 not at all, 1 by the word
    of_said: float  # what a word is worth each further time that it is said
    of_said_pair: float  # the same for two words in a row
    newness: (
        float  # how much a share of words already said takes from the rest: 0 nothing, 1 as large a share
    )
    of_title: float  # what a title is worth against a first sentence


def choose(candidates: Sequence[Candidate], weights: Weights, budget: int, taste: Taste) -> list[Candidate]:
    """The best candidates in the order of their value, until they have `budget` words; the last may run over."""
    chosen: list[Candidate] = []
    length = 0
    for candidate in in_order(candidates, weights, taste):
        if length >= budget:
            break
        chosen.append(candidate)
        length += candidate.length
    return chosen


def in_order(candidates: Sequence[Candidate], weights: Weights, taste: Taste) -> Iterator[Candidate]:
    """The candidates one by one, each the best after those before it; how many are taken changes nothing in their order.

    What a candidate adds only ever falls while others are chosen, so that one whose fresh value still leads its old
    rivals is the best of all; most need never be looked at again.
    """
    chosen = _Chosen(weights, taste)
    queue = [(-chosen.value_of(candidate), place) for place, candidate in enumerate(candidates)]
    heapq.heapify(queue)
    while queue:
        _, place = heapq.heappop(queue)
        value = chosen.value_of(candidates[place])
        if value <= 0:
            continue
        if queue and -value > queue[0][0]:
            heapq.heappush(queue, (-value, place))
            continue
        latest = _latest_state(candidates[place], candidates)
        if not chosen.has_alike(latest):
            chosen.add(latest)
            yield latest


def value_alone(candidate: Candidate, weights: Weights, taste: Taste) -> float:
    """What a candidate is worth before anything is chosen; nothing for furniture."""
    return _Chosen(weights, taste).value_of(candidate)


def likeness(one: Candidate, other: Candidate) -> float:
    """How much of the shorter one's content words the other has too, from 0 to 1."""
    shorter = min(len(one.about.singles), len(other.about.singles))
    return len(one.about.singles.keys() & other.about.singles.keys()) / shorter if shorter else 0.0


class _Chosen:
    """The bullets so far, and what they say."""

    def __init__(self, weights: Weights, taste: Taste) -> None:
        self.candidates: list[Candidate] = []
        self._weights = weights
        self._taste = taste
        self._singles: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._posts: set[int] = set()

    def value_of(self, candidate: Candidate) -> float:
        """What the candidate would add for its length."""
        added = whole = new = 0.0
        for single, share in candidate.about.singles.items():
            weight = self._weights.singles[single] * share
            times = self._singles[single]
            whole += weight
            new += 0.0 if times else weight
            added += weight * self._taste.of_said**times
        for pair in candidate.about.pairs:
            added += self._weights.pairs[pair] * self._taste.of_said_pair ** self._pairs[pair]
        worth = candidate.worth * (self._taste.of_title if candidate.place < 0 else 1.0)
        if candidate.post in self._posts:
            worth *= OF_SAME_POST
        if whole:
            worth *= (new / whole) ** self._taste.newness
        return added * worth / float(max(candidate.length, SHORT) ** self._taste.brevity)

    def has_alike(self, candidate: Candidate) -> bool:
        return any(likeness(candidate, other) > ALIKE for other in self.candidates)

    def add(self, candidate: Candidate) -> None:
        self.candidates.append(candidate)
        self._singles.update(candidate.about.singles.keys())
        self._pairs.update(candidate.about.pairs)
        self._posts.add(candidate.post)


def _latest_state(candidate: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The newest title or first sentence on the same matter with another figure (“14 dead” after “eight dead”), or itself."""
    if not candidate.about.figures or candidate.place > 0:
        return candidate
    for other in candidates:
        if other.post >= candidate.post:
            return candidate
        if (
            other.place == candidate.place
            and other.worth >= candidate.worth / 2
            and _supersedes(other, candidate)
        ):
            return other
    return candidate


def _supersedes(newer: Candidate, older: Candidate) -> bool:
    if not newer.about.figures - older.about.figures:
        return False
    mine, theirs = (set(one.about.singles) - one.about.figures for one in (newer, older))
    shared = len(mine & theirs)
    return shared >= FEWEST_SHARED and shared >= SAME_MATTER * min(len(mine), len(theirs))
