"""What changed between two plain texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Longer texts are told as one taken out and one put in: comparing costs up to the product of both lengths.
MOST_WORDS = 3_000

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came."""

    kind: Literal["same", "out", "in"]
    words: str

    @property
    def bare(self) -> str:
        """The words without the white space after them, which is no part of what changed."""
        return self.words.rstrip()

    @property
    def gap(self) -> str:
        """The white space after the words."""
        return self.words[len(self.bare) :]


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces by which one text became the other, in reading order; white space alone is no change."""
    old, new = _WORD.findall(before.strip()), _WORD.findall(after.strip())
    return tuple(piece for piece in _pieces(old, new) if piece.words)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    if max(len(old), len(new)) > MOST_WORDS:
        yield Piece("out", "".join(old))
        yield Piece("in", "".join(new))
        return
    bare = [word.strip() for word in old], [word.strip() for word in new]
    for name, a, b, c, d in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if name == "equal":
            yield Piece("same", _apart("".join(new[c:d])))
        else:
            yield Piece("out", _apart("".join(old[a:b])))
            yield Piece("in", _apart("".join(new[c:d])))


def _apart(words: str) -> str:
    """Neighbouring pieces do not run into each other, wherever the texts ended."""
    return words if not words or words[-1].isspace() else f"{words} "
