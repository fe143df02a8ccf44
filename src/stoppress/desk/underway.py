"""What is on its way out of a live blog, looked at once for all that an open desk tells of it; it asks every few seconds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from stoppress.desk.outgoing import called
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.press.contexts import Moment
from stoppress.publishing.carrying_out import LATE, went_out_late
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.outgoing import graves_cited
from stoppress.publishing.read_stamps import stamp_of
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock, ids

_MOST_SOON = 5
#: What was given a moment stands above the desk for its last minute; what a delay holds, all the time.
_SOON = timedelta(seconds=60)

_SENT = {Standing.WAITING, Standing.DUE}
_CAME_BACK = {Standing.SENT_BACK, Standing.STOPPED}


@dataclass(frozen=True)
class SoonLine:
    """One act that the clock lets out in a moment, with how to stop it. `key` names one sending."""

    id: str
    name: str
    by: str
    due: Moment
    key: str


@dataclass(frozen=True)
class Soon:
    """What goes out in a moment, as it stands above everything else on every open desk; what goes first is first."""

    now: Moment
    lines: tuple[SoonLine, ...]


@dataclass(frozen=True)
class Underway:
    """All with which somebody or the clock still has to do, and when what went out late in the last day did so."""

    blog: LiveBlog
    now: datetime
    rows: tuple[Outgoing, ...]
    out_late: tuple[datetime, ...]

    @classmethod
    def of(cls, blog: LiveBlog) -> Underway:
        rows = Outgoing.objects.open().filter(blog=blog).order_by("pk")
        out_late = went_out_late(blog).values_list("settled_at", flat=True)
        return cls(blog, clock.now(), tuple(rows), tuple(filter(None, out_late)))

    @property
    def late(self) -> int:
        """How many should be out by now, and are not."""
        return sum(due < self.now - LATE for due, _row in self._due())

    def soon(self, role: Role) -> Soon | None:
        """What goes out in a moment, for those who can stop it; None if nothing does."""
        if not may(role, "stop"):
            return None
        near = [
            (due, row)
            for due, row in self._due()
            if due > self.now - LATE and (row.wanted_at is None or due < self.now + _SOON)
        ][:_MOST_SOON]
        prefetch_related_objects([row for _due, row in near], "written_by")
        lines = tuple(self._line(row, due) for due, row in near)
        return Soon(self._moment(self.now), lines) if lines else None

    def unread(self, member: Member, since: datetime) -> int:
        """What colleagues have sent on its way since, and what went out late since.

        What was held back, and what is hers and came back, counts until somebody has looked after it.
        """
        waiting = sum(self._is_unread(row, member, since) for row in self.rows)
        return waiting + sum(at > since for at in self.out_late)

    @property
    def state(self) -> str:
        """Another word whenever the queue, a review, or what is late has changed: the script asks for the list again then."""
        told: list[object] = [
            (row.public_id, row.standing, row.due_at, row.note, row.content) for row in self.rows
        ]
        told += sorted(self._graves())
        return f"{len(told)}-{self.late + len(self.out_late)}-{_hash_of(told)}"

    def _graves(self) -> list[str]:
        """Of drafts that cite what was corrected, withdrawn or taken down since, what a release names."""
        drafts = [row for row in self.rows if row.act == "publish"]
        graves = graves_cited(drafts)
        return [stamp_of(row, graves[row.subject]) for row in drafts if graves.get(row.subject)]

    def _due(self) -> list[tuple[datetime, Outgoing]]:
        """What goes out at its moment, in the order in which it does."""
        due = [(row.due_at, row) for row in self.rows if row.standing == Standing.DUE and row.due_at]
        return sorted(due, key=lambda pair: (pair[0], pair[1].position, pair[1].pk))

    def _is_unread(self, row: Outgoing, member: Member, since: datetime) -> bool:
        if row.standing == Standing.HELD_BACK:
            return True
        is_hers = row.made_by_id == member.pk
        if is_hers:
            return row.standing in _CAME_BACK
        return row.standing in _SENT and row.made_at > since

    def _line(self, row: Outgoing, due: datetime) -> SoonLine:
        return SoonLine(
            row.public_id,
            called(row, self.blog),
            row.written_by.name,
            self._moment(due),
            ids.idempotency_key(),
        )

    def _moment(self, at: datetime) -> Moment:
        return Moment.of(at, self.blog.time_zone)


def _hash_of(told: object) -> str:
    """A short name of what was told; no secret, and no other word for the same."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
