"""The hand-over note as the desk shows it: what it says, who has read it, and how it stood before."""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.people.models import Member
from stoppress.press.contexts import Moment
from stoppress.publishing.hand_over import newest_note
from stoppress.stories.models import HandOverNote, LiveBlog
from stoppress.toolkit import ids
from stoppress.toolkit.word_diff import Piece, word_diff

#: Versions that are shown; readers of the note that are named.
MOST_VERSIONS = 20
MOST_NAMES = 12


@dataclass(frozen=True)
class Note:
    """The note as it stands. `key` names the sending by which this member says that she has read it."""

    number: int
    text: str
    by: str
    at: Moment
    read_by: tuple[str, ...]
    more_readers: int
    is_read: bool
    key: str


@dataclass(frozen=True)
class EarlierNote:
    """A version of the note, told against the one before it."""

    number: int
    by: str
    at: Moment
    pieces: tuple[Piece, ...]


def note_for(member: Member, blog: LiveBlog) -> Note | None:
    """The note, if there is something in it."""
    row = newest_note(blog)
    if row is None or not row.text:
        return None
    readings = list(row.readings.select_related("member").exclude(member=row.by_id))
    is_read = row.by_id == member.pk or any(one.member_id == member.pk for one in readings)
    names = [one.member.name for one in readings]
    return Note(
        row.number,
        row.text,
        row.by.name,
        Moment.of(row.at, blog.time_zone),
        tuple(names[:MOST_NAMES]),
        len(names[MOST_NAMES:]),
        is_read,
        ids.idempotency_key(),
    )


def due_for(member: Member, blog: LiveBlog) -> Note | None:
    """The note, if she has not said yet that she has read it."""
    note = note_for(member, blog)
    return note if note and not note.is_read else None


def number_of(blog: LiveBlog) -> int:
    """The version of the note as it stands; 0 if none was ever written."""
    row = newest_note(blog)
    return row.number if row else 0


def earlier_notes(blog: LiveBlog) -> list[EarlierNote]:
    """The versions, newest first."""
    rows = list(blog.hand_over_notes.select_related("by").order_by("-number")[: MOST_VERSIONS + 1])
    before: list[HandOverNote | None] = [*rows[1:], None]
    return [
        EarlierNote(
            row.number,
            row.by.name,
            Moment.of(row.at, blog.time_zone),
            word_diff(earlier.text if earlier else "", row.text),
        )
        for row, earlier in zip(rows[:MOST_VERSIONS], before, strict=False)
    ]
