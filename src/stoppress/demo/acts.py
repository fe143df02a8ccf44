"""What can happen to a live page, as values: written in a story's files, or read out of a wire, and played."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

#: Name and duty of each of the team.
Team = tuple[tuple[str, str], ...]


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """Something that happens at a moment. Posts go by a `ref`, a name of the act list's own."""

    at: datetime


class Open(Act, frozen=True, kw_only=True, tag="open"):
    """A live blog is made; nobody sees it before its first phase."""

    slug: str
    headline: str
    standfirst: str = ""
    zone: str = "UTC"
    language: str = "en"
    team: Team = ()
    coverage_starts_at: datetime | None = None


class ChangePhase(Act, frozen=True, kw_only=True, tag="phase"):
    """The coverage is announced, opened, paused or closed."""

    phase: str


class ChangeHeader(Act, frozen=True, kw_only=True, tag="header"):
    """Headline, standfirst or team change; what is None stays."""

    headline: str | None = None
    standfirst: str | None = None
    team: Team | None = None


class NewPost(Act, frozen=True, kw_only=True):
    """A new post. References in the body name refs: `<span data-reference="first-siren">see 6.12 post</span>`."""

    ref: str
    title: str = ""
    body_html: str = ""
    byline: str = ""


class Publish(NewPost, frozen=True, kw_only=True, tag="publish"):
    """A new post of any kind, by its words alone."""

    kind: str = "update"
    is_key_event: bool = False
    #: The fields of its kind.
    details: dict[str, Any] = {}


class SumUp(NewPost, frozen=True, kw_only=True, tag="round_up"):
    """A round-up since another post (None: since the coverage began); each bullet cites the posts of its refs."""

    introduction: str = ""
    bullets: tuple[tuple[str, tuple[str, ...]], ...]
    since: str | None = None
    #: The span itself, where it is known; `since` is not looked at then.
    covers: tuple[datetime, datetime] | None = None


class AnswerQuestions(NewPost, frozen=True, kw_only=True, tag="answer"):
    """An answer goes out. `questions` are refs of what was asked; `asked` shows words, first name and place as they are."""

    questions: tuple[str, ...] = ()
    asked: tuple[tuple[str, str, str], ...] = ()
    expert: str = ""
    session: str = ""
    is_key_event: bool = False


class Amend(Act, frozen=True, kw_only=True, tag="amend"):
    """The words of a post change without a note; what is None stays."""

    ref: str
    title: str | None = None
    body_html: str | None = None
    byline: str | None = None
    kind: str | None = None
    is_key_event: bool | None = None
    #: The fields of its kind; one that is left out stays.
    details: dict[str, Any] | None = None


class Correct(Amend, frozen=True, kw_only=True, tag="correct"):
    """The words of a post change, and a public note says what was wrong."""

    note: str


class MarkKeyEvent(Act, frozen=True, kw_only=True, tag="mark_key_event"):
    """A post is marked as a turning point, or no longer."""

    ref: str
    is_key_event: bool = True


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """A post leaves the page; a tombstone with the reason stays."""

    ref: str
    reason: str


class Restore(Act, frozen=True, kw_only=True, tag="restore"):
    """A withdrawn post comes back."""

    ref: str


class TakeDown(Act, frozen=True, kw_only=True, tag="take_down"):
    """A post is erased, its history too; the reason is for the newsroom's record."""

    ref: str
    reason: str


class SetKeyPoints(Act, frozen=True, kw_only=True, tag="key_points"):
    """The list at the top: each point's words, and the ref of the post to which it leads (or None)."""

    points: tuple[tuple[str, str | None], ...]


class Pin(Act, frozen=True, kw_only=True, tag="pin"):
    """A post is pinned on top."""

    ref: str


class Vote(Act, frozen=True, kw_only=True, tag="vote"):
    """Readers vote in a poll: so many for each of its answers, each from a device of their own."""

    ref: str
    votes: tuple[int, ...]


class Unpin(Act, frozen=True, kw_only=True, tag="unpin"):
    """Nothing is pinned any more."""


class SetQuestionBox(Act, frozen=True, kw_only=True, tag="question_box"):
    """Readers can ask, or no longer."""

    is_open: bool
    invitation: str = ""


class Ask(Act, frozen=True, kw_only=True, tag="ask"):
    """A reader sends a letter; nobody but the desk sees it."""

    ref: str
    text: str
    first_name: str = ""
    place: str = ""
    is_comment: bool = False


class AddExpert(Act, frozen=True, kw_only=True, tag="expert"):
    """Somebody who answers joins; `portrait` is a picture in the story's folder."""

    ref: str
    name: str
    description: str = ""
    portrait: str = ""


class Assign(Act, frozen=True, kw_only=True, tag="assign"):
    """What a letter asks is given to an expert."""

    ref: str
    expert: str
    note: str = ""


class Shortlist(Act, frozen=True, kw_only=True, tag="shortlist"):
    """What a letter asks is among what shall be answered."""

    ref: str


class Decline(Act, frozen=True, kw_only=True, tag="decline"):
    """What a letter asks is not taken up; whoever asked is told why."""

    ref: str
    reason: str


class WriteAnswer(Act, frozen=True, kw_only=True, tag="write"):
    """The expert hands in what he has written; it is not public before an editor releases it."""

    ref: str
    text: str


class OpenSession(Act, frozen=True, kw_only=True, tag="session"):
    """A session of questions and answers begins."""

    ref: str
    heading: str
    standfirst: str = ""


class CloseSession(Act, frozen=True, kw_only=True, tag="close_session"):
    """It ends; its answers stay together."""

    ref: str


AnyAct = (
    Open
    | ChangePhase
    | ChangeHeader
    | Publish
    | SumUp
    | AnswerQuestions
    | Amend
    | Correct
    | MarkKeyEvent
    | Withdraw
    | Restore
    | TakeDown
    | SetKeyPoints
    | Pin
    | Unpin
    | Vote
    | SetQuestionBox
    | Ask
    | AddExpert
    | Assign
    | Shortlist
    | Decline
    | WriteAnswer
    | OpenSession
    | CloseSession
)


def ref_of(act: AnyAct) -> str:
    """The post, letter, expert or session that this act is about, or the empty string."""
    return getattr(act, "ref", "")


def in_words(act: AnyAct) -> str:
    """The act as one line for somebody who watches."""
    match act:
        case Open():
            return f"open “{act.headline}”"
        case ChangePhase():
            return f"coverage is {act.phase}"
        case NewPost():
            return f"publish “{act.title or act.ref}”"
        case SetQuestionBox():
            return f"{'open' if act.is_open else 'close'} the question box"
        case Ask():
            return f"{act.first_name or 'a reader'} asks “{act.text[:60]}”"
        case AddExpert():
            return f"{act.name} joins the experts"
        case OpenSession():
            return f"open the session “{act.heading}”"
        case SetKeyPoints():
            return f"set {len(act.points)} key points"
        case ChangeHeader():
            return f"headline “{act.headline}”" if act.headline else "change the header"
        case Unpin():
            return "unpin"
        case Vote():
            return f"{sum(act.votes)} readers vote in {act.ref}"
        case MarkKeyEvent():
            return f"{'mark' if act.is_key_event else 'unmark'} {act.ref} as key event"
    return f"{_SAID.get(type(act), type(act).__name__.lower())} {act.ref}"


#: What is said of an act whose name is more than one word.
_SAID = {TakeDown: "take down", WriteAnswer: "the expert hands in", CloseSession: "close"}
