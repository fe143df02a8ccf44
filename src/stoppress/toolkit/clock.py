"""The one clock; tests and the player set it, cursors and order never ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The moment, aware and in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at this aware moment: for tests, imports and replays."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs a moment with a time zone.")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, exactly (floats would lose the last digits)."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
