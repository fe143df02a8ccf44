"""What somebody typed into a search: words, "words in a row", beginnings* and -words to leave out; never an error of syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stoppress.toolkit.words import Word, words

LONGEST = 200
MOST_TERMS = 16
#: A word of so many letters finds what begins with it; shorter ones would find too much, and cost too much.
SHORTEST_BEGINNING = 4
_SHORTEST_ASKED_BEGINNING = 3
_QUOTE = '"“”„‟«»'
_PIECE = re.compile(
    rf"(?P<not>(?<!\S)-)?(?:[{_QUOTE}](?P<row>[^{_QUOTE}]*)[{_QUOTE}]?|(?P<word>[^\s{_QUOTE}]+))"
)
_HANGUL = re.compile("[\uac00-\ud7a3]{2}")


class Trouble(StrEnum):
    """Why nothing can be looked for."""

    NOTHING = "nothing"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    NO_WORDS = "no words"
    ONLY_WITHOUT = "only without"


class NotAsked(ValueError):
    """There is nothing to look for; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Term:
    """Words in a row, folded; the last may be the beginning of one."""

    words: tuple[str, ...]
    is_beginning: bool = False

    def stands_at(self, text: Sequence[Word], place: int) -> bool:
        """Whether these words stand in the text from this word on."""
        found = [word.folded for word in text[place : place + len(self.words)]]
        if len(found) < len(self.words) or tuple(found[:-1]) != self.words[:-1]:
            return False
        return found[-1].startswith(self.words[-1]) if self.is_beginning else found[-1] == self.words[-1]


@dataclass(frozen=True)
class Asked:
    """All `wanted` must stand in a post, none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    def hits(self, text: str) -> list[tuple[int, int]]:
        """The stretches of this text that were asked for, in their order, those that touch made one."""
        return _joined(sorted((start, end) for start, end, _ in self.each_hit(text)))

    def each_hit(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Every stretch of this text that was asked for, with what it answers."""
        standing = list(words(text))
        for place, first in enumerate(standing):
            for term in self.wanted:
                if term.stands_at(standing, place):
                    yield first.start, standing[place + len(term.words) - 1].end, term


def read(typed: str) -> Asked:
    """Read what was typed; raises NotAsked. Whatever is neither word nor quote nor a leading hyphen is as a blank."""
    if not typed.strip():
        raise NotAsked(Trouble.NOTHING)
    if len(typed) > LONGEST:
        raise NotAsked(Trouble.TOO_LONG)
    terms = list(_terms(typed))
    wanted = [term for is_unwanted, term in terms if not is_unwanted]
    unwanted = [term for is_unwanted, term in terms if is_unwanted]
    if len(terms) > MOST_TERMS:
        raise NotAsked(Trouble.TOO_LONG)
    if not wanted:
        raise NotAsked(Trouble.ONLY_WITHOUT if unwanted else Trouble.NO_WORDS)
    if sum(map(_weight, wanted)) < 2:
        raise NotAsked(Trouble.TOO_SHORT)
    return Asked(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _terms(typed: str) -> Iterator[tuple[bool, Term]]:
    for piece in _PIECE.finditer(typed):
        row, word = piece["row"], piece["word"]
        if word is None:
            term = _term(list(words(row or "")), is_quoted=True)
        else:
            term = _term(list(words(word)), is_asked_beginning=word.endswith("*"))
        if term is not None:
            yield piece["not"] is not None, term


def _term(found: list[Word], *, is_quoted: bool = False, is_asked_beginning: bool = False) -> Term | None:
    if not found:
        return None
    last = found[-1]
    if last.is_unspaced:
        is_pair = len(found) > 1 and found[-2].is_unspaced and found[-2].end == last.end
        rest = found[:-1] if is_pair else found
        return Term(tuple(word.folded for word in rest), is_beginning=not is_pair)
    return Term(
        tuple(word.folded for word in found),
        not is_quoted and _is_beginning(last.folded, len(found) == 1, is_asked_beginning),
    )


def _is_beginning(word: str, is_alone: bool, is_asked: bool) -> bool:
    if is_asked:
        return len(word) >= _SHORTEST_ASKED_BEGINNING
    is_long = len(word) >= SHORTEST_BEGINNING or _HANGUL.match(word) is not None
    return is_alone and is_long and not word.isdecimal()


def _weight(term: Term) -> int:
    """How many letters it has; a letter of a script without blanks, which finds what begins with it, is as good as a word."""
    return sum(len(word) for word in term.words) + int(term.is_beginning)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
