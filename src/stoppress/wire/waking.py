"""Waking those who follow: a hint that says “look”, never the truth itself; followers look by number, and look anyway."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

Follower = Callable[[], None]

_followers: list[Follower] = []
_doorbell: Path | None = None


def follow(follower: Follower) -> Callable[[], None]:
    """Call this after each commit that changed a wire, from the committing thread; returns how to stop following."""
    _followers.append(follower)
    return lambda: _followers.remove(follower)


def ring_at(path: Path | None) -> None:
    """Name the datagram socket of the serving process, which other processes poke after they commit."""
    global _doorbell
    _doorbell = path


def wake() -> None:
    """Tell everybody to look; whatever goes wrong here only makes news late by the followers' own look (a second)."""
    for follower in tuple(_followers):
        follower()
    if not _followers and _doorbell is not None and _doorbell.exists():
        _poke(_doorbell)


def _poke(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        try:
            bell.sendto(b"1", str(path))
        except OSError:
            return  # nobody listens, or the bell is full of rings: they will look anyway
