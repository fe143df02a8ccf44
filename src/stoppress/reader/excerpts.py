"""Pieces of a text around what was looked for: what is a hit and what is not, cut at words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stoppress.toolkit.asked import Asked, Term
from stoppress.toolkit.words import words

#: Letters of an excerpt, and how many of them stand before its first hit.
EXCERPT = 220
_BEFORE = 60

Hit = tuple[int, int, Term]


@dataclass(frozen=True)
class Piece:
    """A stretch of words; the template marks a hit."""

    words: str
    is_hit: bool = False


def marked(text: str, asked: Asked) -> tuple[Piece, ...]:
    """The whole text, its hits as pieces of their own."""
    line = " ".join(text.split())
    return tuple(_pieces(line, asked.hits(line), 0, len(line)))


def excerpt(text: str, asked: Asked, length: int = EXCERPT) -> tuple[Piece, ...]:
    """The stretch of the text with the most of what was asked for, no longer than this; the beginning if it has nothing of it."""
    line = " ".join(text.split())
    start, end = _window(line, list(asked.each_hit(line)), length)
    pieces = list(_pieces(line, asked.hits(line), start, end))
    before = [Piece("… ")] if start > 0 else []
    after = [Piece(" …")] if end < len(line) else []
    return (*before, *pieces, *after)


def _window(line: str, hits: Sequence[Hit], length: int) -> tuple[int, int]:
    if len(line) <= length:
        return 0, len(line)
    first = max((hit[0] for hit in hits), key=lambda start: _worth(hits, start, length - _BEFORE), default=0)
    start = min(max(0, first - _BEFORE), len(line) - length)
    standing = list(words(line))
    begin = next((word.start for word in standing if word.start >= start), start) if start else 0
    end = max((word.end for word in standing if word.end <= start + length), default=start + length)
    return (begin, end) if begin < end else (start, start + length)


def _worth(hits: Sequence[Hit], start: int, length: int) -> tuple[int, int]:
    """How much of what was asked for stands in this stretch, then how often."""
    within = [term for begin, end, term in hits if start <= begin and end <= start + length]
    return len(set(within)), len(within)


def _pieces(line: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    position = start
    for begin, stop in hits:
        if begin < position or stop > end:
            continue
        if begin > position:
            yield Piece(line[position:begin])
        yield Piece(line[begin:stop], True)
        position = stop
    if position < end:
        yield Piece(line[position:end])
