"""What a picture says is looked through for pages; what its pixels happen to be is not."""

from __future__ import annotations

import struct

import pytest

from stoppress.media.recognising import Format, recognise
from stoppress.media.refusals import TwoInOne

PAGE = b"<svg onload=alert(1)>"
#: Farther from both ends than is looked.
FAR = bytes(100_000)


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    written = (struct.pack(">I", len(body)) + name + body + bytes(4) for name, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _jpeg(*segments: tuple[int, bytes], pixels: bytes) -> bytes:
    written = (struct.pack(">BBH", 255, marker, len(body) + 2) + body for marker, body in segments)
    return b"\xff\xd8" + b"".join(written) + b"\xff\xda" + pixels


def _webp(*chunks: tuple[bytes, bytes]) -> bytes:
    written = (name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in chunks)
    return b"RIFF" + bytes(4) + b"WEBP" + b"".join(written)


ODD = FAR + b"1"
HONEST = {
    Format.PNG: _png((b"IDAT", FAR + PAGE + FAR)),
    Format.JPEG: _jpeg((0xE0, bytes(40_000)), pixels=FAR + PAGE + FAR),
    Format.WEBP: _webp((b"VP8 ", FAR + PAGE + FAR)),
    Format.GIF: b"GIF89a" + FAR + PAGE + FAR,
}
DISGUISED = {
    "PNG, in a word between": _png((b"IDAT", ODD), (b"tEXt", PAGE), (b"IDAT", FAR)),
    "JPEG, behind long profiles": _jpeg(
        (0xE2, bytes(60_000)), (0xE2, bytes(60_000)), (0xFE, PAGE), pixels=FAR
    ),
    "WebP, in a word between": _webp((b"VP8 ", ODD), (b"XMP ", PAGE), (b"VP8 ", FAR)),
    "GIF, at the beginning": b"GIF89a" + bytes(10) + PAGE + FAR,
    "GIF, at the end": b"GIF89a" + FAR + PAGE,
    "GIF, across the end of the beginning": b"GIF89a" + bytes(65_536 - 8) + PAGE,
}


@pytest.mark.parametrize("kind", HONEST)
def test_pixels_that_happen_to_look_like_a_page_are_pixels(kind: Format) -> None:
    assert recognise(HONEST[kind]) == kind


@pytest.mark.parametrize("name", DISGUISED)
def test_a_page_among_what_the_file_says_is_found_however_far_in(name: str) -> None:
    with pytest.raises(TwoInOne):
        recognise(DISGUISED[name])


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0", b"\xff\xd8" + b"\xff\xe0\0\0" * 9, HONEST[Format.PNG][:20]]
)
def test_what_is_cut_off_is_looked_through_to_its_end(data: bytes) -> None:
    assert recognise(data) in Format
