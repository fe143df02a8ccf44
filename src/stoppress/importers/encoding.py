"""From the bytes of a file to text: unpacking within a bound, telling the encoding, mending what was decoded twice."""

from __future__ import annotations

import codecs
import re
import zlib

from stoppress.importers.errors import CutOff, TooLarge, Unreadable

#: A live page with a thousand posts has 5 MB; twenty leave room, and reading stays within 200 MiB.
MOST_BYTES = 20_000_000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"Rar!",
    b"BZh",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
)

#: UTF-8 that somebody read as cp1252: â€œ for “, Ã© for é.
_MOJIBAKE = re.compile(
    "â€[œ\x9d\u2122\u02dc\u201c\u201d\u0153\u00a6]|Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u00a0-\u00bf]"
)

_HIGH_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}"
)


def unpack(data: bytes) -> bytes:
    """The bytes of the page; a gzipped one is unpacked, but never beyond the bound."""
    if data[:2] != b"\x1f\x8b":
        return _within_bound(data)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        page = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise Unreadable(
            "The file begins like a gzipped one, but cannot be unpacked. Capture the page again."
        ) from error
    if len(page) <= MOST_BYTES and not unpacker.eof:
        raise CutOff("The gzipped file breaks off in the middle. Capture the page again.")
    return _within_bound(page)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; raise Unreadable for what is empty or no text."""
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise Unreadable("The file is empty. Save the page again and import that file.")
    if data.startswith(_MAGIC):
        raise Unreadable("The file is not a web page and not text. Save the page as HTML, or as plain text.")
    name = _encoding(data)
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        text, name = data.decode("cp1252", "replace"), "windows-1252"
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_binary(text)
    return _mended(text), name


def _within_bound(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise TooLarge(
            f"The page is larger than {MOST_BYTES // 1_000_000} MB. A live page of a thousand posts has 5 MB: "
            "save the page alone (HTML only), without its pictures, and import that."
        )
    return data


def _encoding(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    head = data[:4096]
    if len(head) >= 4 and head.count(0) >= len(head) // 3:
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(head) or "windows-1252"
    return "utf-8"


def _declared(head: bytes) -> str | None:
    found = _META.search(head)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    # The web reads latin-1 as windows-1252 (Encoding Standard), and a wrong “utf-8” was just disproved.
    return "windows-1252" if name in {"iso8859-1", "ascii", "utf-8", "utf-16", "cp1252"} else name


def _refuse_binary(text: str) -> None:
    sample = text[:100_000]
    odd = sum(1 for sign in sample if (sign < " " and sign not in "\t\n\f") or sign == "\ufffd")
    if odd > max(20, len(sample) // 50):
        raise Unreadable(
            "The file is not text (or its encoding cannot be told). Save the page as UTF-8 and import that."
        )


def _mended(text: str) -> str:
    """Undo one wrong decoding where the text shows it at least thrice; single odd signs are left as they stand."""
    if len(_MOJIBAKE.findall(text)) < 3:
        return text
    return _HIGH_RUN.sub(_mend_run, text)


def _mend_run(found: re.Match[str]) -> str:
    try:
        return b"".join(_as_byte(sign) for sign in found[0]).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return found[0]


def _as_byte(sign: str) -> bytes:
    # Browsers keep the five bytes that cp1252 leaves out as the control signs of the same number.
    return bytes([ord(sign)]) if sign in "\x81\x8d\x8f\x90\x9d" else sign.encode("cp1252")
