"""Draws one picture card: a headline and where it stands, 1200 by 630, as a newspaper would set it.

A program, run in a process of its own with limits (see `apart.py`). It reads its order from standard input (JSON, see
`cards.Card`), and writes the bytes of a PNG. It imports nothing of ours, so that it starts quickly.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin, features  # noqa: F401

_TYPEFACES = Path(__file__).with_name("typefaces")
#: Raqm sets right-to-left scripts, if FriBiDi is on the machine; without it such words are left out, for they would be wrong.
_HAS_RAQM = bool(features.check("raqm"))

_WIDTH, _HEIGHT = 1200, 630
_EDGE = 64
_MEASURE = _WIDTH - 2 * _EDGE
_PAPER, _INK, _GREY, _RED = (252, 251, 248), (22, 24, 29), (84, 87, 94), (178, 22, 32)
_NIGHT_GREY = (176, 178, 184)
#: What stands in this room is the headline's; sizes are tried from the largest down.
_TOP, _BOTTOM = 140, 500
_LARGEST, _SMALLEST, _STEP = 148, 50, 2
_LEADING = 1.13
#: A headline may be so much smaller than it could, if it then takes a line less.
_SHRINKS = 0.86
#: No more letters than this are set, so that no headline takes long.
_MOST_LETTERS = 320
#: Ink, paper, red, and the shades between them at the edges of letters.
_SHADES = 64

Order = dict[str, Any]
Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont


def main(order: Order) -> None:
    """Draw one card."""
    _limit(order)
    out = BytesIO()
    image = _LOOKS[order["look"]](order)
    image.quantize(_SHADES, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    sys.stdout.buffer.write(out.getvalue())


def _limit(order: Order) -> None:
    """Bound this process: memory, time, the length of its answer; it leaves no dump, and readers go before it."""
    for what, most in (
        (resource.RLIMIT_AS, order["memory_bytes"]),
        (resource.RLIMIT_CPU, order["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, order["answer_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))
    with contextlib.suppress(OSError):
        os.nice(10)


# ---- the looks


def _of_post(order: Order) -> Image.Image:
    """Black on white."""
    return _with_headline(Sheet(order, _PAPER, _INK, _GREY))


def _of_key_event(order: Order) -> Image.Image:
    """White on black, between heavy rules."""
    return _with_headline(Sheet(order, _INK, _PAPER, _NIGHT_GREY))


def _with_headline(sheet: Sheet) -> Image.Image:
    sheet.masthead()
    sheet.fill("headline", sheet.first_of(sheet.order["heads"]), _TOP, _BOTTOM)
    sheet.foot()
    return sheet.image


def _of_answer(order: Order) -> Image.Image:
    """The question in italic under who asks, and who answers it."""
    sheet = Sheet(order, _PAPER, _INK, _GREY)
    sheet.masthead()
    top, bottom = _TOP, _BOTTOM
    if sheet.line("plain", 30, order["asked"], top + 8, _GREY):
        top += 50
    if sheet.line("strong", 32, order["answering"], bottom - 40, _INK):
        bottom -= 60
    sheet.fill("question", sheet.first_of(order["heads"]), top, bottom)
    sheet.foot()
    return sheet.image


def _of_withdrawn(order: Order) -> Image.Image:
    """One word between dashed rules, and nothing else."""
    sheet = Sheet(order, _PAPER, _INK, _GREY)
    for y in (_EDGE, _HEIGHT - _EDGE - 2):
        for x in range(_EDGE, _WIDTH - _EDGE - 14, 26):
            sheet.draw.rectangle((x, y, x + 13, y + 2), fill=_GREY)
    sheet.fill("question", sheet.first_of(order["heads"]), _EDGE + 40, _HEIGHT - _EDGE - 40, _GREY)
    return sheet.image


_LOOKS = {
    "post": _of_post,
    "key event": _of_key_event,
    "answer": _of_answer,
    "blog": _of_post,
    "withdrawn": _of_withdrawn,
}


class Sheet:
    """One card while it is drawn; everything stands at the side where its language begins."""

    def __init__(self, order: Order, ground: Colour, ink: Colour, grey: Colour) -> None:
        self.order, self.ink, self.grey = order, ink, grey
        self.is_rtl = order["direction"] == "rtl"
        self.image = Image.new("RGB", (_WIDTH, _HEIGHT), ground)
        self.draw = ImageDraw.Draw(self.image)

    def first_of(self, texts: list[str]) -> str:
        """The first of these that can be set."""
        return next((settled for text in texts if (settled := settable(text))), "")

    def masthead(self) -> None:
        """A heavy rule over a thin one, the newsroom's name, and at the other side what kind of thing this is."""
        heavy = 14 if self.order["look"] == "key event" else 7
        self.draw.rectangle((_EDGE, 40, _WIDTH - _EDGE - 1, 40 + heavy - 1), fill=self.ink)
        kicker = settable(self.order["kicker"])
        used = self._mark(kicker) if kicker else 0
        newsroom = settable(self.order["newsroom"])
        self._words("strong", 30, newsroom, 98, self.ink, _MEASURE - used)

    def _mark(self, words: str) -> int:
        """What kind of thing this is; returns the room that it takes."""
        font = _font("strong", 30)
        words = _cut(font, words, _MEASURE // 2, self.order)
        width = _length(font, words, self.order)
        is_live = self.order["is_live"]
        side = 16 if is_live else 0  # white on red, as a sign at a door
        x = _EDGE if self.is_rtl else _WIDTH - _EDGE - width - 2 * side
        if is_live:
            self.draw.rectangle((x, 64, x + width + 2 * side, 112), fill=_RED)
        colour = _PAPER if is_live else self.ink
        self._set((x + side, 98), words, font, colour, "ls")
        return width + 2 * side + 40

    def foot(self) -> None:
        """Under a thin rule the live blog's name, and when; one line where there is only one of them."""
        name, when = settable(self.order["foot"]), settable(self.order["when"])
        self.draw.rectangle((_EDGE, 520, _WIDTH - _EDGE - 1, 521), fill=self.grey)
        self._words("strong", 28, name, 562, self.ink, _MEASURE)
        self._words("plain", 26, when, 602 if name else 566, self.grey, _MEASURE)

    def line(self, face: str, size: int, text: str, top: int, colour: Colour) -> bool:
        """One line, cut where it is too long; False if there is nothing to set."""
        words = settable(text)
        self._words(face, size, words, top + round(size * 0.8), colour, _MEASURE)
        return bool(words)

    def fill(self, face: str, text: str, top: int, bottom: int, colour: Colour | None = None) -> None:
        """Balanced lines as large as the room lets them be, a little above its middle."""
        if not text:
            return
        block = set_in(face, text, _MEASURE, bottom - top, self.order)
        spare = bottom - top - block.height
        y = top + spare * 0.42 + block.size * 0.86
        for line in block.lines:
            self._at_the_start(block.font, line, round(y), colour or self.ink)
            y += block.size * _LEADING

    def _words(self, face: str, size: int, text: str, baseline: int, colour: Colour, room: int) -> None:
        font = _font(face, size)
        self._at_the_start(font, _cut(font, text, room, self.order), baseline, colour)

    def _at_the_start(self, font: Font, text: str, baseline: int, colour: Colour) -> None:
        x, anchor = (_WIDTH - _EDGE, "rs") if self.is_rtl else (_EDGE, "ls")
        self._set((x, baseline), text, font, colour, anchor)

    def _set(self, at: tuple[int, int], text: str, font: Font, colour: Colour, anchor: str) -> None:
        self.draw.text(at, text, font=font, fill=colour, anchor=anchor, **_manner(text, self.order))


# ---- lines


@dataclass(frozen=True)
class Block:
    """Lines of one size."""

    font: Font
    size: int
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return self.size * (1 + _LEADING * (len(self.lines) - 1))


def set_in(face: str, text: str, width: int, height: int, order: Order) -> Block:
    """The largest setting that fits, or one a little smaller in fewer lines; the smallest, cut, where none fits."""
    words = text[:_MOST_LETTERS].split(" ")
    lengths = [
        _length(_font(face, _LARGEST), word, order) for word in words
    ]  # grows with the size, near enough
    found: Block | None = None
    for size in range(_LARGEST, _SMALLEST, -_STEP):
        if found and size < found.size * _SHRINKS:
            break
        block = _block(face, size, words, lengths, width)
        fits = block and block.height <= height and len(block.lines) <= _most_lines(size)
        if block and fits and (found is None or len(block.lines) < len(found.lines)):
            found = block
    return found or _cut_block(face, words, width, height, order)


def _block(face: str, size: int, words: list[str], lengths: list[int], width: int) -> Block | None:
    font = _font(face, size)
    scaled = [1 + length * size // _LARGEST for length in lengths]
    return (
        Block(font, size, tuple(_balanced(words, scaled, width, _space(font))))
        if max(scaled) <= width
        else None
    )


def _cut_block(face: str, words: list[str], width: int, height: int, order: Order) -> Block:
    """As many lines of the smallest size as there is room for."""
    font = _font(face, _SMALLEST)
    broken = [piece for word in words for piece in _broken(font, word, width, order)]
    lines = _wrapped(broken, [_length(font, word, order) for word in broken], width, _space(font))
    most = 1 + int((height / _SMALLEST - 1) / _LEADING)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(font, " ".join(lines[most - 1 :]), width, order)]
    return Block(font, _SMALLEST, tuple(lines))


def _most_lines(size: int) -> int:
    """Large words in few lines; a headline of one line is not shouted."""
    return 1 if size > 124 else 2 if size > 104 else 3 if size > 84 else 4 if size > 62 else 6


def _balanced(words: list[str], lengths: list[int], width: int, space: int) -> list[str]:
    """As few lines as fit, and among all ways to break them so the one with the least ragged edge."""
    plain = _wrapped(words, lengths, width, space)
    even = (sum(lengths) + space * (len(words) - len(plain))) / len(plain)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _line in plain:
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (raggedness, ends) in best.items():
            length = -space
            for end in range(start + 1, len(words) + 1):
                length += space + lengths[end - 1]
                if length > width and end > start + 1:
                    break
                found = (raggedness + (even - length) ** 2, (*ends, end))
                longer[end] = min(longer.get(end, found), found)
        best = longer
    if len(words) not in best:
        return plain
    ends = best[len(words)][1]
    return [" ".join(words[start:end]) for start, end in zip((0, *ends), ends, strict=False)]


def _wrapped(words: list[str], lengths: list[int], width: int, space: int) -> list[str]:
    lines: list[list[str]] = []
    used = 0
    for word, length in zip(words, lengths, strict=True):
        if lines and used + space + length <= width:
            lines[-1].append(word)
            used += space + length
        else:
            lines.append([word])
            used = length
    return [" ".join(line) for line in lines]


def _broken(font: Font, word: str, width: int, order: Order) -> list[str]:
    """A word that is longer than the line, in pieces that are not."""
    pieces = [""]
    for letter in word:
        longer = pieces[-1] + letter
        if unicodedata.combining(letter) or _length(font, longer, order) <= width:
            pieces[-1] = longer
        else:
            pieces.append(letter)
    return pieces


def _cut(font: Font, text: str, width: int, order: Order) -> str:
    """As much of this as one line holds, between words where there are any, and an ellipsis if that is not all."""
    if _length(font, text, order) <= width:
        return text
    kept = text
    while kept and _length(font, f"{kept}…", order) > width:
        shorter, blank, _last = kept.rpartition(" ")
        kept = shorter if blank and len(shorter) > len(text) // 4 else kept[:-1]
    return f"{kept.rstrip(' ,;:.–—-')}…"


# ---- letters

#: Stands where a letter could not be set.
_LOST = "\0"
_GAP_BEFORE_SIGN = re.compile(r" *\0+ *(?=[!?.,:;…])")
_GAP = re.compile(r" *\0+ *| {2,}")
_DASH = re.compile(r" ([–—]) ")
#: Joiners mean something behind Arabic letters only; marks of direction are not needed where each line has its own.
_JOINER = re.compile(r"(?<![\u0600-\u077f])[\u200c\u200d]|[\u200e\u200f]")


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """What every typeface of ours has."""
    ranges = json.loads((_TYPEFACES / "letters.json").read_text())
    return frozenset(number for low, high in ranges for number in range(low, high + 1))


def settable(text: str) -> str:
    """The text without what our typefaces have not, such as emoji; nothing where too much of its words would be lost.

    Letters of fancy (𝗯𝗼𝗹𝗱, ｗｉｄｅ) become plain ones, an unknown accent leaves its letter.
    A dash stays with the word before it.
    """
    letters = unicodedata.normalize("NFC", text)
    pieces = [_settled(letter) for letter in letters]
    lost = sum(letter.isalpha() for letter, piece in zip(letters, pieces, strict=True) if not piece)
    if lost * 4 > sum(letter.isalpha() for letter in letters):
        return ""
    kept = _JOINER.sub("", "".join(piece or _LOST for piece in pieces))
    kept = _DASH.sub("\u00a0\\1 ", _GAP.sub(" ", _GAP_BEFORE_SIGN.sub("", kept)))
    return " ".join(word for word in kept.split(" ") if word)


def _settled(letter: str) -> str:
    """What stands for one letter; “” for nothing."""
    if letter.isspace():
        return letter if letter in "\u00a0\u202f" else " "
    for candidate in (letter, unicodedata.normalize("NFKC", letter), unicodedata.normalize("NFD", letter)[0]):
        if all(ord(one) in _letters() and _can_be_ordered(one) for one in candidate):
            return candidate
    return ""


def _can_be_ordered(letter: str) -> bool:
    return _HAS_RAQM or unicodedata.bidirectional(letter) not in ("R", "AL", "AN")


# ---- the setting of one line


@lru_cache(maxsize=256)
def _font(face: str, size: int) -> Font:
    engine = ImageFont.Layout.RAQM if _HAS_RAQM else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(_TYPEFACES / f"{face}.ttf"), size, layout_engine=engine)


def _length(font: Font, text: str, order: Order) -> int:
    return round(font.getlength(text, **_manner(text, order)))


def _space(font: Font) -> int:
    return round(font.getlength(" "))


def _manner(text: str, order: Order) -> dict[str, Any]:
    """The direction of the first letter that has one, and the language, for its own forms of letters."""
    if not _HAS_RAQM:
        return {}
    strong = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "")
    is_rtl = first in ("R", "AL") or (not first and order["direction"] == "rtl")
    return {"direction": "rtl" if is_rtl else "ltr", "language": order["language"]}


if __name__ == "__main__":
    if sys.argv[1:] == ["--can-set-right-to-left"]:
        sys.stdout.write("yes" if _HAS_RAQM else "no")
    else:
        main(json.load(sys.stdin))
