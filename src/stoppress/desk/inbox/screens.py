"""What the inbox's templates are given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from stoppress.desk.inbox import words
from stoppress.people.models import Member
from stoppress.press.contexts import Moment
from stoppress.questions import inbox
from stoppress.questions.inbox import Looking, Pile, Sort
from stoppress.questions.models import OPEN, Letter, Question, Standing
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, text

#: Of a long letter, so much stands in the list.
_LIST_WORDS = 240


@dataclass(frozen=True)
class PileLink:
    """One pile in the row of piles."""

    name: str
    word: str
    count: int
    address: str
    is_shown: bool


@dataclass(frozen=True)
class Tools:
    """Which acts a question offers now."""

    take: bool
    give_back: bool
    shortlist: bool
    assign: bool
    decline: bool
    spam: bool
    reopen: bool


@dataclass(frozen=True)
class QuestionLine:
    """A question in the list. `seen` names it and the version that is seen, for the forms."""

    question: str
    version: int
    seen: str
    words: str
    asker: str
    count: int
    asked: When
    standing: str
    standing_word: str
    who: str
    is_mine: bool
    is_comment: bool
    is_here: bool
    tools: Tools
    address: str


@dataclass(frozen=True)
class When:
    """A moment as the desk says it: the time of day, and the date if it is another day."""

    iso: str
    words: str
    in_full: str

    @classmethod
    def of(cls, moment: Moment) -> When:
        today = Moment(clock.now().astimezone(moment.at.tzinfo)).day
        short = moment.clock if moment.day == today else f"{moment.date}, {moment.clock}"
        return cls(moment.iso, short, f"{moment.date_in_full}, {moment.clock}")


@dataclass(frozen=True)
class List:
    """The list as it is looked at, and where it goes on."""

    looking: Looking
    piles: tuple[PileLink, ...]
    lines: tuple[QuestionLine, ...]
    older: str
    stand: str
    query: str


def when(at: datetime, blog: LiveBlog) -> When:
    """A moment in the story's zone."""
    return When.of(Moment.of(at, blog.time_zone))


def the_list(blog: LiveBlog, member: Member, looking: Looking, have: Collection[str] = ()) -> List:
    """One page of the list; and of the questions in `have`, which the script shows already, those that are not on it.

    The stand is read first: what comes between is told once more.
    """
    stand = inbox.stand(blog)
    questions, older = inbox.page(blog, member, looking)
    lines = [_line(question, blog, member, looking) for question in questions]
    missing = set(have) - {line.question for line in lines}
    if missing:
        lines += _lines_besides(blog, member, looking, missing)
    query = query_of(looking)
    after = _address(blog, Looking(looking.pile, looking.sort, looking.words, older)) if older else ""
    return List(looking, tuple(_piles(blog, member, looking)), tuple(lines), after, stand, query)


def query_of(looking: Looking) -> str:
    """What is looked at, as it stands in addresses."""
    wish = {"pile": looking.pile, "sort": looking.sort, "words": looking.words, "after": looking.after}
    plain = {"pile": Pile.TO_DO, "sort": Sort.NEWEST}
    return urlencode({name: value for name, value in wish.items() if value and plain.get(name) != value})


def line_of(question: Question, blog: LiveBlog, member: Member) -> QuestionLine:
    """One question as the list would show it."""
    return _line(question, blog, member, Looking())


def words_of(question: Question) -> str:
    """The words that lead; of a forgotten letter there are none."""
    return question.lead.text if question.lead and question.lead.text else _("(forgotten)")


def asker_of(letter: Letter | None) -> str:
    """First name and place, as far as they were given and are not forgotten."""
    return ", ".join(filter(None, [letter.first_name, letter.place])) if letter else ""


def _lines_besides(
    blog: LiveBlog, member: Member, looking: Looking, missing: Collection[str]
) -> list[QuestionLine]:
    rows = Question.objects.filter(blog=blog, public_id__in=missing)
    here = set(
        inbox.found(blog, member, looking).filter(public_id__in=missing).values_list("public_id", flat=True)
    )
    return [
        _line(question, blog, member, looking, is_here=question.public_id in here)
        for question in rows.select_related("lead", "taken_by", "expert")
    ]


def _line(
    question: Question, blog: LiveBlog, member: Member, looking: Looking, *, is_here: bool = True
) -> QuestionLine:
    address = reverse("desk:question", args=[blog.slug, question.public_id])
    query = query_of(looking)
    return QuestionLine(
        question=question.public_id,
        version=question.version,
        seen=f"{question.public_id}:{question.version}",
        words=text.first_words(words_of(question), limit=_LIST_WORDS),
        asker=asker_of(question.lead),
        count=question.asked_count,
        asked=when(question.last_asked_at, blog),
        standing=question.standing.replace(" ", "-"),
        standing_word=_standing_word(question),
        who=_who(question, member),
        is_mine=question.taken_by_id == member.pk,
        is_comment=bool(question.lead and question.lead.is_comment),
        is_here=is_here,
        tools=tools_of(question, member),
        address=f"{address}?{query}" if query else address,
    )


def tools_of(question: Question, member: Member) -> Tools:
    """The acts that can be done now; each act asks again itself."""
    standing = Standing(question.standing)
    is_open = standing in OPEN
    is_early = standing in (Standing.NEW, Standing.TAKEN, Standing.SHORTLISTED)
    return Tools(
        take=is_open and question.taken_by_id is None,
        give_back=is_open and question.taken_by_id is not None,
        shortlist=standing in (Standing.NEW, Standing.TAKEN),
        assign=is_early or standing == Standing.ASSIGNED,
        decline=is_open or standing == Standing.SET_ASIDE,
        spam=is_open or standing == Standing.SET_ASIDE,
        reopen=standing
        in (Standing.SHORTLISTED, Standing.ASSIGNED, Standing.DECLINED, Standing.SPAM, Standing.SET_ASIDE),
    )


def _standing_word(question: Question) -> str:
    standing = Standing(question.standing)
    if question.expert and standing == Standing.ASSIGNED:
        return _("with %(expert)s") % {"expert": question.expert.name}
    return str(words.STANDINGS[standing])


def _who(question: Question, member: Member) -> str:
    if question.taken_by is None:
        return ""
    return _("yours") if question.taken_by_id == member.pk else question.taken_by.name


def _piles(blog: LiveBlog, member: Member, looking: Looking) -> Sequence[PileLink]:
    counted = inbox.counts(blog, member)
    return [
        PileLink(
            pile,
            str(words.PILES[pile]),
            counted[pile],
            _address(blog, Looking(pile, looking.sort, looking.words)),
            pile == looking.pile,
        )
        for pile in Pile
    ]


def _address(blog: LiveBlog, looking: Looking) -> str:
    query = query_of(looking)
    address = reverse("desk:questions", args=[blog.slug])
    return f"{address}?{query}" if query else address
