"""What is on its way out, as the desk shows it: what waits for whom, what goes out when, what was held back and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stoppress.desk import screens
from stoppress.desk.outgoing_words import words_of
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.press.contexts import Moment
from stoppress.press.languages import day
from stoppress.publishing import carrying_out, schedule
from stoppress.publishing.hand import Answer
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.outgoing import (
    MAKE_WORDS_PUBLIC,
    Citation,
    graves_cited,
    is_first_person,
    rights_lost,
)
from stoppress.publishing.read_stamps import stamp_of
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock, ids, text

_MOST_LINES = 100
_MOST_LATE = 20

#: What needs somebody stands first, then what goes out, what goes first at the top; so the first hundred are those that matter.
_STANDINGS = Case(
    *(
        When(standing=standing, then=Value(place))
        for place, standing in enumerate((Standing.HELD_BACK, Standing.WAITING, Standing.DUE))
    ),
    default=Value(3),
)
_MOMENT = Coalesce("due_at", "wanted_at", "made_at")

_KINDS = {
    "publish": gettext_lazy("Post"),
    "amend": gettext_lazy("Amendment"),
    "correct": gettext_lazy("Correction"),
    "restore": gettext_lazy("Restored post"),
    "restore version": gettext_lazy("Earlier version"),
    "release answer": gettext_lazy("Answer"),
    "amend answer": gettext_lazy("Amended answer"),
    "set key points": gettext_lazy("Key points"),
    "restore key points": gettext_lazy("Earlier key points"),
    "change header": gettext_lazy("Header"),
    "change slug": gettext_lazy("Another address"),
    "change phase": gettext_lazy("The page becomes public"),
    "open session": gettext_lazy("Session"),
    "rename session": gettext_lazy("Session"),
    "change question box": gettext_lazy("Question box"),
    "set release rules": gettext_lazy("Rules of release"),
}


@dataclass(frozen=True)
class WallClock:
    """A moment as a clock on the wall of the story's zone shows it, to the second."""

    moment: Moment
    time: str
    day: str
    zone: str
    offset: str

    @classmethod
    def of(cls, at: datetime, blog: LiveBlog) -> WallClock:
        moment = Moment.of(at, blog.time_zone)
        offset = moment.at.strftime("%z")
        return cls(
            moment, f"{moment.at:%H:%M:%S}", day(moment.at.date()), blog.zone, f"UTC{offset[:3]}:{offset[3:]}"
        )


@dataclass(frozen=True)
class CitedPost:
    """A post that has changed since a draft cited it, and where it stands at the desk."""

    name: str
    address: str

    @classmethod
    def of(cls, post: Post, blog: LiveBlog) -> CitedPost:
        home = reverse("desk:blog", args=[blog.slug])
        return cls(screens.name_of(post), f"{home}?below={(post.place or 0) + 1}")


@dataclass(frozen=True)
class OutgoingLine:
    """One act on its way out, and what this member can do with it. `key` names one sending."""

    id: str
    kind: str
    name: str
    by: str
    made: Moment
    standing: str
    due: WallClock | None
    is_scheduled: bool
    seconds: int
    is_late: bool
    note: str
    citations: tuple[str, ...]
    #: The posts to be read again.
    cited: tuple[CitedPost, ...]
    lines: tuple[str, ...]
    draft: str
    can_release: bool
    is_own: bool
    needs_reading: bool
    can_be_thrown_away: bool
    key: str
    #: What this member reads here, by which a release names it.
    seen: str
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class LateLine:
    """One act that went out after its moment: nobody served then, or the machine could not."""

    name: str
    due: WallClock
    out: WallClock


@dataclass(frozen=True)
class Queue:
    """All that is on its way out of a live blog, what goes out next first."""

    lines: tuple[OutgoingLine, ...]
    now: WallClock
    needs_two_people: bool
    delay_seconds: int
    late: int
    key: str
    went_out_late: tuple[LateLine, ...] = ()

    @property
    def can_stop_all(self) -> bool:
        return sum(line.standing == Standing.DUE for line in self.lines) > 1

    @property
    def is_ruled(self) -> bool:
        return self.needs_two_people or self.delay_seconds > 0


def queue(blog: LiveBlog, member: Member, role: Role) -> Queue:
    """The queue as this member sees it."""
    rows = Outgoing.objects.open().filter(blog=blog).select_related("made_by", "written_by")
    found = list(rows.order_by(_STANDINGS, _MOMENT, "position", "pk")[:_MOST_LINES])
    for row in found:
        row.blog = blog
    order = [row.public_id for row in schedule.in_order(blog)]
    around = _Around.of(found, blog, order)
    lines = tuple(_line(row, blog, member, role, around) for row in found)
    return Queue(
        lines,
        WallClock.of(clock.now(), blog),
        blog.needs_two_people,
        blog.delay_seconds,
        carrying_out.late().filter(blog=blog).count(),
        ids.idempotency_key(),
        tuple(_late_line(row, blog) for row in carrying_out.went_out_late(blog)[:_MOST_LATE]),
    )


