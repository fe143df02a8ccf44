"""`stoppress doctor`: looks at everything that an operator would, and says what to do where it is not well."""

from __future__ import annotations

import platform
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stoppress.edge.regulator import NORMAL
from stoppress.media.cards import can_set_right_to_left
from stoppress.project import data_folder, guards, pacing
from stoppress.project.database import steps_to_take
from stoppress.toolkit import sqlite

_LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it is."""

    grade: str  # "well", "mind" or "bad"
    words: str

    @property
    def is_bad(self) -> bool:
        return self.grade == "bad"

    def __str__(self) -> str:
        return f"{self.grade:>4}  {self.words}"


def examine(*, is_quick: bool = False) -> list[Finding]:
    """Look at machine, folder, settings and database, in that order; nothing is changed."""
    folder = data_folder.folder()
    found = [*_machine(), *_folder(folder), *_settings(), *_kinds(), *_messages()]
    if (folder / "stoppress.sqlite3").is_file():
        found += _database(is_quick)
    else:
        found.append(Finding("mind", "There is no database yet; the server makes it when it starts."))
    return found


def _machine() -> Iterator[Finding]:
    yield Finding("well", f"Python {platform.python_version()}, {platform.machine()}")
    version = sqlite.dbapi.sqlite_version
    if sqlite.is_safe():
        yield Finding("well", f"SQLite {version}")
    else:
        yield Finding(
            "mind",
            f"SQLite {version} is older than 3.51.3 (WAL-reset bug): run no writing command beside the server",
        )
    if can_set_right_to_left():
        yield Finding("well", "Picture cards can be set in every script that their typefaces have")
    else:
        yield Finding(
            "mind",
            "FriBiDi is missing, so that picture cards leave out Arabic and Hebrew: install it "
            "(libfribidi0 on Debian and Ubuntu, fribidi elsewhere) and start the server again",
        )


def _folder(folder: Path) -> Iterator[Finding]:
    state = "a server runs from it" if data_folder.is_served(folder) else "nobody serves from it"
    yield Finding("well", f"Data folder {folder}; {state}")
    for path in (folder, folder / "secret-key", folder / "push-key", folder / "stoppress.sqlite3"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("bad", f"{path} can be read by others: chmod go= {path}")
    yield _pace(folder)
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB of disk are free"
    yield Finding("well", words) if free >= _LEAST_FREE_BYTES else Finding("bad", f"Only {words}: make room")


def _pace(folder: Path) -> Finding:
    try:
        pace = pacing.read(folder)
    except ValueError:
        return Finding("bad", "The file “pace” cannot be read: stoppress pace normal")
    return Finding("well" if pace == NORMAL else "mind", pacing.in_words(pace))


def _settings() -> Iterator[Finding]:
    from django.conf import settings

    host = "127.0.0.1"
    reasons = guards.reasons_not_to_start(host)
    yield from (Finding("bad", reason) for reason in reasons)
    # SQLite has its own line above; what is left is about addresses and descriptors.
    yield from (Finding("mind", words) for words in guards.warnings(host) if not words.startswith("SQLite"))
    if not reasons:
        yield Finding("well", f"Settings are sound; the public address is {settings.PUBLIC_URL}")


def _kinds() -> Iterator[Finding]:
    """Kinds of posts of the newsroom's own: those there are, and what is wrong with the others."""
    from django.conf import settings

    from stoppress.kinds import declared

    yield from (Finding("bad", fault) for fault in guards.faults_of_kinds())
    if settings.KINDS and (found := declared.sound(settings.KINDS)):
        names = ", ".join(f"“{kind.label}”" for kind in found)
        yield Finding("well", f"Kinds of posts of your own: {names}")


