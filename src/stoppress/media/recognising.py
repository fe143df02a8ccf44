"""Says what a file is by its content, before anything decodes it; what is two things at once is none.

The decoder writes every picture anew, so that a disguise would not survive it; refusing it here tells the editor.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from typing import Literal

from django.utils.translation import gettext as _

from stoppress.media.refusals import TwoInOne, WrongType


class Format(StrEnum):
    """The pictures that we take, by the names that Pillow gives them."""

    PNG = "PNG"
    JPEG = "JPEG"
    GIF = "GIF"
    WEBP = "WEBP"
    AVIF = "AVIF"
    HEIC = "HEIF"


_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
#: So far into a file a browser, or a reader of PDF, looks for what it might be.
_BEGINNING = 4_096
#: Pages and drawings are looked for so far from either end, and in what the file says besides its pixels, which hold any bytes.
_ENDS = 65_536
_LONGEST_WORD = 16
_DRAWING = re.compile(rb"<(?:svg|!doctype\s+svg|[\w-]+:svg)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:script|html|svg|iframe|!doctype|\?php)\b|javascript:", re.IGNORECASE)


def recognise(data: bytes) -> Format:
    """Return the one format that this file is; raises WrongType or TwoInOne, in words."""
    found = _format(data)
    if found is None:
        raise WrongType(_what_to_send(data))
    if _is_something_else_too(data, found):
        raise TwoInOne(
            _(
                "This file is a picture and something else at once. Open it, save it anew as PNG or JPEG, and send that."
            )
        )
    return found


def _format(data: bytes) -> Format | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format.WEBP
    brands = _brands(data)
    if brands & _AVIF_BRANDS:
        return Format.AVIF
    return Format.HEIC if brands & _HEIC_BRANDS else None


def _brands(data: bytes) -> set[bytes]:
    """What an ISO media file (ISO/IEC 14496-12, 4.3) says that it is: its own brand, and those that it fits."""
    if data[4:8] != b"ftyp":
        return set()
    box = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    return {box[:4]} | {box[at : at + 4] for at in range(8, len(box), 4)}


def _what_to_send(data: bytes) -> str:
    if not data:
        return _("There is nothing in this file. Choose the picture once more.")
    if _DRAWING.search(data[:_BEGINNING]):
        return _("This is an SVG drawing, which can carry script. Export it as PNG and send that.")
    return _("This is no picture that we can read. Send a JPEG, PNG, HEIC, WebP, AVIF or GIF file.")


def _is_something_else_too(data: bytes, found: Format) -> bool:
    return (
        _begins_as_script(data, found)
        or b"%PDF-" in data[:_BEGINNING]
        or any(_PAGE.search(piece) for piece in _besides_pixels(data, found))
        or zipfile.is_zipfile(BytesIO(data))
    )


def _besides_pixels(data: bytes, found: Format) -> Iterator[bytes]:
    """Both ends of the file, which are all of a small one, and what stands between them as words; the pixels are written anew."""
    yield data[:_ENDS]
    yield data[max(_ENDS - _LONGEST_WORD, len(data) - _ENDS) :]
    if found == Format.JPEG:
        yield data[: _beginning_of_scan(data)]
    elif found == Format.PNG:
        yield from _chunks(data, 8, "big", {b"IDAT", b"fdAT"})
    elif found == Format.WEBP:
        yield from _chunks(data, 12, "little", {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})


def _beginning_of_scan(data: bytes) -> int:
    """Where the pixels of a JPEG begin: segments, each with its length, stand before them (ITU-T T.81, B.1.1)."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in (b"\xda", b""):
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return at


def _chunks(data: bytes, at: int, order: Literal["big", "little"], pixels: set[bytes]) -> Iterator[bytes]:
    """What lies in the chunks of a PNG (length, name, content, sum) or a WebP (name, length, content, even), but for pixels."""
    while at + 8 <= len(data):
        first, second = data[at : at + 4], data[at + 4 : at + 8]
        length, name = (first, second) if order == "big" else (second, first)
        size = int.from_bytes(length, order)
        if name not in pixels:
            yield data[at + 8 : at + 8 + size]
        at += 8 + size + (4 if order == "big" else size % 2)


def _begins_as_script(data: bytes, found: Format) -> bool:
    """`GIF89a=…` and `GIF89a/*…`, `RIFF/*…`, and a JPEG whose first segment has the length `/*` also run as JavaScript."""
    if found == Format.GIF:  # the two bytes are the width; both printable, they say more than 8,000 pixels
        return data[6:7] in (b"=", b"/") and data[7:8] >= b" "
    return data[4:6] == b"/*" and found in (Format.JPEG, Format.WEBP)
