"""Doing what acts have left to be done: taken by due time under a lease, at least once, given up in words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import connection, transaction

from stoppress.media import shelf
from stoppress.publishing import anew, following, polls
from stoppress.publishing.models import Errand, Receipt
from stoppress.toolkit import clock
from stoppress.wire.search.indexes import index

logger = logging.getLogger("stoppress.publishing.errands")

#: Nobody else takes an errand for so long after it was taken.
LEASE_SECONDS = 60
MOST_TRIES = 8
#: A repeated sending gets the first answer for so long.
RECEIPTS_KEPT = timedelta(days=7)


def run_due() -> int:
    """Do all errands that are due; return how many were done."""
    done = 0
    while (is_done := step()) is not None:
        done += is_done
    return done


def step() -> bool | None:
    """Do the next errand that is due, or a portion of it; whether it is done, None if none is due. Call it each second or so."""
    errand = _take()
    return None if errand is None else _attempt(errand)


def leave(kind: str, subject: str) -> None:
    """Leave work to be done, for what is no act of a member; within the caller's transaction, if there is one."""
    now = clock.now()
    Errand.objects.create(kind=kind, subject=subject, due_at=now, made_at=now)


def forget_old_receipts() -> int:
    """Drop receipts that are older than a week; return how many."""
    count, _ = Receipt.objects.filter(made_at__lt=clock.now() - RECEIPTS_KEPT).delete()
    return count


def scrub(subject: str) -> None:
    """Let the bytes of what was taken down leave the disk: free pages are zeroed already, the write-ahead log is emptied."""
    index().purge()
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        raise NotYet(f"{subject}: somebody still reads the old pages.")


class NotYet(Exception):
    """The errand could not be done now; it is tried again."""


#: Each does its subject, or a portion that holds nobody up; then it returns the subject of what is left.
KINDS: Mapping[str, Callable[[str], str | None]] = {
    "scrub": scrub,
    "erase picture": shelf.erase,
    "show anew": following.show_anew,
    "show all": anew.show_rest,
    polls.SHOW: polls.show_votes,
}


#: What is done outside of the writing thread, for it waits for other people's servers (project/courier.py).
OUTSIDE = ("tell asker", "invite")
#: Servers of others are away for hours, not minutes: 24 tries, the later ones an hour apart.
MOST_TRIES_OUTSIDE = 24
_LONGEST_WAIT_SECONDS = 60
_LONGEST_WAIT_OUTSIDE_SECONDS = 3_600


def take_outside() -> Errand | None:
    """Take the next errand that is done outside; whoever takes it settles it."""
    return _take(is_outside=True)


def settle(errand: Errand, trouble: Exception | None) -> None:
    """The errand was done, or is tried again. Of the trouble only its kind is kept: its words may name an address."""
    if trouble is None:
        Errand.objects.filter(pk=errand.pk, tries=errand.tries).delete()
    else:
        _put_off(errand, NotYet(f"The mail server did not take it ({type(trouble).__name__})."))


def _take(*, is_outside: bool = False) -> Errand | None:
    now = clock.now()
    due = Errand.objects.filter(due_at__lte=now, given_up_because="").order_by("due_at", "pk")
    due = due.filter(kind__in=OUTSIDE) if is_outside else due.exclude(kind__in=OUTSIDE)
    if not due.exists():
        return None  # asked each second: without the write lock
    with transaction.atomic():
        errand = due.first()
        if errand is None:
            return None
        errand.tries += 1
        errand.due_at = now + timedelta(seconds=LEASE_SECONDS)
        errand.save()
    return errand


def _attempt(errand: Errand) -> bool:
    try:
        rest = KINDS[errand.kind](errand.subject)
    except Exception as error:
        _put_off(errand, error)
        return False
    mine = Errand.objects.filter(pk=errand.pk, tries=errand.tries)
    if rest is None:
        mine.delete()
    else:
        mine.update(subject=rest, tries=0, due_at=clock.now())
    return rest is None


def _put_off(errand: Errand, error: Exception) -> None:
    """Try again later, ever later; after the last try say so and keep the errand for a person."""
    mine = Errand.objects.filter(pk=errand.pk, tries=errand.tries)
    is_outside = errand.kind in OUTSIDE
    if errand.tries >= (MOST_TRIES_OUTSIDE if is_outside else MOST_TRIES):
        mine.update(given_up_because=str(error) or type(error).__name__)
        logger.error("Given up after %d tries: %s: %s", errand.tries, errand, error)
        return
    longest = _LONGEST_WAIT_OUTSIDE_SECONDS if is_outside else _LONGEST_WAIT_SECONDS
    mine.update(due_at=clock.now() + timedelta(seconds=min(2**errand.tries, longest)))
    logger.warning("Not done yet, trying again: %s: %s", errand, error)