def _messages() -> Iterator[Finding]:
    """Push messages: whether they can be signed, and whether browsers would come for them."""
    from django.conf import settings

    from stoppress.alerts import credentials

    if not (settings.PUSH_IS_ON and settings.SERVICE_WORKER_IS_ON):
        yield Finding("well", "Push messages to readers are switched off")
        return
    try:
        credentials.read(settings.PUSH_KEY, settings.PUSH_CONTACT)
    except FileNotFoundError:
        yield Finding("mind", "There is no key for push messages yet; the server makes it when it starts")
    except credentials.BadKey as error:
        yield Finding("bad", str(error))
    else:
        yield Finding("well", "The key for push messages is sound")
    if not settings.PUSH_CONTACT.startswith(("https:", "mailto:")):
        yield Finding(
            "mind",
            f"Push services want to know whom to write to, and “{settings.PUSH_CONTACT}” is neither https nor mailto: "
            "set STOPPRESS_PUBLIC_URL or STOPPRESS_PUSH_CONTACT",
        )


def _database(is_quick: bool) -> Iterator[Finding]:
    steps = steps_to_take()
    if steps:
        yield Finding(
            "bad",
            f"{len(steps)} migrations wait: run “stoppress migrate” (the server does so when it starts)",
        )
        return
    yield Finding("well", "The database is up to date")
    yield from _queue()
    yield from _people()
    if is_quick:
        return
    yield from _file()
    yield from _wires()


def _queue() -> Iterator[Finding]:
    """Whether what was to go out by now has gone out."""
    from stoppress.publishing import carrying_out

    late = carrying_out.late()
    count, oldest = late.count(), late.first()
    if oldest is None or oldest.due_at is None:
        yield Finding("well", "Nothing that was to go out by now is late")
        return
    yield Finding(
        "bad",
        f"{count} scheduled or delayed acts are late, the oldest since {oldest.due_at:%Y-%m-%d %H:%M:%S} UTC "
        f"(live blog “{oldest.blog.slug}”): start the server, or look into its log; they go out as soon as it can",
    )


def _people() -> Iterator[Finding]:
    """Whether somebody in each newsroom can invite people and let them out."""
    from stoppress.people.models import Member, Newsroom
    from stoppress.people.rights import Role

    chiefs = Member.objects.filter(role=Role.CHIEF, is_active=True).values("newsroom")
    for newsroom in Newsroom.objects.filter(members__isnull=False).exclude(pk__in=chiefs).distinct():
        yield Finding(
            "mind",
            f"{newsroom} has no chief, so nobody there can invite people: run “stoppress member role EMAIL chief”",
        )


def _file() -> Iterator[Finding]:
    """What SQLite says of its file; the index of words is a table that can be written anew, and needs no backup."""
    from django.db import connection

    from stoppress.wire.search.indexes import index

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    of_words = [fault for fault in faults if index().is_meant(fault)]
    if of_file := [fault for fault in faults if fault not in of_words]:
        yield Finding(
            "bad", f"SQLite finds {len(of_file)} faults, first “{of_file[0]}”: stop, and restore a backup"
        )
    else:
        yield Finding("well", "SQLite finds the file sound")
    yield _words(of_words)


def _words(faults: list[str]) -> Finding:
    """Whether each post can be found by its words, and can be published: a fault in the index ends the act that meets it."""
    from django.db import DatabaseError

    from stoppress.wire.search.indexes import index

    try:
        if strays := index().strays():
            faults = [*faults, f"{strays} entries or posts have lost each other"]
    except DatabaseError as error:
        faults = [*faults, str(error)]
    if faults:
        return Finding(
            "bad",
            f"The index of words is damaged, first “{faults[0]}”; what meets the damage cannot be published: "
            "run “stoppress wire words”, which writes it anew",
        )
    return Finding("well", "The index of words is sound")


def _wires() -> Iterator[Finding]:
    from django.db.models import Count, Max

    from stoppress.wire.models import Wire

    wires = Wire.objects.annotate(count=Count("changes"), last=Max("changes__number")).order_by("name")
    broken = [wire.name for wire in wires if wire.count != wire.head or (wire.last or 0) != wire.head]
    if broken:
        yield Finding("bad", f"The wire of {', '.join(broken)} has a gap: stop, and restore a backup")
    else:
        yield Finding("well", f"{len(wires)} wires, no number missing")