def _late_line(row: Outgoing, blog: LiveBlog) -> LateLine:
    due, out = row.due_at or row.made_at, row.settled_at or row.made_at
    return LateLine(called(row, blog), WallClock.of(due, blog), WallClock.of(out, blog))


def called(row: Outgoing, blog: LiveBlog) -> str:
    """What an act is called where there is room for one line."""
    post = Post.objects.filter(blog=blog, public_id=row.subject).first() if row.subject else None
    kind, name = (
        str(_KINDS[row.act]),
        screens.name_of(post) if post else _name(msgspec.json.decode(row.content)),
    )
    if row.act == "publish":
        return name
    return f"{kind}: {name}" if name else kind


def said_by(kept: str, blog: LiveBlog) -> tuple[str, ...]:
    """All words of one act on its way out, for whoever has read others."""
    row = Outgoing.objects.open().filter(blog=blog, public_id=kept).first()
    if row is None:
        return ()
    post = Post.objects.filter(blog=blog, public_id=row.subject).first() if row.subject else None
    return words_of(row, msgspec.json.decode(row.content), post)


@dataclass(frozen=True)
class _Around:
    """What all lines of a queue need, asked for at once: their posts, what these cite, whose right was lost, the order."""

    posts: Mapping[str, Post]
    graves: Mapping[str, list[Citation]]
    lost: Mapping[int, str]
    late: frozenset[int]
    order: list[str]

    @classmethod
    def of(cls, rows: list[Outgoing], blog: LiveBlog, order: list[str]) -> _Around:
        subjects = {row.subject for row in rows if row.subject}
        found = Post.objects.filter(blog=blog, public_id__in=subjects) if subjects else ()
        return cls(
            {post.public_id: post for post in found},
            graves_cited([row for row in rows if row.act == "publish"]),
            rights_lost(rows),
            frozenset(carrying_out.late().filter(blog=blog).values_list("pk", flat=True)),
            order,
        )


def _line(row: Outgoing, blog: LiveBlog, member: Member, role: Role, around: _Around) -> OutgoingLine:
    content: dict[str, Any] = msgspec.json.decode(row.content)
    post, order = around.posts.get(row.subject), around.order
    due = row.due_at or row.wanted_at
    is_own = is_first_person(row, member.pk, blog, content)
    grave = around.graves.get(row.subject, []) if row.act == "publish" else []
    citations = tuple(one.words for one in grave)
    targets = [one.reference.target for one in grave if one.reference.target.state != State.TAKEN_DOWN]
    if lost := around.lost[row.pk]:
        citations += (lost,)
    place = order.index(row.public_id) if row.public_id in order else -1
    seconds = int((due - clock.now()).total_seconds()) if due else 0
    return OutgoingLine(
        id=row.public_id,
        kind=str(_KINDS[row.act]),
        name=screens.name_of(post) if post else _name(content),
        by=row.written_by.name,
        made=Moment.of(row.made_at, blog.time_zone),
        standing=row.standing,
        due=WallClock.of(due, blog) if due else None,
        is_scheduled=row.wanted_at is not None,
        seconds=seconds,
        is_late=row.pk in around.late,
        note=row.note,
        citations=citations,
        cited=tuple(CitedPost.of(target, blog) for target in targets),
        lines=words_of(row, content, post),
        draft=row.subject if row.act == "publish" else "",
        can_release=may(role, MAKE_WORDS_PUBLIC[row.act]) and not is_own,
        is_own=is_own,
        needs_reading=bool(citations),
        can_be_thrown_away=row.act != "publish"
        and row.standing in {Standing.STOPPED, Standing.SENT_BACK, Standing.HELD_BACK},
        key=ids.idempotency_key(),
        seen=stamp_of(row, grave),
        earlier=_swapped(order, place, -1),
        later=_swapped(order, place, 1),
    )


def _swapped(order: list[str], place: int, step: int) -> str:
    """The queue in which this one has changed places with its neighbour; empty if there is none."""
    other = place + step
    if place < 0 or not 0 <= other < len(order):
        return ""
    new = list(order)
    new[place], new[other] = new[other], new[place]
    return " ".join(new)


def _name(content: Mapping[str, Any]) -> str:
    """What an act that is about no post is called: its first words."""
    for name in ("headline", "heading", "slug", "invitation", "phase"):
        if content.get(name):
            return text.first_words(str(content[name]), limit=70)
    return text.first_words(str((content.get("wording") or {}).get("title", "")), limit=70)


def scheduled_words(blog: LiveBlog, moment: datetime, answer: Answer) -> str:
    """What is said when a moment was chosen, and if the delay of the live blog makes it a later one."""
    due = datetime.fromisoformat(answer.due_at) if answer.due_at else moment
    at = WallClock.of(due, blog)
    words = _("It goes out on %(day)s at %(time)s (%(zone)s).")
    if due > moment:
        words = _(
            "It goes out on %(day)s at %(time)s (%(zone)s): later than you chose, for what is released here is held first."
        )
    return words % {"day": at.day, "time": at.time, "zone": at.zone}
