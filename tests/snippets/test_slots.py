"""Slots in words: which are open, and what stands in them when they are filled in."""

from __future__ import annotations

import pytest

from stoppress.snippets import slots


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Police have closed {{ road }} since {{clock}}.", ["road", "clock"]),
        ("{{ road }} and {{  road  }} again", ["road"]),
        ("{{ place of the fire }}", ["place of the fire"]),
        ("{{ }} and {{}} and { road } and {{ road", []),
        ("{{ two\nlines }}", []),
        ("{{{ road }}}", ["road"]),
    ],
)
def test_slots_of_words_are_found_by_their_names(words: str, names: list[str]) -> None:
    assert slots.in_words(words) == names


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>At {{ road }}</p>", ["road"]),
        ("<p>{{ <strong>road</strong> }}</p>", ["road"]),
        ("<p>{{&nbsp;road&nbsp;}} &amp; {{ a &amp; b }}</p>", ["road", "a & b"]),
        ("<p>Write <code>{{ road }}</code></p><pre>{{ x }}</pre>", []),
        ("<p>{{</p><p>road }}</p>", []),
    ],
)
def test_slots_of_a_text_are_found_whatever_is_formatted_and_never_in_code(
    html: str, names: list[str]
) -> None:
    assert slots.in_html(html) == names


def test_what_is_filled_in_is_words_and_never_markup() -> None:
    html = slots.filled_html("<p>At {{ road }}, {{ clock }}</p>", {"road": "<b>A & B</b>", "clock": ""})
    assert html == "<p>At &lt;b&gt;A &amp; B&lt;/b&gt;, {{ clock }}</p>"
    assert slots.filled("{{ road }} closed", {"road": "A & B"}) == "A & B closed"


def test_a_slot_is_filled_in_at_each_of_its_places_and_nothing_is_filled_in_twice() -> None:
    html = slots.filled_html("<p>{{ a }} {{a}} {{ b }}</p>", {"a": "{{ b }}", "b": "two"})
    assert html == "<p>{{ b }} {{ b }} two</p>"


def test_code_stays_as_it_is() -> None:
    html = "<p>{{ road }}: <code>{{ road }}</code> {{ road }}</p>"
    assert slots.filled_html(html, {"road": "A1"}) == "<p>A1: <code>{{ road }}</code> A1</p>"


def test_formatting_that_ends_within_braces_is_told() -> None:
    assert slots.split_by_marks("<p>{{ <em>road</em> }} {{ clock }}</p>") == ["road"]
    assert slots.split_by_marks("<p><em>{{ road }}</em></p>") == []
