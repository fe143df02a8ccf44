"""JSON that came from outside or was kept long ago, read without any of its faults becoming one of ours."""

from __future__ import annotations

import json
from typing import Any

#: Deeper nested than anything that we read.
DEEPEST = 32
_UNREADABLE = "This is no JSON that can be read."


def read(text: str) -> Any:
    """What this JSON says; raises ValueError also for what is nested too deeply and for what no text can hold."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError(_UNREADABLE) from error
    level = [found]
    for _depth in range(DEEPEST):
        level = [inner for value in level for inner in _within(value)]
        if not level:
            return found
    return _refuse(text)


def _within(value: Any) -> list[Any]:
    if isinstance(value, str):
        value.encode()  # half of a surrogate pair raises UnicodeEncodeError, a ValueError
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def _refuse(_word: str) -> Any:
    raise ValueError(_UNREADABLE)
