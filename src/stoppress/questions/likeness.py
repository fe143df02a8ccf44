"""Which open question a new letter asks again: by its wording alone, in any language, without a list of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from stoppress.questions.models import Letter, Question, Standing
from stoppress.stories.models import LiveBlog

#: Standings in which a letter may still join: what is with an expert is not changed under her hands any more.
JOINABLE = (Standing.NEW, Standing.TAKEN, Standing.SHORTLISTED)
#: So many of the newest letters are compared.
MOST_COMPARED = 5_000
#: From this likeness on (of 100) two wordings ask the same. Tuned on pairs in five scripts (tests/questions/test_likeness.py).
LIKE = 82.0
#: Short questions differ by one word that is all: “Is the bridge open?”, “Is the school open?”.
LIKE_WHEN_SHORT = 90.0
SHORT_LETTERS = 32

_NUMBER = re.compile(r"\d+")


def question_like(blog: LiveBlog, text: str) -> Question | None:
    """The open question of this live blog that asks the same in like words, or None.

    Only letters of open questions that nobody answers yet are compared, the newest 5,000; spam never gathers.
    """
    rows = (
        Letter.objects.filter(blog=blog, question__standing__in=JOINABLE, suspicion="")
        .exclude(text="")
        .order_by("-pk")
        .values_list("question_id", "text")[:MOST_COMPARED]
    )
    letters = list(rows)
    at = likest(text, {number: words for number, (_, words) in enumerate(letters)})
    return None if at is None else Question.objects.get(pk=letters[at][0])


def still_joinable(question: Question | None) -> Question | None:
    """This question as it is now, if a letter may still join it."""
    if question is None:
        return None
    return Question.objects.filter(pk=question.pk, standing__in=JOINABLE).first()


def likest(text: str, texts: Mapping[int, str]) -> int | None:
    """The key of the text that says the same in like words, the likest first; None if no one does."""
    wanted = wording_of(text)
    if not wanted:
        return None
    least = LIKE_WHEN_SHORT if len(wanted) <= SHORT_LETTERS else LIKE
    all_folded = {key: wording_of(each) for key, each in texts.items()}
    found = process.extract(wanted, all_folded, scorer=fuzz.token_sort_ratio, score_cutoff=least, limit=5)
    return next((key for words, _, key in found if _says_the_same(wanted, words)), None)


def wording_of(text: str) -> str:
    """Letters and digits alone, in one case and one form, words parted by single blanks; accents and vowel points fall away."""
    return " ".join(unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING).split())


class _Folding(dict[int, str]):
    """What becomes of each character; worked out when it is first met, for all of Unicode is long."""

    def __missing__(self, point: int) -> str:
        self[point] = _folded_character(chr(point))
        return self[point]


_FOLDING = _Folding()
#: Marks that may be left out in writing: accents, the points of Hebrew and Arabic. In other scripts they are vowels.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640'’ʼ]")
#: Scripts that write words without blanks between them: each letter is taken for a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def _folded_character(each: str) -> str:
    if _MARKS.fullmatch(each) or unicodedata.category(each) == "Cf":
        return ""
    if unicodedata.category(each)[0] not in "LNM":
        return " "
    if _UNSPACED.fullmatch(each):
        return f" {each} "
    return str(unicodedata.decimal(each, each))


def _says_the_same(wanted: str, other: str) -> bool:
    """Other numbers ask other things: “before 2 December”, “before 9 December”."""
    return sorted(_NUMBER.findall(wanted)) == sorted(_NUMBER.findall(other))
