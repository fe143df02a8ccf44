"""Slots in words, such as “{{ place }}”: which are open, and the words with some of them filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from stoppress.toolkit.html import plain

LONGEST_NAME = 40
#: A name holds no mark and no brace; what has two braces and no end, or no name, is words.
_SLOT = re.compile(r"\{\{([^{}<>\n]{1,120}?)\}\}")
#: Who writes about templates writes them as code; there they are words.
_CODE = re.compile(r"<(code|pre)>.*?</\1>", re.DOTALL)


def in_words(words: str) -> list[str]:
    """The names of the slots in plain words, each once, in their order."""
    names = (_named(found) for found in _SLOT.finditer(words))
    return list(dict.fromkeys(name for name in names if name))


def in_html(html: str) -> list[str]:
    """As `in_words`, of cleaned HTML: formatting within a slot does not close it, and code holds none."""
    return in_words(plain(_CODE.sub("", html)))


def split_by_marks(html: str) -> list[str]:
    """The slots of cleaned HTML that cannot be filled in, because formatting begins or ends within their braces."""
    whole = {_named(found, is_html=True) for found in _SLOT.finditer(html)}
    return [name for name in in_html(html) if name not in whole]


def filled(words: str, values: Mapping[str, str]) -> str:
    """Plain words with these values in their slots; a slot without one stays open."""
    return _SLOT.sub(lambda found: _value(found, values, is_html=False), words)


def filled_html(html: str, values: Mapping[str, str]) -> str:
    """Cleaned HTML with these values, as plain words, in its slots; a slot without one stays open."""
    pieces: list[str] = []
    end = 0
    for code in _CODE.finditer(html):
        pieces += [_filled_html(html[end : code.start()], values), code[0]]
        end = code.end()
    return "".join([*pieces, _filled_html(html[end:], values)])


def slot(name: str) -> str:
    """The slot of this name, as it stands in words."""
    return "{{ " + name + " }}"


def _filled_html(html: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda found: _value(found, values, is_html=True), html)


def _value(found: re.Match[str], values: Mapping[str, str], *, is_html: bool) -> str:
    value = " ".join(values.get(_named(found, is_html=is_html), "").split())
    if not value:
        return found[0]
    return escape(value, quote=False) if is_html else value


def _named(found: re.Match[str], *, is_html: bool = False) -> str:
    name = unescape(found[1]) if is_html else found[1]
    return " ".join(name.split())
