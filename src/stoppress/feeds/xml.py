"""XML that every parser reads: escaped by the standard library, and without the characters that XML 1.0 does not have."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element

# Everything outside of Char in https://www.w3.org/TR/xml/#charsets: most control characters, lone surrogates, U+FFFE, U+FFFF.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(tag: str, **attributes: str) -> Element:
    """The outermost element; write a name with a colon with two underscores (`xmlns__at`)."""
    return ElementTree.Element(tag, _named(attributes))


def add(parent: Element, tag: str, words: str | None = None, /, **attributes: str) -> Element:
    """One element more, with these words in it; an attribute without a value is left out."""
    element = ElementTree.SubElement(parent, tag, _named(attributes))
    if words is not None:
        element.text = legal(words)
    return element


def legal(words: str) -> str:
    """The words without what XML cannot hold."""
    return _NO_XML.sub("", words)


def document(element: Element) -> str:
    """The whole document as text, with its declaration; to be sent in UTF-8."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(element, encoding="unicode")


def _named(attributes: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", ":"): legal(value) for name, value in attributes.items() if value}
