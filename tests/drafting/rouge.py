"""Recall of ROUGE-1, ROUGE-2 and ROUGE-L: how much of a reference a suggestion of the same length says."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from stoppress.drafting.stems import stem


class Recall(NamedTuple):
    """The three recalls, each from 0 to 1."""

    one: float
    two: float
    longest: float


def recall(suggestion: str, reference: str) -> Recall:
    """Compare stemmed words; the suggestion is cut at the length of the reference."""
    wanted = _stems(reference)
    given = _stems(suggestion)[: len(wanted)]
    return Recall(
        _shared(given, wanted),
        _shared(_pairs(given), _pairs(wanted)),
        _longest(given, wanted) / max(len(wanted), 1),
    )


def length(text: str) -> int:
    """How many words a text has by this count."""
    return len(_stems(text))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", text.casefold())]


def _pairs(words: list[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]


def _shared(given: list[str], wanted: list[str]) -> float:
    return (Counter(given) & Counter(wanted)).total() / max(len(wanted), 1)


def _longest(given: list[str], wanted: list[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(wanted) + 1)
    for word in given:
        before = row
        row = [0]
        for place, other in enumerate(wanted):
            row.append(before[place] + 1 if word == other else max(row[-1], before[place + 1]))
    return row[-1]
