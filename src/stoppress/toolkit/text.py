"""Plain words: what a text may hold, and how it is made into names."""

from __future__ import annotations

import re
import unicodedata

# Control characters but tab and line breaks, lone surrogates, and the marks that turn text round without being seen.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REPLACED = "\ufffd"


class BadText(ValueError):
    """The text cannot be kept; the message says what to do."""


class TooLong(BadText):
    """It has more letters than fit."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"This is {length:,} characters long; at most {limit:,} fit. Shorten it by {length - limit:,}."
        )
        self.length, self.limit = length, limit


class ControlCharacters(BadText):
    """It holds what is no letter, no mark and no white space."""


class LostCharacters(BadText):
    """It was read with the wrong encoding before it came here."""


def checked(text: str, *, limit: int) -> str:
    """Return the text in composed form, without invisible turning marks; raise BadText in words."""
    if len(text) > limit:
        raise TooLong(len(text), limit)
    if _FORBIDDEN.search(text):
        raise ControlCharacters(
            "This holds characters that no text has (control characters). Paste it again as plain text."
        )
    if _REPLACED in text:
        raise LostCharacters(
            "This holds “\ufffd”: it was read with the wrong encoding. Copy it again from the original."
        )
    return unicodedata.normalize("NFC", _TURNING.sub("", text))


def one_line(text: str, *, limit: int) -> str:
    """As `checked`, with all white space folded to single blanks."""
    return checked(" ".join(text.split()), limit=limit)


def slug(text: str, *, limit: int = 60) -> str:
    """A name for addresses: lower-case letters, digits and hyphens; empty if nothing of the text can stay."""
    ascii_text = (
        unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    )
    words = re.findall(r"[a-z0-9]+", ascii_text.replace("'", ""))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:limit]
        if len(longer) > limit:
            break
        name = longer
    return name


def folded(text: str) -> str:
    """The text as it is searched for, in any language: without letter case, accents, and what white space it has."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def first_words(text: str, *, limit: int = 80) -> str:
    """The beginning of a text, with an ellipsis if something was cut: between words where the language has spaces."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    end = cut.rfind(" ")
    return (cut[:end] if end > limit // 2 else cut).rstrip(",;:.–—- ") + "…"
