"""What parts say for machines."""

from __future__ import annotations

from typing import Any

import msgspec

from stoppress.wire.change import Change

Data = dict[str, Any]


def data_of(change: Change) -> Data:
    """What a part says for machines."""
    data: Data = msgspec.json.decode(change.data)
    return data
