"""Forms of one word have one stem, and other words have another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stoppress.drafting.stems import stem, words


@pytest.mark.parametrize(
    "forms",
    [
        ("resign", "resigns", "resigned", "resigning"),
        ("minister", "ministers", "minister’s", "Minister"),
        ("injury", "injuries"),
        ("evacuate", "evacuated", "evacuating", "evacuation"),
        ("stop", "stopped", "stopping"),
        ("agree", "agreed"),
        ("мосту", "мосту"),
        ("лікарня", "лікарнями"),
        ("الجسر", "جسر"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_different_words_keep_apart() -> None:
    assert len({stem(word) for word in ("police", "policy", "court", "count", "ministry", "us", "news")}) == 7


def test_figures_stay_whole() -> None:
    assert words("From 1,100 to 8.5% at 19:41, it’s over") == [
        "From",
        "1,100",
        "to",
        "8.5",
        "at",
        "19:41",
        "it’s",
        "over",
    ]


@given(some.text(max_size=40))
def test_any_text_has_stems(text: str) -> None:
    assert all(isinstance(stem(word), str) for word in words(text))
