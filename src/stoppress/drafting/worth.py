"""Says what speaks for and against a sentence as a bullet, wherever the story stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stoppress.drafting import furniture
from stoppress.drafting.weights import Concepts

#: What a sentence is worth by its place in its post: title or first sentence, second, and all that follow.
PLACE_WORTH = (1.0, 0.55, 0.35)
#: A line of an editor’s own summary against a first sentence.
OF_SUMMARY = 1.3
#: Shorter sentences are fragments, longer ones too much for a bullet.
FEWEST_WORDS, MOST_WORDS = 5, 60
#: What is left of the worth of a sentence that …
OF_FRAGMENT = 0.3
OF_QUOTATION = 0.4
OF_NETWORK = 0.4
OF_OPINION = 0.4
OF_SELF = 0.5
OF_NAMELESS = 0.85
OF_EXCLAMATION = 0.8
OF_POINTING_BACK = 0.85

_POINTING_BACK = re.compile(
    r"^(?:he|she|it|they|that|this|these|those|his|her|their|its|there|another|both|but|and|so|also|here|such|then|or|asked)\b"
    r"|^[“\"„«]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands."""

    text: str
    is_title: bool = False
    is_spoken: bool = False  # the line before says that somebody else is speaking
    is_of_summary: bool = False


def worth_of(bullet: str, about: Concepts, sentence: Sentence, place: int, length: int) -> float:
    """What is left of 1 after all that makes a sentence a bad bullet; nothing of furniture and of questions.

    `bullet` is what would be printed of the sentence, `about` what it speaks of, `length` its words; `place` says how many
    sentences of the post stand before it.
    """
    plain = furniture.outside_quotations(bullet)
    if any(mark in plain for mark in "?？؟") or furniture.is_furniture(sentence.text):
        return 0.0
    worth = OF_SUMMARY if sentence.is_of_summary else PLACE_WORTH[min(max(place, 0), len(PLACE_WORTH) - 1)]
    if furniture.speaks_for_itself(plain):
        worth *= OF_SELF
    if furniture.is_opinion(plain):
        worth *= OF_OPINION
    if furniture.is_from_a_network(sentence.text):
        worth *= OF_NETWORK
    if sentence.is_spoken or len(plain.split()) < length / 2:
        worth *= OF_QUOTATION
    if _POINTING_BACK.match(bullet):
        worth *= OF_POINTING_BACK
    if sentence.text.endswith("!"):
        worth *= OF_EXCLAMATION
    if not about.has_name:
        worth *= OF_NAMELESS
    if length > MOST_WORDS or (length < FEWEST_WORDS and not sentence.is_title):
        worth *= OF_FRAGMENT
    return worth
