"""Cuts from the ends of a sentence what a bullet does not need; what stays is verbatim, and a claim keeps who claims it."""

from __future__ import annotations

import re

#: What is left must still be a sentence of this many words.
FEWEST_WORDS_LEFT = 7

_LEAD_IN = re.compile(r"^(?:breaking|breaking news|update|just in|latest|watch)\s*[:–—-]\s+", re.IGNORECASE)
#: Only before a capital or a figure, so that a bullet never begins in a small letter.
_ADVERBIAL = re.compile(
    r"^(?i:(?:meanwhile|however|elsewhere|moreover|in other news|and finally|now|also),?"
    r"|(?:confirmed|developing|exclusive|new|an update|more on (?:this|that)):)\s+(?=[^\Wa-zа-яіїє_]|[“‘])"
)
_REFERENCE = re.compile(r"\s*\((?:see|video|pictured|watch)\b[^()]*\)(?=[.\s]*$)", re.IGNORECASE)
#: A last clause on somebody or something just named. Not one that takes back or weakens what was said before it.
_SIDE_CLAUSE = re.compile(r",\s(?:which|who|whose|where)\s[^,“”\"]*\.?$")
_CAVEAT = re.compile(
    r"\b(?:not|no|never|cannot|\w+n[’']t|un\w+|independent\w*|den(?:y|ies|ied)|alleg\w+|claim\w*|disput\w+|reported\w*|if|but)\b",
    re.IGNORECASE,
)
_DOT_BELONGS = re.compile(r"(?:\b\w\.\w\.|\b(?:Inc|Ltd|Co|Corp|etc|Jr|Sr)\.|\.\.\.)$")


def trimmed(sentence: str) -> str:
    """The sentence without lead-in, trailing reference, side clause and full stop."""
    bullet = _REFERENCE.sub("", sentence)
    bullet = _ADVERBIAL.sub("", _LEAD_IN.sub("", bullet))
    bullet = _without_side_clause(bullet)
    if bullet.endswith(".") and not _DOT_BELONGS.search(bullet):
        bullet = bullet[:-1]
    return bullet.rstrip(" ,;")


def _without_side_clause(sentence: str) -> str:
    clause = _SIDE_CLAUSE.search(sentence)
    if not clause or _CAVEAT.search(clause.group()):
        return sentence
    rest = sentence[: clause.start()]
    return rest if len(rest.split()) >= FEWEST_WORDS_LEFT else sentence
