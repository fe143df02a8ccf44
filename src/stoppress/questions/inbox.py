"""What the desk's inbox holds: the questions by where they stand, in pages by keyset, found by words, counted by an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Max, Q

from stoppress.people.models import Member
from stoppress.questions.models import OPEN, Question, Questions, Standing
from stoppress.stories.models import LiveBlog
from stoppress.toolkit.text import folded

PAGE = 50
#: Words of a search beyond these are not looked for.
MOST_WORDS = 12
LONGEST_SEARCH = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Pile(StrEnum):
    """Which questions are looked at; its value stands in addresses."""

    TO_DO = "to-do"
    NEW = "new"
    MINE = "mine"
    TAKEN = "taken"
    SHORTLISTED = "shortlisted"
    WITH_EXPERTS = "with-experts"
    TO_RELEASE = "to-release"
    ANSWERED = "answered"
    DECLINED = "declined"
    SPAM = "spam"
    SET_ASIDE = "set-aside"
    EVERYTHING = "everything"


class Sort(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    MOST_ASKED = "most-asked"


#: Which standings lie in a pile; “mine” is besides whose they are.
STANDINGS: Mapping[Pile, Collection[Standing]] = {
    Pile.TO_DO: OPEN,
    Pile.NEW: (Standing.NEW,),
    Pile.MINE: OPEN,
    Pile.TAKEN: (Standing.TAKEN,),
    Pile.SHORTLISTED: (Standing.SHORTLISTED,),
    Pile.WITH_EXPERTS: (Standing.ASSIGNED,),
    Pile.TO_RELEASE: (Standing.WRITTEN,),
    Pile.ANSWERED: (Standing.ANSWERED,),
    Pile.DECLINED: (Standing.DECLINED,),
    Pile.SPAM: (Standing.SPAM,),
    Pile.SET_ASIDE: (Standing.SET_ASIDE,),
    Pile.EVERYTHING: tuple(Standing),
}


@dataclass(frozen=True)
class Looking:
    """What somebody looks at: a pile, sorted, with words that must all be found, from a place on (`after`)."""

    pile: Pile = Pile.TO_DO
    sort: Sort = Sort.NEWEST
    words: str = ""
    after: str = ""


class NoSuchPlace(ValueError):
    """`after` is no place that a page gave."""


def page(
    blog: LiveBlog, member: Member, looking: Looking, size: int = PAGE
) -> tuple[list[Question], str | None]:
    """The questions from that place on, and the place where the next page begins (None: that was all)."""
    rows = _after(found(blog, member, looking), looking)
    order = ("-asked_count",) if looking.sort == Sort.MOST_ASKED else ()
    rows = rows.order_by(*order, "-last_asked_at", "-public_id").select_related("lead", "taken_by", "expert")
    questions = list(rows[: size + 1])
    if len(questions) <= size:
        return questions, None
    return questions[:size], _place(questions[size - 1])


def found(blog: LiveBlog, member: Member, looking: Looking) -> Questions:
    """All questions of the pile in which each of the words stands, in any order and any language."""
    rows = Questions(Question).filter(blog=blog, standing__in=STANDINGS[looking.pile])
    if looking.pile == Pile.MINE:
        rows = rows.filter(taken_by=member)
    for word in folded(looking.words[:LONGEST_SEARCH]).split()[:MOST_WORDS]:
        rows = rows.filter(found_by__contains=word)
    return rows


def counts(blog: LiveBlog, member: Member) -> dict[Pile, int]:
    """How many lie in each pile; one look through the index, and one through what is open."""
    rows = Question.objects.filter(blog=blog).order_by().values_list("standing").annotate(Count("pk"))
    by_standing = dict(rows)
    counted = {
        pile: sum(by_standing.get(standing, 0) for standing in standings)
        for pile, standings in STANDINGS.items()
    }
    counted[Pile.MINE] = Question.objects.filter(blog=blog, standing__in=OPEN, taken_by=member).count()
    return counted


def stand(blog: LiveBlog) -> str:
    """Where the inbox stands: another word as soon as anything in it is another. Three looks into indexes, whatever its size."""
    last = Question.objects.filter(blog=blog).aggregate(at=Max("changed_at"))["at"]
    letter = blog.letters.aggregate(newest=Max("pk"))["newest"]
    return f"{_micros(last) if last else 0:x}-{letter or 0:x}"


def unread(blog: LiveBlog) -> int:
    """How many questions nobody has looked after yet; counted to a thousand and no further."""
    return Question.objects.filter(blog=blog, standing=Standing.NEW)[:1000].count()


def _after(rows: Questions, looking: Looking) -> Questions:
    if not looking.after:
        return rows
    count, at, public_id = _read(looking.after)
    older = Q(last_asked_at__lt=at) | Q(last_asked_at=at, public_id__lt=public_id)
    if looking.sort == Sort.MOST_ASKED:
        return rows.filter(Q(asked_count__lt=count) | (Q(asked_count=count) & older))
    return rows.filter(older)


def _place(question: Question) -> str:
    """The place of a question in the order, so that what comes on top meanwhile shifts nothing."""
    return f"{question.asked_count}.{_micros(question.last_asked_at)}.{question.public_id}"


def _read(place: str) -> tuple[int, datetime, str]:
    count, _, rest = place.partition(".")
    micros, _, public_id = rest.partition(".")
    if not (count.isdecimal() and micros.isdecimal() and len(place) < 80 and place.isascii()):
        raise NoSuchPlace(place)
    try:
        return min(int(count), 2**31), _EPOCH + timedelta(microseconds=int(micros)), public_id
    except OverflowError as error:
        raise NoSuchPlace(place) from error


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
