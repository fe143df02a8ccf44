"""What is taken becomes squares of our own writing; what is not is refused in words; nothing harms the server."""

from __future__ import annotations

import random
from io import BytesIO

import msgspec
import pytest
from PIL import Image

from stoppress.media import refusals
from stoppress.media.developing import Order, develop
from tests.media import made
from tests.server import Newsroom

#: A busy machine gets the time it needs.
ORDER = Order((96, 192), (0.5, 0.35), shortest_side=96, deadline_seconds=120)


def _opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body), formats=("WEBP",))


def _is_near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_every_kind_that_we_take_becomes_squares_in_webp(kind: str) -> None:
    renditions = develop(made.picture(kind=kind), ORDER)
    assert {width: _opened(body).size for width, body in renditions.items()} == {
        96: (96, 96),
        192: (192, 192),
    }


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_pixels_is_read(mode: str) -> None:
    body = develop(made.picture(mode=mode), ORDER)[192]
    low, high = _opened(body).convert("L").getextrema()
    assert low < 90, "dark stays dark"
    assert high > 160, "light stays light"


def test_a_picture_for_print_is_brought_to_the_colours_of_the_screen() -> None:
    ink = made.saved(Image.new("RGB", (300, 300), made.RED).convert("CMYK"), "JPEG", quality=95)
    assert _is_near(_opened(develop(ink, ORDER)[96]).getpixel((48, 48)), made.RED)


def test_colours_are_those_that_the_profile_of_the_picture_means() -> None:
    square = _opened(develop(made.with_colours_of_its_own(), ORDER)[96])
    assert _is_near(square.getpixel((48, 48)), made.BLUE)


def test_a_broken_profile_is_no_reason_to_refuse_the_picture() -> None:
    odd = made.two_halves((200, 200), icc_profile=b"no profile")
    assert _is_near(_opened(develop(odd, ORDER)[96]).getpixel((48, 20)), made.RED)


def test_what_lies_under_transparent_pixels_does_not_travel() -> None:
    unseen = made.saved(Image.new("RGBA", (200, 200), (*made.RED, 0)), "PNG")
    assert _is_near(_opened(develop(unseen, ORDER)[96]).getpixel((48, 48)), (255, 255, 255))


def test_it_stands_as_the_camera_was_held() -> None:
    square = _opened(develop(made.of_a_phone(), msgspec.structs.replace(ORDER, focus=(0.5, 0.5)))[192])
    assert _is_near(square.getpixel((96, 10)), made.RED)
    assert _is_near(square.getpixel((96, 180)), made.BLUE)


def test_nothing_that_the_file_said_besides_its_pixels_is_left() -> None:
    for body in develop(made.of_a_phone(), ORDER).values():
        image = _opened(body)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
        assert made.SECRET_WORDS.encode() not in body
        assert b"EXIF" not in body
        assert b"ICCP" not in body


@pytest.mark.parametrize(("focus", "is_above"), [((0.5, 0.0), True), ((0.5, 1.0), False)])
def test_the_square_is_cut_round_the_focal_point(focus: tuple[float, float], is_above: bool) -> None:
    tall = made.two_halves((200, 800))
    square = _opened(develop(tall, msgspec.structs.replace(ORDER, focus=focus))[96])
    assert _is_near(square.getpixel((48, 48)), made.RED if is_above else made.BLUE)


REFUSED = [
    ("nothing", b"", refusals.WrongType, "Choose the picture"),
    ("a text", b"Dear editor,", refusals.WrongType, "Send a JPEG"),
    (
        "PostScript under the name of a picture",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        refusals.WrongType,
        "Send a JPEG",
    ),
    ("a TIFF", made.picture(kind="TIFF"), refusals.WrongType, "Send a JPEG"),
    ("a BMP", made.picture(kind="BMP"), refusals.WrongType, "Send a JPEG"),
    ("a page", b"<!doctype html><script>alert(1)</script>", refusals.WrongType, "Send a JPEG"),
    ("SVG", made.SVG, refusals.WrongType, "Export it as PNG"),
    ("broken HEIC", made.BROKEN_HEIC, refusals.Broken, "save it anew"),
    ("GIF and script", made.gif_that_is_a_script(), refusals.TwoInOne, "save it anew"),
    (
        "GIF and script by =",
        made.gif_that_is_a_script(b"=1", b";alert(1)"),
        refusals.TwoInOne,
        "save it anew",
    ),
    ("PNG and archive", made.png_that_is_a_zip(), refusals.TwoInOne, "save it anew"),
    ("JPEG and page", made.jpeg_with_a_page(), refusals.TwoInOne, "save it anew"),
    (
        "PNG and PDF",
        made.picture()[:60] + b"%PDF-1.7" + made.picture()[60:],
        refusals.TwoInOne,
        "save it anew",
    ),
    ("JPEG and script", b"\xff\xd8\xff\xe0/*JFIF" + b"\0" * 99, refusals.TwoInOne, "save it anew"),
    ("bomb", made.bomb(50_000, 50_000), refusals.WrongSize, "50 million pixels"),
    ("just too many pixels", made.bomb(7_200, 7_200), refusals.WrongSize, "50 million pixels"),
    ("thin", made.bomb(19_000, 100), refusals.WrongSize, "too thin"),
    ("very thin", made.bomb(50_000_000, 1), refusals.WrongSize, "pixels"),
    ("small", made.picture((95, 95)), refusals.WrongSize, "at least 96 pixels"),
    ("moving", made.moving(101), refusals.TooManyFrames, "Send a still picture"),
    ("cut off", made.picture(kind="JPEG")[:-400], refusals.Broken, "save it anew"),
    ("cut off PNG", made.picture()[:-200], refusals.Broken, "save it anew"),
    ("a header alone", made.picture(kind="WEBP")[:12], refusals.Broken, "save it anew"),
    ("not enough pixels", made.bomb(300, 300), refusals.Broken, "save it anew"),
]


