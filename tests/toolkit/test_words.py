"""Words are the same however they are written, in any script; and every search that can be typed is read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.toolkit import asked as asking
from stoppress.toolkit.asked import NotAsked, Trouble
from stoppress.toolkit.words import folded, words


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("São Paulo, Überflutung", "sao paulo uberflutung"),
        ("Straße łódź Ærø", "strasse lodz aero"),
        ("don't e-mail 4,000", "don t e mail 4 000"),
        ("Ёлка Київ", "елка киів"),
        ("الأَمْطار ٣٤", "الامطار 34"),
        ("עִבְרִית", "עברית"),
        ("हिन्दी में बाढ़", "हिन्दी में बाढ़"),
        ("서울은 홍수", "서울은 홍수"),
        ("ｆｕｌｌ ﬁre _x_", "full fire x"),
        ("東京都", "東京 京都 都"),
        ("ラーメン。東", "ラー ーメ メン ン 東"),
        ("Tokyo東京", "tokyo 東京 京"),
        ("น้ำท่วม", "น้ํา ําท่ ท่ว วม ม"),
        ("", ""),
        ("– … !", ""),
    ],
)
def test_words_are_compared_without_case_accents_and_points(written: str, compared: str) -> None:
    assert folded(written) == unicodedata.normalize("NFC", compared)


@given(st.text(max_size=80))
def test_whatever_the_text_its_words_stand_where_they_say_and_hold_nothing_that_ends_a_word(
    text: str,
) -> None:
    found = list(words(text))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert folded(text) == " ".join(word.folded for word in found)
    for word in found:
        assert word.folded
        assert all(letter.isalnum() for letter in word.folded if letter.isascii())


def test_any_stretch_of_a_text_without_blanks_is_found_in_it() -> None:
    text = "東京都知事は豪雨を警戒"
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            assert asking.read(text[start:end]).hits(text), text[start:end]


@pytest.mark.parametrize(
    ("typed", "text", "hits"),
    [
        ("river", "The RIVER, and rivers", ["RIVER", "rivers"]),
        ("rive", "The river", ["river"]),
        ("riv", "The river", []),
        ("riv*", "The river", ["river"]),
        ("cafe", "Café olé", ["Café"]),
        ('"water rises"', "Water rises. Rises water.", ["Water rises"]),
        ("“water rises", "Water rises.", ["Water rises"]),
        ("9.50", "At 9.50 and 50.9", ["9.50"]),
        ("e-mail", "An e-mail, a mail", ["e-mail"]),
        ("東京", "昨日、東京都で", ["東京"]),
        ("サ", "サイレン", ["サイ"]),
        ("서울", "서울은", ["서울은"]),
    ],
)
def test_hits_are_whole_words_rows_and_beginnings(typed: str, text: str, hits: list[str]) -> None:
    assert [text[start:end] for start, end in asking.read(typed).hits(text)] == hits


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("", Trouble.NOTHING),
        ("  \t\n", Trouble.NOTHING),
        ("a", Trouble.TOO_SHORT),
        ("я", Trouble.TOO_SHORT),
        ("7", Trouble.TOO_SHORT),
        ('"', Trouble.NO_WORDS),
        ("***", Trouble.NO_WORDS),
        ("-", Trouble.NO_WORDS),
        ("-dam", Trouble.ONLY_WITHOUT),
        ("x" * 201, Trouble.TOO_LONG),
        (" ".join(f"w{number}" for number in range(17)), Trouble.TOO_LONG),
    ],
)
def test_what_cannot_be_looked_for_says_why(typed: str, trouble: Trouble) -> None:
    with pytest.raises(NotAsked) as refused:
        asking.read(typed)
    assert refused.value.trouble == trouble


def test_a_hyphen_before_a_word_leaves_it_out_one_within_does_not() -> None:
    asked = asking.read('flood -dam e-mail -"old bridge"')
    assert [term.words for term in asked.wanted] == [("flood",), ("e", "mail")]
    assert [term.words for term in asked.unwanted] == [("dam",), ("old", "bridge")]


@given(st.text(max_size=220))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        asked = asking.read(typed)
    except NotAsked as refused:
        assert refused.trouble in Trouble
    else:
        asked.hits(typed)
        assert asked.wanted
