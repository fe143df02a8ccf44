"""What came from outside is read, or refused with a ValueError; nothing else."""

from __future__ import annotations

import pytest

from stoppress.toolkit import kept_json


def test_what_is_json_is_read() -> None:
    assert kept_json.read('{"a": [1, "💧", {"b": null}]}') == {"a": [1, "💧", {"b": None}]}


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[" * 5_000, "[" * 500 + "]" * 500, '"\\ud800"', '{"\\ud800": 1}', "NaN"]
)
def test_what_cannot_be_read_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        kept_json.read(text)
