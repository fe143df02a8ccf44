"""What parts say for machines, and how much of their words a line holds."""

from __future__ import annotations

from typing import Any

import msgspec

from stoppress.wire.change import Change

Data = dict[str, Any]


def data_of(change: Change) -> Data:
    """What a part says for machines."""
    data: Data = msgspec.json.decode(change.data)
    return data


def shortened(text: str, length: int) -> str:
    """At most so many letters, cut between words where the language has spaces."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut[: cut.rfind(" ")] if cut.rfind(" ") > length // 2 else cut).rstrip(" ,;:–-") + "…"
