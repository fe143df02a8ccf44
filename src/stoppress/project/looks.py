"""What every open desk asks by itself, again and again: how things stand, and that it is there.

It is read in a thread of its own, beside the one in which acts are done: no publish waits for twenty desks that look. The one
row that it writes, that somebody is here, is lent the writing thread.
"""

from __future__ import annotations

import re

_PICTURE = re.compile(r"/desk/pictures/[^/]+")
_ADDRESS = re.compile(r"/desk/[a-z0-9-]{1,80}/(?:here|pulse|tools|older|commands|questions/pulse)/")


def is_a_look(path: str) -> bool:
    """Say whether an open desk only looks here, or says that it is there."""
    return _ADDRESS.fullmatch(path) is not None


def is_a_picture(path: str) -> bool:
    """Say whether a desk asks for a picture here; its files may lie in a storage elsewhere, for which no act waits."""
    return _PICTURE.fullmatch(path) is not None
