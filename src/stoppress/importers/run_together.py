"""Parts lines whose breaks were lost: headlines set against one another, bullets strung on semicolons."""

from __future__ import annotations

import re

#: A small letter, a closing quote or a mark directly before a capital (perhaps behind an opening quote).
_SEAM = re.compile(
    r"(?<=[a-zà-öø-ÿß’”\"'?!)%0-9])(?=[‘“]?[A-ZÀ-ÖØ-Þ])|(?<=[a-zà-ÿ]\.)(?=[‘“]?[A-ZÀ-ÖØ-Þ][a-zà-ÿ])|(?<=[a-z’”])(?=[‘“][a-z])"
)
#: A list of a hundred headlines has 10,000 signs; a longer line is none.
_LONGEST_LINE = 20_000
_LAST_WORD = re.compile(r"[\w’'-]*$")
_FIRST_WORD = re.compile(r"[‘“]?[\w’'-]*")
#: Capitals that stand inside a word by right.
_CAMEL = re.compile(
    r"(?:Mc|Mac|Fitz|De|La|Le|Di|Van|O’|D’|i|e|You|Tik|Whats|Pay|Linked|Deep|Space|Face|Fed|Master|Git|Chat|Open|Power|Bio|Astra|Glaxo"
    r"|Hub|Sky|Door|Jet|Easy|Air|Snap|Red|Black|Sports?|News|Euro|Inter|Trans|Swiss|Net|Drop)"
)
_SEMICOLON = re.compile(r"(?<=\))\s*;\s*(?=\S)|;\s*(?=[A-ZÀ-Þ‘“\"])")


def split_points(line: str, whole_text: str) -> list[str]:
    """The headlines in a line in which they ran together.

    A seam is left alone when the joined word occurs elsewhere in the text, or is one of the usual ones with a capital inside.
    """
    if len(line) > _LONGEST_LINE:
        return [line.strip()]
    parts, begin = [], 0
    for seam in _SEAM.finditer(line):
        at = seam.start()
        before, after = _LAST_WORD.search(line[begin:at]), _FIRST_WORD.match(line[at:])
        left, right = (before[0] if before else ""), (after[0] if after else "")
        if _is_one_word(left, right, line, whole_text):
            continue
        parts.append(line[begin:at])
        begin = at
    parts.append(line[begin:])
    return [part.strip(" ;•-–") for part in parts if part.strip(" ;•-–")]


def split_bullets(line: str) -> list[str]:
    """The items of a list that was strung together with semicolons; the last one's full stop stays."""
    return [item.strip() for item in _SEMICOLON.split(line) if item and item.strip()]


def _is_one_word(left: str, right: str, line: str, whole_text: str) -> bool:
    if not left or not right:
        return False
    if left[-1:].isdigit():
        # 5G, F16A, 4K: only a whole word that follows a number begins a new headline.
        return len(right) < 3 or not right[1:2].islower()
    if len(re.sub(r"\W", "", left)) == 1 or (left[-1:] in "’'" and len(left) <= 2):
        return True
    if _CAMEL.fullmatch(left):
        return True
    # Twice or more: once is this seam itself.
    return whole_text.count(left + right) > line.count(left + right)
