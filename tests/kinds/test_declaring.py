"""A kind of a newsroom's own: one file that says all, or a sentence that says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from stoppress.kinds import declared
from stoppress.project.guards import reasons_not_to_start

EXAMPLE = Path(__file__).parents[2] / "docs" / "kinds"
_WHOLE = 'label = "Own"\npartial = "<p>{{ words }}</p>"\n[[field]]\nname = "words"\nlabel = "Words"\n'


def test_the_example_of_the_manual_is_a_whole_kind() -> None:
    assert declared.faults(EXAMPLE) == []
    [weather] = declared.read(EXAMPLE)
    assert weather.name == "weather"
    assert [field.name for field in weather.fields] == ["area", "level", "from", "gauges"]
    assert [field.name for field in weather.fields[3].fields] == ["place", "centimetres"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("Own.toml", _WHOLE, "small letters"),
        ("poll.toml", _WHOLE, "ours already"),
        ("own.toml", "label =", "no TOML"),
        ("own.toml", _WHOLE.replace("label", "labell", 1), "labell"),
        ("own.toml", 'label = "Own"\npartial = "x"\n', "[[field]]"),
        ("own.toml", _WHOLE.replace('name = "words"', 'name = "Words"'), "“name”"),
        ("own.toml", _WHOLE + 'sort = "colour"\n', "“sort”"),
        ("own.toml", _WHOLE + 'sort = "choice"\n', "“choices”"),
        ("own.toml", _WHOLE + 'sort = "rows"\n', "[[field.field]]"),
        ("own.toml", _WHOLE + 'required = "yes"\n', "true or false"),
        ("own.toml", _WHOLE + '[[field]]\nname = "words"\nlabel = "Again"\n', "twice"),
        ("own.toml", _WHOLE.replace("{{ words }}", "{% if %}"), "cannot be drawn"),
        ("own.toml", _WHOLE.replace("{{ words }}", "{% include 'press/parts/post.html' %}"), "include"),
        ("own.toml", _WHOLE.replace("{{ words }}", "{% load i18n %}"), "load"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_what_to_do(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    [fault] = declared.faults(tmp_path)
    assert str(tmp_path / name) in fault
    assert says in fault


def test_a_server_does_not_start_with_a_kind_that_has_faults(tmp_path: Path, settings: object) -> None:
    settings.KINDS = tmp_path / "nowhere"  # type: ignore[attr-defined]
    assert any("STOPPRESS_KINDS" in reason for reason in reasons_not_to_start("127.0.0.1"))
