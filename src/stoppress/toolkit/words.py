"""The words of a text, in any script, as they are searched: folded, each with where it stands in the text.

Scripts that set no blanks between words (Chinese, Japanese, Thai and others) give each pair of neighbouring letters, and the
last letter alone: so any stretch of two letters or more is found as a row of pairs, and a single one as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

#: Longer words are cut; nobody types more of one.
LONGEST_WORD = 64

#: Scripts without blanks: Thai, Lao, Tibetan, Myanmar, Khmer, kana, bopomofo, Han, Yi, compatibility forms, half-width kana.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
#: Marks that are left out when words are compared: accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic; tatweel.
_LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u200c\u200d]"
)
#: Letters that are no accented ones for Unicode, and are typed as others all the same.
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ٱ": "ا"}
)
#: What the index could take for the end of a word.
_PUNCTUATION = re.compile("[\x00-/:-`{-\x7f]")


class Word(NamedTuple):
    """One word as it is compared, and the stretch of the text that it stands for."""

    folded: str
    start: int
    end: int
    is_unspaced: bool = False


def words(text: str) -> Iterator[Word]:
    """The words of this text, in their order; pairs of letters overlap."""
    for found in _RUN.finditer(text):
        if found.lastgroup == "unspaced":
            yield from _pairs(text, found.start(), found.end())
        elif word := fold(found[0])[:LONGEST_WORD]:
            yield Word(word, found.start(), found.end())


def folded(text: str) -> str:
    """The words of this text as they are compared, parted by blanks."""
    if text.isascii():  # as below, in a third of the time
        return " ".join(word[:LONGEST_WORD] for word in _ASCII.findall(text.lower()))
    return " ".join(word.folded for word in words(text))


def fold(text: str) -> str:
    """The text without letter case, accents, vowel points and ways of writing the same letter or digit."""
    if text.isascii():
        return _PUNCTUATION.sub("", text.lower())
    plain = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _PUNCTUATION.sub("", unicodedata.normalize("NFC", plain).translate(_TRANSLATED))


def _pairs(text: str, start: int, end: int) -> Iterator[Word]:
    letters = [(found.start(), found.end()) for found in _LETTER.finditer(text, start, end)]
    folded = [fold(text[first:last]) for first, last in letters]
    for number, (first, last) in enumerate(letters):
        if number + 1 < len(letters):
            yield Word(folded[number] + folded[number + 1], first, letters[number + 1][1], True)
        else:
            yield Word(folded[number], first, last, True)


def _class_of(*categories: str) -> str:
    """The letters of these Unicode categories, as the inside of a class of a regular expression."""
    spans: list[list[int]] = []
    for code in range(0x1F000):
        if unicodedata.category(chr(code)) in categories:
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)


def _digits() -> dict[int, str]:
    """Every decimal digit of every script as ours."""
    found = (code for code in range(0x80, 0x1F000) if chr(code).isdecimal())
    return {code: str(unicodedata.decimal(chr(code))) for code in found}


_ASCII = re.compile("[a-z0-9]+")
_TRANSLATED = _ALIKE | _digits()
_MARK = f"[{_class_of('Mn', 'Mc')}\u00ad\u200c\u200d\uff9e\uff9f]"
_PLAIN = rf"[^\W_{_UNSPACED}]"
_LETTER = re.compile(rf"[{_UNSPACED}]{_MARK}*")
_RUN = re.compile(
    rf"(?P<plain>{_PLAIN}(?:{_PLAIN}|{_MARK})*)|(?P<unspaced>(?:(?!\W|_)[{_UNSPACED}]{_MARK}*)+)"
)
