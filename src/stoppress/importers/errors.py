"""What can go wrong when another publisher's page is read; every message says what was found and what to do."""

from __future__ import annotations


class CannotImport(Exception):
    """The file cannot be imported; nothing was written."""


class Unreadable(CannotImport):
    """The file is missing, empty, binary or in no encoding that could be told."""


class TooLarge(CannotImport):
    """The file, or what it unpacks to, is larger than a live page can be."""


class TooDeep(CannotImport):
    """Elements stand inside one another deeper than any real page has them."""


class CutOff(CannotImport):
    """The file ends in the middle; half a live blog is not brought in."""


class NotALiveBlog(CannotImport):
    """The page holds no live blog; the message lists what was looked for and what was found."""


class TookTooMuch(CannotImport):
    """Reading used more time or memory than is allowed."""


BY_NAME: dict[str, type[CannotImport]] = {
    kind.__name__: kind
    for kind in (CannotImport, Unreadable, TooLarge, TooDeep, CutOff, NotALiveBlog, TookTooMuch)
}