@pytest.mark.parametrize(
    ("data", "kind", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_we_do_not_take_is_refused_with_what_to_do(
    data: bytes, kind: type[refusals.PictureRefused], words: str
) -> None:
    with pytest.raises(kind, match=words):
        develop(data, ORDER)


def test_a_picture_that_moves_a_little_stands_at_its_beginning() -> None:
    square = _opened(develop(made.moving(100), ORDER)[96])
    assert _is_near(square.convert("RGB").getpixel((48, 48)), (0, 0, 0))


def test_the_largest_picture_that_we_take_is_read_within_its_limits() -> None:
    large = made.saved(Image.new("RGB", (7_000, 7_000), made.RED), "PNG", compress_level=9)
    assert _is_near(_opened(develop(large, ORDER)[96]).getpixel((48, 48)), made.RED)


def test_a_picture_of_a_phone_needs_half_of_what_a_process_may_have() -> None:
    """20 million pixels. One is read at a time (`project/darkroom.py`), so that several at once do not add up."""
    shot = made.picture((5_200, 3_900), kind="JPEG")
    order = msgspec.structs.replace(ORDER, focus=None, memory_bytes=512 * 1024 * 1024, widths=(480, 1_800))
    assert set(develop(shot, order)) == {480, 1_800}


@pytest.mark.parametrize(
    "tight",
    [
        {"memory_bytes": 200 * 1024 * 1024},
        {"cpu_seconds": 0},
        {"deadline_seconds": 0.01},
    ],
    ids=["memory", "time of the processor", "time of the wall"],
)
def test_a_process_that_meets_its_limits_harms_nobody_and_the_editor_is_told(tight: dict[str, float]) -> None:
    large = made.saved(Image.new("RGB", (7_000, 7_000), made.RED), "PNG", compress_level=9)
    with pytest.raises(refusals.TooHeavy, match="smaller JPEG"):
        develop(large, msgspec.structs.replace(ORDER, **tight))
    assert develop(made.picture(), ORDER), "the next one is read as ever"


def test_a_process_that_says_more_than_it_may_is_not_believed() -> None:
    with pytest.raises(refusals.PictureRefused):
        develop(made.picture(), msgspec.structs.replace(ORDER, answer_bytes=100))


def test_the_server_itself_loads_no_decoder(newsroom_folder: Newsroom) -> None:
    newsroom_folder.data.mkdir(parents=True)
    told = newsroom_folder.python(
        "import sys, stoppress.project.urls, stoppress.project.runner\n"
        "from stoppress.media.developing import Order, develop\n"
        "from stoppress.media.refusals import Broken\n"
        "try: develop(b'\\x89PNG\\r\\n\\x1a\\n', Order((96,), (0.5, 0.5), 96))\n"
        "except Broken: print('refused', 'PIL' in sys.modules)"
    )
    assert told == "refused False"


MUTATIONS = 200


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_flipped_bits_end_as_a_picture_or_as_words(kind: str) -> None:
    """PROMISES U3; the seed is fixed, so that a find can be found again."""
    chance = random.Random(kind)
    whole = made.picture((120, 100), kind=kind)
    for _ in range(MUTATIONS // 5):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            found = develop(bytes(data), ORDER)
        except refusals.PictureRefused as refused:
            assert refused.message
        else:
            assert [_opened(body).size for body in found.values()] == [(96, 96), (192, 192)]
