"""A kind of a newsroom's own: one file that says all, or a sentence that says what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stoppress.kinds import declared
from stoppress.kinds.house import HOUSE
from stoppress.kinds.known import kinds
from stoppress.project import doctor
from stoppress.project.guards import faults_of_kinds, reasons_not_to_start

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
        ("own.toml", _WHOLE.replace("{{ words }}", "{{ words|default:elsewhere }}"), "cannot be drawn"),
        (
            "own.toml",
            _WHOLE.replace("{{ words }}", "{% if not words %}{{ words|default:elsewhere }}{% endif %}"),
            "cannot be drawn",
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_what_to_do(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    [fault] = declared.faults(tmp_path)
    assert str(tmp_path / name) in fault
    assert says in fault


def test_each_field_may_be_left_out_without_the_others(tmp_path: Path) -> None:
    two = _WHOLE + '[[field]]\nname = "more"\nlabel = "More"\n'
    fits = two.replace("{{ words }}", "{% if more %}{{ words|default:more }}{% endif %}")
    (tmp_path / "fits.toml").write_text(fits, encoding="utf-8")
    (tmp_path / "not.toml").write_text(
        two.replace("{{ words }}", "{% if more and not words %}{{ words|default:elsewhere }}{% endif %}"),
        encoding="utf-8",
    )
    [fault] = declared.faults(tmp_path)
    assert "not.toml" in fault and "elsewhere" in fault
    assert [kind.name for kind in declared.sound(tmp_path)] == ["fits"]


def test_a_file_with_faults_keeps_out_neither_the_server_nor_other_kinds(
    tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "bad.toml").write_text("label =", encoding="utf-8")
    (tmp_path / "own.toml").write_text(_WHOLE, encoding="utf-8")
    settings.KINDS = tmp_path
    assert not any("bad.toml" in reason for reason in reasons_not_to_start("127.0.0.1"))
    assert {"own", "poll"} <= set(kinds()) and "bad" not in kinds()
    told = {finding.words: finding.grade for finding in doctor._kinds()}
    assert told["Kinds of posts of your own: “Own”"] == "well"
    [fault] = [words for words, grade in told.items() if grade == "bad"]
    assert "bad.toml" in fault and "no TOML" in fault


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, settings: Any) -> None:
    settings.KINDS = tmp_path / "nowhere"
    assert set(kinds()) == {kind.name for kind in HOUSE}
    [fault] = faults_of_kinds()
    assert "STOPPRESS_KINDS" in fault
