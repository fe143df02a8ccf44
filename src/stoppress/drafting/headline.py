"""Proposes a headline: the first clauses of the top key points, in their own words."""

from __future__ import annotations

import re

LONGEST_HEADLINE = 110
#: A clause on its own says something from so many words on.
FEWEST_WORDS = 3
#: Points that share so much of the shorter one's words tell one thing.
ALIKE = 0.6
MOST_CLAUSES = 3

#: Where a sentence can stop and still say what it says: what follows adds when or how. Not before who says so, nor before “but”.
_STOPS = re.compile(
    r";\s+|,\s+(?=(?:as|after|while|when|where|which|who|with|and|so)\b)|\s+(?=(?:as|after|while)\b)|\s+(?=\()"
    r"|[.!?]\s+(?=[^\W\d_a-z])",
)
_WORD = re.compile(r"\w+")


def headline(points: list[str], limit: int = LONGEST_HEADLINE) -> str:
    """One line of at most `limit` characters from the best points, best first; empty if none is short enough.

    Every clause is a verbatim stretch of its point, so no number and no name is new.
    """
    clauses: list[str] = []
    for point in points:
        room = limit - len("; ".join([*clauses, ""]))
        clause = _clause(point, room)
        if clause and not any(_are_alike(clause, other) for other in clauses):
            clauses.append(clause)
        if len(clauses) == MOST_CLAUSES:
            break
    return "; ".join(clauses)


def _clause(point: str, room: int) -> str:
    """The beginning of a point up to its first stop that makes sense; the whole of it if it has none; else nothing."""
    line = " ".join(point.split()).rstrip(" .…")
    ends = [stop.start() for stop in _STOPS.finditer(line)] + [len(line)]
    for end in ends:
        clause = line[:end].rstrip(" ,;:–—-")
        if len(clause) > room:
            return ""
        if len(clause.split()) >= FEWEST_WORDS and _is_closed(clause):
            return clause
    return ""


def _is_closed(clause: str) -> bool:
    """Whether no quotation or bracket was cut open."""
    pairs = (("“", "”"), ("«", "»"), ("(", ")"))
    return (
        all(clause.count(opening) <= clause.count(closing) for opening, closing in pairs)
        and clause.count('"') % 2 == 0
    )


def _are_alike(one: str, other: str) -> bool:
    mine, theirs = (set(_WORD.findall(clause.casefold())) for clause in (one, other))
    return len(mine & theirs) >= ALIKE * min(len(mine), len(theirs))
