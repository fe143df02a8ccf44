"""The slot through which a row reaches the one writing thread from where something was read: a kept picture, who is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Carrier(Protocol):
    """Does work where it may write, and waits for it."""

    def __call__(self, work: Callable[[], T]) -> T: ...


def _at_once(work: Callable[[], T]) -> T:
    return work()


_carrier: Carrier = _at_once


def carry(work: Callable[[], T]) -> T:
    """Do this work where rows are written."""
    return _carrier(work)


def carried_by(carrier: Carrier | None) -> None:
    """Let this carry from now on; None: rows are written where they are made (under other servers, in tests)."""
    global _carrier
    _carrier = carrier or _at_once
