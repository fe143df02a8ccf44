"""What changed between two texts, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stoppress.toolkit.word_diff import MOST_WORDS, word_diff

_TEXTS = st.lists(st.sampled_from(["a", "b", "c", "400", "homes"]), max_size=12).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.words for piece in pieces if piece.kind != "in").split() == old.split()
    assert "".join(piece.words for piece in pieces if piece.kind != "out").split() == new.split()


def test_white_space_alone_is_no_change() -> None:
    assert {piece.kind for piece in word_diff("a  b\nc", "a b c")} == {"same"}


def test_a_very_long_text_is_told_whole() -> None:
    old, new = "a " * (MOST_WORDS + 1), "a " * MOST_WORDS
    assert [piece.kind for piece in word_diff(old, new)] == ["out", "in"]
