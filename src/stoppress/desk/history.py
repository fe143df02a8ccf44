"""The history of a post at the desk: every version, who and when, and what changed in it, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stoppress.desk.kind_fields import as_lines
from stoppress.desk.log_words import act_words
from stoppress.kinds.known import kind_of
from stoppress.press.contexts import Moment
from stoppress.stories.models import LiveBlog, Post, PostVersion, State, read_details
from stoppress.toolkit import ids
from stoppress.toolkit.html import plain
from stoppress.toolkit.word_diff import Piece, word_diff

#: Versions on one page.
LENGTH = 30

_STATES: dict[str, Promise] = {
    State.DRAFT: _("draft"),
    State.PUBLISHED: _("published"),
    State.WITHDRAWN: _("withdrawn"),
}
#: Acts that keep a draft: by them versions are known that were kept before versions had a standing.
_OF_DRAFTS = ("save draft", "save round-up")


@dataclass(frozen=True)
class Telling:
    """What one act changed in words: nothing of what stayed as it was, but for the words around."""

    title: tuple[Piece, ...]
    byline: tuple[Piece, ...]
    text: tuple[Piece, ...]
    #: What changed besides words, in sentences.
    facts: tuple[str, ...]


@dataclass(frozen=True)
class VersionLine:
    """One version. `key` names the sending that brings its words back; of those that stand already there is none."""

    number: int
    at: Moment
    by: str
    act: str
    note: str
    telling: Telling
    body_html: SafeString
    is_first: bool
    stands: bool
    key: str


@dataclass(frozen=True)
class History:
    """Versions, newest first; `older` is the number below which more follow, 0 if none do."""

    versions: tuple[VersionLine, ...]
    older: int


def history_of(post: Post, blog: LiveBlog, *, with_drafts: bool, below: int | None = None) -> History:
    """The versions of this post, or those below a number; without drafts for those who may see none."""
    kept = PostVersion.objects.filter(post=post)
    if not with_drafts:
        kept = kept.exclude(Q(state=State.DRAFT) | Q(state="", act__in=_OF_DRAFTS))
    if below:
        kept = kept.filter(number__lt=below)
    rows = list(kept.select_related("by").order_by("-number")[: LENGTH + 1])
    before = [*rows[1:], None]
    notes = {row.version: row.note for row in post.corrections.all()}
    shown = zip(rows[:LENGTH], before, strict=False)
    lines = tuple(_line(row, earlier, post, blog, notes.get(row.number, "")) for row, earlier in shown)
    return History(lines, rows[LENGTH - 1].number if len(rows) > LENGTH else 0)


def _line(row: PostVersion, before: PostVersion | None, post: Post, blog: LiveBlog, note: str) -> VersionLine:
    return VersionLine(
        number=row.number,
        at=Moment.of(row.at, blog.time_zone),
        by=row.by.name,
        act=act_words(row.act),
        note=note,
        telling=_telling(row, before, blog),
        body_html=mark_safe(row.body_html),  # noqa: S308  cleaned by toolkit.html in the act
        is_first=before is None,
        stands=_words(row) == _words(post),
        key=ids.idempotency_key(),
    )


def _telling(row: PostVersion, before: PostVersion | None, blog: LiveBlog) -> Telling:
    if before is None:
        return Telling(_whole(row.title), _whole(row.byline), _whole(_text(row)), ())
    return Telling(
        _changed(before.title, row.title),
        _changed(before.byline, row.byline),
        _changed(_text(before), _text(row)),
        tuple(_facts(row, before, blog)),
    )


def _whole(words: str) -> tuple[Piece, ...]:
    return (Piece("same", words),) if words else ()


def _changed(before: str, now: str) -> tuple[Piece, ...]:
    """The pieces of the change, or nothing if there is none."""
    pieces: Sequence[Piece] = word_diff(before, now)
    return tuple(pieces) if any(piece.kind != "same" for piece in pieces) else ()


def _facts(row: PostVersion, before: PostVersion, blog: LiveBlog) -> Iterator[str]:
    """What changed besides words, as far as both versions have kept it."""
    if row.state and before.state and row.state != before.state:
        yield _now("It was %(before)s, and is %(now)s.") % {
            "before": _STATES.get(before.state, before.state),
            "now": _STATES.get(row.state, row.state),
        }
    if row.kind and before.kind and row.kind != before.kind:
        yield _now("Kind: %(before)s, now %(now)s.") % {
            "before": kind_of(before.kind).label,
            "now": kind_of(row.kind).label,
        }
    if None not in (row.is_key_event, before.is_key_event) and row.is_key_event != before.is_key_event:
        yield _now("Marked as a key event.") if row.is_key_event else _now("No longer a key event.")
    if row.published_at and before.published_at and row.published_at != before.published_at:
        moments = [Moment.of(one, blog.time_zone) for one in (before.published_at, row.published_at)]
        yield _now("Time: %(before)s, now %(now)s.") % {
            "before": f"{moments[0].clock}, {moments[0].date}",
            "now": f"{moments[1].clock}, {moments[1].date}",
        }
    if row.pictures != before.pictures:
        yield _now("Pictures or what is said of them changed.")
    if row.body_html != before.body_html and plain(row.body_html) == plain(before.body_html):
        yield _now("Links or the look of words changed, no word did.")


def _text(row: PostVersion) -> str:
    """The text, and under it the fields of the kind."""
    return "\n".join(filter(None, (plain(row.body_html), as_lines(row.kind, read_details(row.details)))))


def _words(of: Post | PostVersion) -> tuple[str, ...]:
    return of.title, of.body_html, of.byline, of.pictures, of.details
