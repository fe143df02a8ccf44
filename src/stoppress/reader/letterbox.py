"""The slot through which letters reach the one writing thread: one at a time, so that they never queue before an editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Busy(Exception):
    """The writing thread had no time for the letter; nothing was kept."""


class Carrier(Protocol):
    """Does work where it may write, waits for it, and raises Busy if its turn does not come."""

    def __call__(self, work: Callable[[], T]) -> T: ...


def _at_once(work: Callable[[], T]) -> T:
    return work()


_carrier: Carrier = _at_once


def carry(work: Callable[[], T]) -> T:
    """Do this work where letters are kept."""
    return _carrier(work)


def carried_by(carrier: Carrier | None) -> None:
    """Let this carry the letters from now on; None: they are kept where they are read (under other servers, in tests)."""
    global _carrier
    _carrier = carrier or _at_once
