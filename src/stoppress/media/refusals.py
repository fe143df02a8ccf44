"""Why a picture was not taken: each says in words what to do next, and nothing of the picture was kept."""

from __future__ import annotations

from typing import ClassVar


class PictureRefused(Exception):
    """The picture was not taken, whole. `field` is where the words belong: `picture`, `alt` or `credit`."""

    field: ClassVar[str] = "picture"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooLarge(PictureRefused):
    """The file has more bytes than we take."""


class WrongType(PictureRefused):
    """The file is no picture, or none of a kind that we take."""


class TwoInOne(PictureRefused):
    """The file is a picture and something else at once: an archive, a page, a script."""


class WrongSize(PictureRefused):
    """The picture has too many pixels, too few, or is too thin."""


class TooManyFrames(PictureRefused):
    """The picture moves, for too long."""


class Broken(PictureRefused):
    """The picture cannot be read to its end."""


class TooHeavy(PictureRefused):
    """Reading the picture took more time or memory than we give."""


class TooManyUnused(PictureRefused):
    """The member has sent more than stands in posts."""


class NoRoom(PictureRefused):
    """The picture could not be written to the disk."""


class BadAlt(PictureRefused):
    """The words that stand for the picture are missing or cannot be taken."""

    field = "alt"


class BadCredit(PictureRefused):
    """The credit cannot be taken."""

    field = "credit"
