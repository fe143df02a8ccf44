"""Picture cards: a page's headline drawn as a picture, for those who show a link to it.

It takes a quarter of a second: never call it within a transaction, nor in an event loop.
"""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path
from typing import Literal

import msgspec

from stoppress.media import apart

logger = logging.getLogger("stoppress.media.cards")

_PROGRAM = Path(__file__).with_name("drawing.py")
_PNG = b"\x89PNG\r\n\x1a\n"
_TOLD = 300

Look = Literal["post", "key event", "answer", "blog", "withdrawn"]


class Card(msgspec.Struct, frozen=True):
    """What stands on a card, in words that people read.

    Of `heads` the first is set whose letters our typefaces have: the headline itself, then what may stand for it.
    """

    look: Look
    heads: tuple[str, ...]
    language: str = "en"
    direction: str = "ltr"
    newsroom: str = ""
    kicker: str = ""
    #: The kicker is a red mark.
    is_live: bool = False
    asked: str = ""
    answering: str = ""
    foot: str = ""
    when: str = ""


class _Limits(msgspec.Struct, frozen=True):
    """What a card may cost."""

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 5
    answer_bytes: int = 1_000_000


class NotDrawn(Exception):
    """The card could not be drawn now; the log says why."""


def draw(card: Card, deadline_seconds: float = 10) -> bytes:
    """Return the card as PNG, 1200 by 630; the same card is the same bytes. Raises NotDrawn."""
    order = msgspec.json.encode({**msgspec.to_builtins(card), **msgspec.to_builtins(_Limits())})
    try:
        said = apart.ask(_PROGRAM, [], order, deadline_seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.exception("The process that draws cards could not be run.")
        raise NotDrawn from error
    if said.code or not said.answer.startswith(_PNG):
        last = said.complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.error("A card was not drawn (%d): %s", said.code, last[:_TOLD])
        raise NotDrawn
    return said.answer


def can_set_right_to_left() -> bool:
    """Say whether words that run from the right can be set on this machine; without FriBiDi they are left out."""
    try:
        return apart.ask(_PROGRAM, ["--can-set-right-to-left"], b"", 10).answer == b"yes"
    except (OSError, subprocess.TimeoutExpired):
        return False
