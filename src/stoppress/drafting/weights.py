"""Says what a live blog is about: words and pairs of words, weighed by how many posts speak of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stoppress.drafting.stems import stem, words
from stoppress.drafting.stop_words import STOP_STEMS

#: A word in the title or first sentence of a post counts whole; further down it says less of what the post is about.
LATER_SHARE = 0.15
#: What one post alone says hardly makes a concept of the story; taken off the count of posts, down to …
ONE_VOICE = 0.7
LEAST_COUNT = 0.1
#: The tenth post on a thing adds less than the second.
DAMPING = 0.65
#: Names and figures against other words.
NAME_SHARE = 1.2

_NUMERAL_WORDS = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
million billion dozen
"""
_NUMERALS = frozenset(stem(word) for word in _NUMERAL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Concepts:
    """What a sentence speaks of, in stems."""

    singles: dict[str, float]  # content words, with their share
    pairs: tuple[
        str, ...
    ]  # neighbours, at least one of them a content word; in their order, as sums must not change with hashes
    figures: frozenset[str]
    has_name: bool  # a name or figure, besides the first word


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each concept says about the whole story."""

    singles: dict[str, float]
    pairs: dict[str, float]


def concepts(sentence: str) -> Concepts:
    """The content words of a sentence, the pairs they stand in, and its figures."""
    singles: dict[str, float] = {}
    pairs: dict[str, None] = {}
    figures: set[str] = set()
    has_name = False
    before, was_content = "", False
    for place, word in enumerate(words(sentence)):
        root = stem(word)
        is_content = root not in STOP_STEMS and len(root) > 1
        is_name = word[0].isdigit() or (place > 0 and word[0].isupper())
        has_name = has_name or is_name
        if is_content:
            singles[root] = max(singles.get(root, 0.0), NAME_SHARE if is_name else 1.0)
        if before and (is_content or was_content):
            pairs[f"{before} {root}"] = None
        if word[0].isdigit() or root in _NUMERALS:
            figures.add(root)
        before, was_content = root, is_content
    return Concepts(singles, tuple(pairs), frozenset(figures), has_name)


def weigh(posts: Iterable[tuple[Sequence[Concepts], Sequence[Concepts]]]) -> Weights:
    """The weight of every concept, from what each post begins with and what follows."""
    singles: defaultdict[str, float] = defaultdict(float)
    pairs: defaultdict[str, float] = defaultdict(float)
    for beginning, following in posts:
        _count([one.singles for one in beginning], [one.singles for one in following], singles)
        _count([one.pairs for one in beginning], [one.pairs for one in following], pairs)
    return Weights(_damped(singles), _damped(pairs))


def _count(
    beginning: Iterable[Iterable[str]], following: Iterable[Iterable[str]], counts: defaultdict[str, float]
) -> None:
    """Every concept of one post once, whole if the post begins with it."""
    first = {concept for sentence in beginning for concept in sentence}
    later = {concept for sentence in following for concept in sentence} - first
    for concept in first:
        counts[concept] += 1.0
    for concept in later:
        counts[concept] += LATER_SHARE


def _damped(counts: dict[str, float]) -> dict[str, float]:
    return {concept: max(count - ONE_VOICE, LEAST_COUNT) ** DAMPING for concept, count in counts.items()}
