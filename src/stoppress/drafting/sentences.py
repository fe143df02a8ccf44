"""Cuts the text of a post into sentences, each of them a verbatim stretch of it."""

from __future__ import annotations

import re

#: A longer quotation than this is cut inside: somebody forgot to close it.
MOST_QUOTED_SIGNS = 600

_ENDS = ".!?…؟۔。！？।"
#: An end before a blank, an end of other scripts, or one that lost its blank when a page was captured (“today.The”).
_END = re.compile(
    rf"[{_ENDS}]+[”’\"'»)\]]*(?=\s|$)|[。！？]"
    r"|(?<=[a-zа-яіїє]{3})[.!?][”’]?(?=[A-ZА-ЯІЇЄ“‘][a-zа-яіїє])"
)
_QUOTED = re.compile(rf"[“„«][^”“»]{{0,{MOST_QUOTED_SIGNS}}}[”“»]")
_PLAIN_QUOTED = re.compile(rf'(?<!\w)"[^"]{{0,{MOST_QUOTED_SIGNS}}}"')
_SHORT_FORMS = """
mr mrs ms dr prof st sgt gen col lt capt cmdr maj rev hon sen rep gov supt insp jr sr vs nos inc ltd
corp bros jan feb mar apr jun jul aug sep sept oct nov dec approx est fig vol art messrs mme mlle cf
ca bzw hr fr nr str usw vgl mio mrd проф ім вул тис млн млрд
"""
_ABBREVIATIONS = frozenset(_SHORT_FORMS.split())
#: Abbreviations only before a figure: “No. 10”, but “He said no.”
_BEFORE_FIGURES = frozenset({"no", "p", "pp"})
_DOTTED = re.compile(r"(?:\w\.)+\w$")
#: After “p.m.” or “U.S.”, these begin a new sentence; other capitals may be names.
_FIRST_WORDS = """
the a an it he she they we i you but and in on at this that these those there his her their its our
as for if when while after before with what who how no not so then police officials one two
"""
_OPENERS = frozenset(_FIRST_WORDS.split())
_GERMAN_MONTHS = """
januar jänner februar märz april mai juni juli august september oktober november dezember
"""
_MONTHS = frozenset(_GERMAN_MONTHS.split())
_LONGEST_WORD = 40
_BEGINS_WORD = re.compile(r"[\s(“‘\"—–]")
_NO_WORD = re.compile(r"\W")


def sentences(text: str) -> list[str]:
    """The sentences of a text in their order; white space is folded, nothing else is changed."""
    return [sentence for paragraph in paragraphs(text) for sentence in in_paragraph(paragraph)]


def paragraphs(text: str) -> list[str]:
    """The paragraphs, without the empty ones; a line that goes on in a small letter belongs to the one before it."""
    found: list[list[str]] = []
    for line in text.splitlines():
        folded = " ".join(line.split())
        if folded and found and folded[0].islower() and found[-1][-1][-1] not in _ENDS + ":":
            found[-1].append(folded)
        elif folded:
            found.append([folded])
    return [" ".join(lines) for lines in found]


def in_paragraph(paragraph: str) -> list[str]:
    """The sentences of one paragraph; what somebody says between two quotation marks stays together."""
    quotations = _quotations(paragraph)
    found: list[str] = []
    begin = 0
    for match in _END.finditer(paragraph):
        end = match.end()
        while quotations and quotations[0][1] <= end:
            quotations.pop(0)
        is_quoted = bool(quotations) and quotations[0][0] < end
        if is_quoted or _goes_on(paragraph, match.start(), end):
            continue
        found.append(paragraph[begin:end].strip())
        begin = end
    return [sentence for sentence in (*found, paragraph[begin:].strip()) if sentence]


def _quotations(paragraph: str) -> list[tuple[int, int]]:
    """Where quotations begin and end; the end is the sign after the closing mark."""
    kind = _QUOTED if _QUOTED.search(paragraph) else _PLAIN_QUOTED
    return [match.span() for match in kind.finditer(paragraph)]


def _goes_on(paragraph: str, start: int, end: int) -> bool:
    """Whether the sentence goes on after this mark: an abbreviation, an initial, a date, or a small letter."""
    after = paragraph[end : end + _LONGEST_WORD].lstrip()
    if not after:
        return False
    if after[0].islower() or after[0] in ",;":
        return True
    if paragraph[start] != "." or end - start > 1:
        return False
    return _is_short_form(paragraph[max(0, start - _LONGEST_WORD) : start], after)


def _is_short_form(before: str, after: str) -> bool:
    last = _BEGINS_WORD.split(before)[-1]
    small = last.casefold()
    following = _NO_WORD.split(after, maxsplit=1)[0].casefold()
    if last.isdigit():
        return len(last) <= 2 and following in _MONTHS
    if small in _BEFORE_FIGURES:
        return after[0].isdigit()
    if small in _ABBREVIATIONS or (len(last) == 1 and last.isupper()):
        return True
    return bool(_DOTTED.search(last)) and following not in _OPENERS
