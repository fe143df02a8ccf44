"""Named places where tests make an act fail: after_rows, after_append, before_commit, after_commit, before_wake."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

NAMES = ("after_rows", "after_append", "before_commit", "after_commit", "before_wake")

_armed: dict[str, Callable[[], None]] = {}


def arm(name: str, fail: Callable[[], None]) -> None:
    """Let `fail` be called when an act reaches this place; tests only."""
    if name not in NAMES:
        raise KeyError(name)
    _armed[name] = fail


def disarm() -> None:
    """Let all acts pass again."""
    _armed.clear()


def reach(name: str) -> None:
    """An act has come to this place."""
    if _armed and name in _armed:
        _armed[name]()


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
