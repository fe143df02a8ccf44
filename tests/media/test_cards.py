"""A card is drawn as a newspaper would set it, in every script that we have letters for; what we have not is left out."""

from __future__ import annotations

import struct
from functools import partial
from io import BytesIO

import msgspec
import pytest
from PIL import Image

from stoppress.media import cards, drawing
from stoppress.media.cards import Card, NotDrawn

#: A busy machine gets the time it needs.
draw = partial(cards.draw, deadline_seconds=120)
POST = Card(
    look="post",
    heads=("The dam holds",),
    newsroom="The Harrow Courier",
    foot="River rises",
    when="14.05 Berlin time, 4 May 2031",
)
KINDS = {
    "a short headline": POST,
    "a long headline": msgspec.structs.replace(
        POST, heads=("The river passes the mark of 1954 and goes on " * 6,)
    ),
    "one word": msgspec.structs.replace(POST, heads=("Resigned",)),
    "one word longer than the card": msgspec.structs.replace(POST, heads=("Donaudampfschifffahrt" * 9,)),
    "Ukrainian": msgspec.structs.replace(POST, heads=("Міст закрито: вода піднялася за ніч",), language="uk"),
    "Arabic": msgspec.structs.replace(
        POST, heads=("إجلاء السكان بعد ارتفاع النهر (Elm) إلى 7.4 أمتار",), language="ar", direction="rtl"
    ),
    "Hebrew": msgspec.structs.replace(POST, heads=("הגשר נסגר לתנועה",), language="he", direction="rtl"),
    "a key event": msgspec.structs.replace(POST, look="key event", kicker="Key event"),
    "an answer": msgspec.structs.replace(
        POST,
        look="answer",
        heads=("Is the water safe?",),
        asked="Mara asks:",
        answering="Dr. Nadia Brandt answers",
    ),
    "a live blog": msgspec.structs.replace(POST, look="blog", kicker="Live", is_live=True, foot=""),
    "withdrawn": Card("withdrawn", ("Withdrawn",)),
    "nothing that can be set": msgspec.structs.replace(
        POST, heads=("東京で大雨",), newsroom="", foot="", when=""
    ),
}
ORDER = {"direction": "ltr", "language": "en"}
needs_raqm = pytest.mark.skipif(not drawing._HAS_RAQM, reason="FriBiDi is not on this machine")


@pytest.mark.parametrize("kind", KINDS)
def test_every_card_is_a_small_picture_of_the_size_that_sites_show_and_the_same_each_time(kind: str) -> None:
    body = draw(KINDS[kind])
    assert Image.open(BytesIO(body), formats=("PNG",)).size == (1200, 630)
    assert len(body) < 100_000
    assert draw(KINDS[kind]) == body


def test_a_card_holds_pixels_and_no_word_besides() -> None:
    body, kinds, at = draw(POST), [], 8
    while at < len(body):
        length, kind = struct.unpack(">I4s", body[at : at + 8])
        kinds.append(kind)
        at += 12 + length
    assert set(kinds) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def test_a_withdrawn_post_is_one_word_whatever_else_is_told() -> None:
    bare = KINDS["withdrawn"]
    assert draw(
        msgspec.structs.replace(bare, newsroom="Courier", foot="River", when="14.05", kicker="Live")
    ) == draw(bare)


def test_each_look_is_another_picture() -> None:
    looks = [msgspec.structs.replace(POST, look=look) for look in ("post", "key event", "withdrawn")]
    assert len({draw(card) for card in looks}) == 3


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("Goal 🎉🎉! What a night 👨‍👩‍👧", "Goal! What a night"),
        ("Result 2️⃣:1 🇺🇦", "Result 2:1"),
        ("𝗕𝗼𝗹𝗱 and ｗｉｄｅ", "Bold and wide"),
        ("Smile\u202e gnp.exe", "Smile gnp.exe"),
        ("Tokyo 東京 wins", "Tokyo wins"),
        ("Rain – at last", "Rain\u00a0– at last"),
        ("na\u0308her", "näher"),
        ("two\u200blines\nand\ttabs", "two lines and tabs"),
        ("東京で大雨", ""),
        ("🎉", ""),
    ],
)
def test_what_we_have_no_letters_for_is_never_a_box(text: str, set_as: str) -> None:
    assert drawing.settable(text) == set_as


@pytest.mark.parametrize("face", ["headline", "question", "plain", "strong"])
def test_every_letter_that_counts_as_known_is_in_every_typeface(face: str) -> None:
    font = drawing._font(face, 40)
    unknown = _pixels(font, "\U0010fffd")
    letters = [
        chr(number) for number in drawing._letters() if chr(number).isalpha() and not _is_small(chr(number))
    ]
    assert len(letters) > 1_200
    assert [letter for letter in letters if _pixels(font, letter) == unknown] == []


def test_the_first_that_can_be_set_is_the_headline() -> None:
    unknown = msgspec.structs.replace(POST, heads=("東京で大雨", "River rises", "The Harrow Courier"))
    assert draw(unknown) == draw(msgspec.structs.replace(POST, heads=("River rises",)))


def test_lines_are_balanced_and_as_large_as_fits() -> None:
    block = drawing.set_in("headline", "Lava is moving towards Upper Sethe", 1072, 360, ORDER)
    assert block.lines == ("Lava is moving", "towards Upper Sethe")
    assert drawing.set_in("headline", "Resigned", 1072, 360, ORDER).size > block.size


def test_no_line_is_longer_than_the_measure() -> None:
    for kind, card in KINDS.items():
        text = drawing.settable(card.heads[0])
        if text:
            block = drawing.set_in("headline", text, 1072, 360, ORDER)
            assert max(drawing._length(block.font, line, ORDER) for line in block.lines) <= 1072, kind
            assert block.height <= 360


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    block = drawing.set_in("headline", "the river passes the mark and goes on " * 10, 1072, 360, ORDER)
    assert block.lines[-1].endswith("…")
    assert not any(line.endswith("…") for line in block.lines[:-1])


@needs_raqm
def test_arabic_letters_are_joined_and_run_from_the_right() -> None:
    font = drawing._font("headline", 60)
    joined = drawing._length(font, "منسوب", ORDER)
    assert joined < 0.9 * sum(drawing._length(font, letter, ORDER) for letter in "منسوب")
    assert drawing._manner("النهر (Elm)", ORDER)["direction"] == "rtl"
    assert drawing._manner("Elm (النهر)", {**ORDER, "direction": "rtl"})["direction"] == "ltr"


def test_without_fribidi_what_runs_from_the_right_is_left_out_rather_than_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "_HAS_RAQM", False)
    drawing._font.cache_clear()
    assert drawing.settable("منسوب النهر") == ""
    assert drawing.settable("River rises") == "River rises"
    assert drawing.set_in("headline", "River rises", 1072, 360, ORDER).lines == ("River rises",)
    drawing._font.cache_clear()


def test_a_card_that_cannot_be_drawn_is_told_to_who_asked() -> None:
    with pytest.raises(NotDrawn):
        draw(POST, deadline_seconds=0.001)
    with pytest.raises(NotDrawn):
        draw(msgspec.structs.replace(POST, look="no such look"))  # type: ignore[arg-type]


def _pixels(font: drawing.Font, letter: str) -> bytes:
    mask = font.getmask(letter)
    return bytes(mask) if mask.size[0] and mask.size[1] else letter.encode()


def _is_small(letter: str) -> bool:
    """Letters without pixels of their own, such as fillers."""
    return letter in "\u0640\u115f\u1160"
