"""The audit log, read: by person, act, post and span; and written out line by line, whatever its length."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import msgspec
from django.db.models import QuerySet

from stoppress.people.models import Newsroom
from stoppress.publishing.models import AuditEntry
from stoppress.stories.models import LiveBlog

#: Lines that are in memory at once while the log is written out.
PORTION = 500

#: What a spreadsheet takes for a formula, full-width signs included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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


class Line(msgspec.Struct, frozen=True):
    """One line of the log as it is written out; moments are in UTC."""

    number: int
    at: str
    person: str
    email: str
    act: str
    door: str
    live_blog: str
    subject: str
    version_before: int | None
    version_after: int | None
    change: int | None


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
    found = AuditEntry.objects.filter(member__newsroom=newsroom)
    found = found.filter(**{name: value for name, value in asked.items() if value})
    return found.select_related("blog", "member").order_by("-pk")


def written_out(newsroom: Newsroom, wanted: Wanted, form: Form) -> Iterator[bytes]:
    """All lines that are wanted, oldest first, as they were when this was called; some hundred are in memory at once."""
    found = entries(newsroom, wanted)
    last = found.values_list("pk", flat=True).first() or 0
    return _written(found.filter(pk__lte=last).order_by("pk"), form)


def _written(found: QuerySet[AuditEntry], form: Form) -> Iterator[bytes]:
    write = _as_csv if form == Form.CSV else _as_json_lines
    if form == Form.CSV:
        yield _row(Line.__struct_fields__)
    below = 0
    while portion := list(found.filter(pk__gt=below)[:PORTION]):
        yield write([_line(entry) for entry in portion])
        below = portion[-1].pk


def _line(entry: AuditEntry) -> Line:
    return Line(
        number=entry.pk,
        at=entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        person=entry.member.name,
        email=entry.member.email,
        act=entry.act,
        door=entry.door,
        live_blog=entry.blog.slug if entry.blog else "",
        subject=entry.subject,
        version_before=entry.version_before,
        version_after=entry.version_after,
        change=entry.last_number,
    )


def _as_json_lines(lines: Sequence[Line]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _as_csv(lines: Sequence[Line]) -> bytes:
    return b"".join(_row(msgspec.structs.astuple(line)) for line in lines)


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
