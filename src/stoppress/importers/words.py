"""Comparing and mending texts: entities written twice, titles that mean the same, times that stand in titles."""

from __future__ import annotations

import html
import re
import unicodedata

_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE
)
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_MARKUP = re.compile(
    r"</?(?:p|a|b|i|em|strong|br|ul|ol|li|div|span|h[1-6]|blockquote|img|figure|iframe|script|table)\b[^<>]*>",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[\d!?:;|@/()\[\]]|\.(?!\w|\s)")
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "del",
        "della",
        "di",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "y",
        "zu",
        "dos",
        "du",
    )
)
_NO_LETTERS = re.compile(r"[\W_]+")
_CLOCK_START = re.compile(
    r"^\s*(?:\(|\[)?((?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\s*[ap]\.?m\.?)?|(?:1[0-2]|[1-9])\s*[ap]\.?m\.?)"
    r"(?:\s*(?:Uhr|GMT|BST|IST|CEST|CET|E[SD]?T|P[SD]?T|AE[SD]T|UTC|hrs?|h)\b\.?)?(?:\)|\])?\s*(?:[-–—:|•·.,]\s*|\s|$)",
    re.IGNORECASE,
)
#: Tickers set their titles between plus signs: “+++ 14:58 Ferries stand still +++”.
_FRAME = re.compile(r"^\s*\+{2,}\s*|\s*\+{2,}\s*$")
_KEY_WORDS = r"key (?:event|moment)|momento clave|evento clave|schlüsselereignis|moment clé|temps fort"
_KEY_EVENT_START = re.compile(
    rf"^\s*(?:(?:KEY EVENT|KEY MOMENT|MOMENTO CLAVE|TEMPS FORT)\b\s*[-–—:|•]?|(?i:{_KEY_WORDS})\s*(?:[-–—:|•]|$))\s*"
)


def plain(text: str) -> str:
    """One line of text: entities resolved however often they were doubled, spaces single."""
    return _SPACES.sub(" ", resolved(text)).strip()


def resolved(text: str) -> str:
    """Entities resolved until none is left (three times at most)."""
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def has_doubled_entities(text: str) -> bool:
    """Whether a reader of this text would see entities instead of signs."""
    return bool(_ENTITY.search(html.unescape(text)))


def has_markup(text: str) -> bool:
    """Whether this is HTML, and not text."""
    return bool(_MARKUP.search(text))


def key(text: str) -> str:
    """What two texts share that say the same: letters and digits, without case, quotes and points."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def split_title(title: str) -> tuple[str, str, bool]:
    """The clock, the rest and the key-event mark of a title such as “22:20 KEY EVENT Dam breached”."""
    clock, is_key = "", False
    title = _FRAME.sub("", title)
    for _ in range(2):
        if not clock and (found := _CLOCK_START.match(title)):
            clock, title = found[0].strip(), title[found.end() :]
        if not is_key and (marked := _KEY_EVENT_START.match(title)):
            is_key, title = True, title[marked.end() :]
    return clock, title.strip(), is_key


def is_name(text: str) -> bool:
    """Whether a text looks like the name of a person: two to five words with capitals, particles apart."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 60 or _NO_NAME.search(text):
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and words[-1] not in _PARTICLES


def is_cut(text: str) -> bool:
    """Whether a text ends as one does that was cut: with an ellipsis, or at a round length."""
    stripped = text.rstrip()
    return stripped.endswith(("…", "...", "[…]", "[...]")) or len(text) in {
        500,
        999,
        1000,
        1001,
        1003,
        2000,
        4000,
        5000,
    }


def slug(text: str, longest: int = 40) -> str:
    """Letters and digits with hyphens, for ids of posts that have none of their own."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:longest].strip("-")
