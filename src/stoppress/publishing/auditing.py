"""The audit log, read: by person, act, post and span; and written out line by line, whatever its length.

It has two books, each with its own numbers: what was done on live blogs, and what was changed about people and their
rights. They are read as one, by the moments of their lines.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec.structs import astuple, replace

from stoppress.people.models import Member, Newsroom, PeopleEntry
from stoppress.publishing.models import AuditEntry
from stoppress.stories.models import LiveBlog

#: Lines that are in memory at once while the log is written out.
PORTION = 500

#: What a spreadsheet takes for a formula, full-width signs included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


#: From where people and rights are changed.
_DOORS = ("desk", "shell")
#: No line has this number yet.
_END = 2**63 - 1


class Form(StrEnum):
    """How the log is written out."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@dataclass(frozen=True)
class Wanted:
    """Which lines; what is empty does not matter. `since` is within the span, `until` is not."""

    blog: LiveBlog | None = None
    person: int | None = None
    act: str = ""
    door: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    #: Lines about people and rights, too: for those who may keep them.
    with_people: bool = False


@dataclass(frozen=True)
class Place:
    """A place in both books: lines of smaller numbers were written before it."""

    act: int
    people: int


class Line(msgspec.Struct, frozen=True):
    """One line of the log as it is written out; moments are in UTC."""

    number: int
    at: str
    person: str
    email: str
    act: str
    door: str
    live_blog: str
    subject: str = ""
    version_before: int | None = None
    version_after: int | None = None
    change: int | None = None
    about: str = ""
    about_email: str = ""
    was: str = ""
    became: str = ""
    book: str = "acts"


def entries(newsroom: Newsroom, wanted: Wanted) -> QuerySet[AuditEntry]:
    """The lines of this newsroom that are wanted, newest first."""
    asked = {
        "blog": wanted.blog,
        "member": wanted.person,
        "act": wanted.act,
        "door": wanted.door,
        "subject": wanted.subject,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    # Not by a join: the newest lines are read from the end of the table, however long it is.
    ours = Member.objects.filter(pk=OuterRef("member"), newsroom=newsroom)
    found = AuditEntry.objects.filter(Exists(ours))
    found = found.filter(**{name: value for name, value in asked.items() if value})
    return found.select_related("blog", "member").order_by("-pk")


def people_entries(newsroom: Newsroom, wanted: Wanted) -> QuerySet[PeopleEntry]:
    """The lines about people that are wanted, newest first; a person is found by what she did and by what was done about her."""
    found = PeopleEntry.objects.filter(newsroom=newsroom)
    if not wanted.with_people or wanted.subject:
        return found.none()
    asked = {
        "blog": wanted.blog,
        "what": wanted.act,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value})
    if wanted.person:
        found = found.filter(Q(by=wanted.person) | Q(about=wanted.person))
    if wanted.door:
        found = found.filter(by__isnull=wanted.door == "shell") if wanted.door in _DOORS else found.none()
    return found.select_related("blog", "by", "about").order_by("-pk")


def newest(
    newsroom: Newsroom, wanted: Wanted, length: int, before: Place | None = None
) -> tuple[list[AuditEntry | PeopleEntry], Place | None]:
    """So many lines of both books, newest first, and the place where older ones follow, if any do."""
    acts, people = entries(newsroom, wanted), people_entries(newsroom, wanted)
    if before:
        acts, people = acts.filter(pk__lt=before.act), people.filter(pk__lt=before.people)
    some: list[Iterable[AuditEntry | PeopleEntry]] = [acts[: length + 1], people[: length + 1]]
    rows = list(islice(merge(*some, key=attrgetter("at"), reverse=True), length + 1))
    if len(rows) <= length:
        return rows, None
    return rows[:length], _place_after(rows[:length], before)


def _place_after(rows: Sequence[AuditEntry | PeopleEntry], before: Place | None) -> Place:
    acts = [row.pk for row in rows if isinstance(row, AuditEntry)]
    people = [row.pk for row in rows if isinstance(row, PeopleEntry)]
    end = before or Place(_END, _END)
    return Place(min(acts, default=end.act), min(people, default=end.people))


def door_of(entry: AuditEntry | PeopleEntry) -> str:
    """From where it was done; what an operator did about people was done at the shell."""
    return entry.door if isinstance(entry, AuditEntry) else "desk" if entry.by_id else "shell"


def written_out(newsroom: Newsroom, wanted: Wanted, form: Form) -> Iterator[bytes]:
    """All lines that are wanted, oldest first, as they were when this was called; some hundred are in memory at once."""
    books: tuple[QuerySet[AuditEntry] | QuerySet[PeopleEntry], ...] = (
        entries(newsroom, wanted),
        people_entries(newsroom, wanted),
    )
    lasts = [found.values_list("pk", flat=True).first() or 0 for found in books]
    lines = [_read_up(found.filter(pk__lte=last)) for found, last in zip(books, lasts, strict=True)]
    return _written(merge(*lines, key=attrgetter("at")), form)


def _read_up(found: QuerySet[Any]) -> Iterator[AuditEntry | PeopleEntry]:
    """The lines of one book, oldest first, a portion at a time."""
    below = 0
    while portion := list(found.order_by("pk").filter(pk__gt=below)[:PORTION]):
        yield from portion
        below = portion[-1].pk


def _written(lines: Iterator[AuditEntry | PeopleEntry], form: Form) -> Iterator[bytes]:
    write = _as_csv if form == Form.CSV else _as_json_lines
    if form == Form.CSV:
        yield _row(Line.__struct_fields__)
    for portion in _portions(lines):
        yield write([_line(entry) for entry in portion])


def _portions(lines: Iterator[AuditEntry | PeopleEntry]) -> Iterator[list[AuditEntry | PeopleEntry]]:
    while portion := list(islice(lines, PORTION)):
        yield portion


def _line(entry: AuditEntry | PeopleEntry) -> Line:
    by = entry.member if isinstance(entry, AuditEntry) else entry.by
    line = Line(
        number=entry.pk,
        at=entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        person=by.name if by else "",
        email=by.email if by else "",
        act=entry.act if isinstance(entry, AuditEntry) else entry.what,
        door=door_of(entry),
        live_blog=entry.blog.slug if entry.blog else "",
    )
    if isinstance(entry, AuditEntry):
        versions = {"version_before": entry.version_before, "version_after": entry.version_after}
        return replace(line, subject=entry.subject, change=entry.last_number, **versions)
    about = {"about": entry.about.name, "about_email": entry.about.email} if entry.about else {}
    return replace(line, was=entry.before, became=entry.after, book="people", **about)


def _as_json_lines(lines: Sequence[Line]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _as_csv(lines: Sequence[Line]) -> bytes:
    return b"".join(_row(astuple(line)) for line in lines)


def _row(cells: Sequence[object]) -> bytes:
    """One row by RFC 4180; what a spreadsheet would calculate is made words by an apostrophe before it."""
    held: list[str] = []
    csv.writer(_Into(held.append)).writerow([_harmless(cell) for cell in cells])
    return "".join(held).encode()


def _harmless(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA)
    return f"'{cell}" if is_formula else cell


@dataclass(frozen=True)
class _Into:
    """What the writer of rows takes for a file."""

    write: Callable[[str], object]
