"""Finds what to answer whoever asks for a picture by the name of its file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import close_old_connections

from stoppress.media import shelf
from stoppress.media.models import Picture, PictureState
from stoppress.people.models import Newsroom


@dataclass(frozen=True)
class Found:
    """What there is for everybody under a name: the bytes of a public picture, or the word that it was taken down."""

    body: bytes = b""
    media_type: str = ""
    is_gone: bool = False


NOTHING = Found()
GONE = Found(is_gone=True)


def for_everybody(name: str) -> Found:
    """What a stranger finds: a hidden picture, and one that there never was, are the same nothing."""
    match = shelf.NAME.fullmatch(name)
    if match is None:
        return NOTHING
    close_old_connections()  # Django does so between requests; a connection that has failed is not asked again
    state = Picture.objects.filter(secret=match[1]).values_list("state", flat=True).first()
    if state == PictureState.TAKEN_DOWN:
        return GONE
    return Found(shelf.read(name) or b"", shelf.media_type(name)) if state == PictureState.PUBLIC else NOTHING


def for_newsroom(newsroom: Newsroom, name: str) -> bytes | None:
    """What a member of this newsroom finds: its hidden pictures, too; nothing of another newsroom's."""
    match = shelf.NAME.fullmatch(name)
    if match is None or not Picture.objects.of_newsroom(newsroom).filter(secret=match[1]).exists():
        return None
    return shelf.read(name)
