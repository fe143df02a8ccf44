"""What can happen to a live page, as values: written in a story's files, or read out of a wire, and played."""

from __future__ import annotations

from datetime import datetime

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


class Publish(Act, frozen=True, kw_only=True, tag="publish"):
    """A new post. References in the body name refs: `<span data-reference="first-siren">see 6.12 post</span>`."""

    ref: str
    title: str = ""
    body_html: str = ""
    byline: str = ""
    kind: str = "update"
    is_key_event: bool = False


class Amend(Act, frozen=True, kw_only=True, tag="amend"):
    """The words of a post change without a note; what is None stays."""

    ref: str
    title: str | None = None
    body_html: str | None = None
    byline: str | None = None
    kind: str | None = None
    is_key_event: bool | None = None


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


class Unpin(Act, frozen=True, kw_only=True, tag="unpin"):
    """Nothing is pinned any more."""


AnyAct = (
    Open
    | ChangePhase
    | ChangeHeader
    | Publish
    | Amend
    | Correct
    | MarkKeyEvent
    | Withdraw
    | Restore
    | TakeDown
    | SetKeyPoints
    | Pin
    | Unpin
)


def ref_of(act: AnyAct) -> str:
    """The post that this act is about, or the empty string."""
    return getattr(act, "ref", "")


def in_words(act: AnyAct) -> str:
    """The act as one line for somebody who watches."""
    match act:
        case Open():
            return f"open “{act.headline}”"
        case ChangePhase():
            return f"coverage is {act.phase}"
        case Publish():
            return f"publish “{act.title or act.ref}”"
        case SetKeyPoints():
            return f"set {len(act.points)} key points"
        case ChangeHeader():
            return f"headline “{act.headline}”" if act.headline else "change the header"
        case Unpin():
            return "unpin"
        case MarkKeyEvent():
            return f"{'mark' if act.is_key_event else 'unmark'} {act.ref} as key event"
    return f"{type(act).__name__.lower().replace('takedown', 'take down')} {act.ref}"
