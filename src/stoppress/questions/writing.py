"""What an expert does with a question: writes, hands in, sends back; each in a transaction of its own, never public."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from stoppress.questions import expert_links, history
from stoppress.questions.bad_text import said_of
from stoppress.questions.models import ExpertLink, Question, Standing
from stoppress.toolkit import clock, html
from stoppress.toolkit.text import BadText, checked, one_line

LONGEST_WRITTEN = 20_000
LONGEST_NOTE = 400


class NotTaken(Exception):
    """What was sent was not taken, whole; `fields` has words for the fields, `theirs` what another window saved."""

    def __init__(self, message: str, *, theirs: str | None = None, **fields: str) -> None:
        super().__init__(message)
        self.message, self.theirs, self.fields = message, theirs, fields


class NoLink(Exception):
    """The link opens nothing (any more)."""


class NotYours(NotTaken):
    """The link shows no such question, now or ever."""


@dataclass(frozen=True)
class Sheet:
    """What an expert sends: the answer as plain words, a note to the desk, and by `seen` which text he wrote on."""

    text: str = ""
    note: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Kept:
    """How a question stands after it."""

    standing: str
    text: str = field(repr=False, default="")


def save(secret: str, question: str, sheet: Sheet, *, hands_in: bool = False) -> Kept:
    """Keep what the expert has written; handed in, it is offered to the editors for release.

    Raises NoLink, NotYours, or NotTaken in words: too long, empty when handed in, saved otherwise in another window.
    """
    text, note = _checked(sheet)
    if hands_in and not text.strip():
        raise NotTaken(_("There is no answer yet."), text=_("Write your answer first; then hand it in."))
    written = html.clean(html.from_plain(text))
    with transaction.atomic():
        link, found = _find(secret, question)
        theirs = text_of(found, link)
        if sheet.seen != seen_of(theirs) and theirs != text:
            raise NotTaken(
                _(
                    "You saved this answer otherwise in another window. Both are here: yours in the field, the other below it."
                ),
                theirs=theirs,
            )
        if found.standing == Standing.ANSWERED:
            raise NotTaken(_("Your answer is published. Tell the newsroom what to change."))
        _write(found, link, written, note, hands_in=hands_in)
    return Kept(found.standing, text)


def send_back(secret: str, question: str, note: str) -> None:
    """Say that this question is not for the expert; it returns to the desk, and nothing that he wrote is kept."""
    words = _line(note)
    with transaction.atomic():
        link, found = _find(secret, question)
        if found.standing == Standing.ANSWERED:
            raise NotTaken(_("Your answer is published. Tell the newsroom what to change."))
        found.expert = found.written_by = found.written_at = None
        found.written_html, found.note_from_expert = "", words
        found.standing = Standing.TAKEN if found.taken_by_id else Standing.NEW
        _next_version(found, "send back question", link, words)


def text_of(question: Question, link: ExpertLink) -> str:
    """What this expert has written so far, as he typed it; nothing of what another wrote before him."""
    return html.to_plain(question.written_html) if question.written_by_id == link.expert_id else ""


def seen_of(text: str) -> str:
    """A short name of this text, by which a form says which one it was filled with."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _write(question: Question, link: ExpertLink, written: str, note: str, *, hands_in: bool) -> None:
    question.written_html, question.note_from_expert = written, note
    question.written_by, question.written_at = link.expert, clock.now()
    if hands_in:
        question.standing = Standing.WRITTEN
    elif not written:
        question.standing = Standing.ASSIGNED
    _next_version(question, "hand in answer" if hands_in else "write answer", link)


def _find(secret: str, public_id: str) -> tuple[ExpertLink, Question]:
    """Link and question as they are now, under the lock."""
    link = expert_links.opening(secret)
    if link is None:
        raise NoLink
    wanted = expert_links.assigned(link).filter(public_id=public_id)
    question: Question | None = wanted.select_for_update(of=("self",)).first()
    if question is None:
        raise NotYours(_("This question is no longer with you; the newsroom has given it to somebody else."))
    return link, question


def _next_version(question: Question, act: str, link: ExpertLink, note: str = "") -> None:
    question.version += 1
    question.changed_at = clock.now()
    question.save()
    history.write_down([question], act, question.changed_at, by_words=link.expert.name, note=note)


def _checked(sheet: Sheet) -> tuple[str, str]:
    trouble: dict[str, str] = {}
    text, note = "", ""
    try:
        text = checked(sheet.text.replace("\r\n", "\n").strip(), limit=LONGEST_WRITTEN)
    except BadText as error:
        trouble["text"] = said_of(error)
    try:
        note = one_line(sheet.note, limit=LONGEST_NOTE)
    except BadText as error:
        trouble["note"] = said_of(error)
    if trouble:
        raise NotTaken(_("This cannot be kept yet; nothing is lost."), **trouble)
    return text, note


def _line(note: str) -> str:
    try:
        return one_line(note, limit=LONGEST_NOTE)
    except BadText as error:
        raise NotTaken(_("This cannot be sent yet; nothing is lost."), note=said_of(error)) from error
