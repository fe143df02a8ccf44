"""What of a part is searched: the words of a published post that its data tells machines; of a withdrawn one, nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stoppress.wire.search.seam import Words


class _Question(msgspec.Struct):
    words: str = ""
    first_name: str | None = None
    place: str | None = None


class _Expert(msgspec.Struct):
    name: str = ""
    description: str | None = None


class _Session(msgspec.Struct):
    heading: str = ""


class _Correction(msgspec.Struct):
    note: str = ""


class _Picture(msgspec.Struct):
    caption: str = ""
    alt: str = ""
    credit: str = ""


class _Said(msgspec.Struct):
    state: str = ""
    title: str | None = None
    text: str | None = None
    byline: str | None = None
    questions: list[_Question] | None = None
    expert: _Expert | None = None
    session: _Session | None = None
    corrections: list[_Correction] | None = None
    pictures: list[_Picture] | None = None


_decoder = msgspec.json.Decoder(_Said)


def words_of(data: str) -> Words:
    """The words of a part by its data; none if it is no published post."""
    said = _decoder.decode(data)
    if said.state != "published":
        return Words()
    return Words(said.title or "", "\n".join(_text(said)), "\n".join(_names(said)))


def _text(said: _Said) -> Iterator[str]:
    """In the order in which they stand on the page."""
    if said.session:
        yield said.session.heading
    yield from (note.note for note in said.corrections or ())
    yield from (question.words for question in said.questions or ())
    yield said.text or ""
    for picture in said.pictures or ():
        yield picture.caption
        yield picture.alt


def _names(said: _Said) -> Iterator[str]:
    yield said.byline or ""
    for question in said.questions or ():
        yield question.first_name or ""
        yield question.place or ""
    if said.expert:
        yield said.expert.name
        yield said.expert.description or ""
