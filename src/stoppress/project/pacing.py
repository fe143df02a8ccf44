"""The operator's switch for all who follow, kept as a small file in the data folder, where the serving process looks for it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from stoppress.edge.regulator import NORMAL, Pace

_NAME = "pace"
#: Slower than an hour is a stop, and shall be called so.
SLOWEST_SECONDS = 3_600


def read(folder: Path) -> Pace:
    """What is wished for; without a file, the normal pace. Raises ValueError for a file that nobody could have written."""
    try:
        text = (folder / _NAME).read_bytes()
    except FileNotFoundError:
        return NORMAL
    return msgspec.json.decode(text, type=Pace)


def write(folder: Path, pace: Pace) -> None:
    """Wish this from now on; a restart changes nothing of it."""
    path = folder / _NAME
    if pace == NORMAL:
        path.unlink(missing_ok=True)
        return
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(pace))
    fresh.replace(path)


def in_words(pace: Pace) -> str:
    """How things stand, for people."""
    if pace.is_stopped:
        return "Nobody follows: streams are closed, and open pages say that updates are switched off."
    if pace.least_seconds:
        return f"Pages without a stream ask every {pace.least_seconds} seconds at most."
    return "Pages follow as each coverage has it."
