"""`stoppress pace`."""

from __future__ import annotations

from argparse import Namespace

from stoppress.edge.regulator import NORMAL, Pace
from stoppress.project import data_folder, pacing
from stoppress.project.shell import CannotDo
from stoppress.wire import waking


def pace(options: Namespace) -> None:
    """Slow down, stop or let go on all who follow, at once and without a restart; without a word, say how things stand."""
    folder = data_folder.folder()
    data_folder.prepare(folder)
    if options.wish:
        pacing.write(folder, _wish(options.wish))
        waking.ring_at(folder / "wake.sock")
        waking.wake()
    try:
        print(pacing.in_words(pacing.read(folder)))
    except ValueError as error:
        raise CannotDo(
            "The file “pace” in the data folder cannot be read. “stoppress pace normal” puts it right."
        ) from error


def _wish(typed: str) -> Pace:
    if typed in {"normal", "stop"}:
        return Pace(is_stopped=True) if typed == "stop" else NORMAL
    seconds = int(typed) if typed.isdecimal() else 0
    if not 1 <= seconds <= pacing.SLOWEST_SECONDS:
        raise CannotDo(
            f"A pace is “normal”, “stop”, or seconds from 1 to {pacing.SLOWEST_SECONDS}, not {typed}."
        )
    return Pace(least_seconds=seconds)
