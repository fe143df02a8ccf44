"""The catalogues: brought up to date with the source, read, and compiled to what Django loads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from gettext import c2py  # type: ignore[attr-defined]  # what gettext itself reads the rule with
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from translating.finding import SOURCE, Phrase, phrases

FOLDER = SOURCE / "locale"
#: English is the source itself.
LANGUAGES = ("de", "es", "uk", "ar")


def bring_up_to_date(language: str) -> Catalog:
    """The catalogue with every phrase that is said now and none that is not; its translations are kept."""
    old = read(language)
    fresh = Catalog(locale=language, project="Stop Press", charset="utf-8")
    for phrase in phrases():
        held = _held(old, phrase)
        fresh.add(
            (phrase.words, phrase.plural) if phrase.plural else phrase.words,
            held.string if held is not None and _fits(held, phrase) else None,
            locations=[(phrase.file, None)],  # type: ignore[list-item]  a line would change with every edit
            context=phrase.context or None,
        )
    return fresh


def read(language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none yet."""
    path = po_path(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue, and what Django loads of it."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(language, catalogue))
    path.with_suffix(".mo").write_bytes(compiled(language))


def po_bytes(language: str, catalogue: Catalog) -> bytes:
    """The catalogue as its file has it: no dates and no names of tools, which would change without reason."""
    written = BytesIO()
    write_po(written, catalogue, omit_header=True, sort_by_file=True, width=0)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return f'{head}"Plural-Forms: {plural_forms(language)}\\n"\n\n'.encode() + written.getvalue()


def compiled(language: str) -> bytes:
    """What Django loads: made of the .po file alone, so that the same file always gives the same bytes."""
    catalogue = Catalog(locale=language, header_comment="", fuzzy=False)
    header = f"Language: {language}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural_forms(language)}\n"
    for message in read(language):
        if message.id and is_whole(message):
            catalogue.add(message.id, message.string, context=message.context)
    written = BytesIO()
    write_mo(written, _WithHeader(catalogue, header))
    return written.getvalue()


def missing(language: str) -> Iterator[str]:
    """Every phrase of the readers' side that this language has no whole translation of."""
    catalogue = bring_up_to_date(language)
    for message in catalogue:
        if message.id and not is_whole(message):
            words = message.id if isinstance(message.id, str) else message.id[0]
            yield f"{message.context}: {words}" if message.context else words


def plural_forms(language: str) -> str:
    """How many forms of a plural the language has for whole numbers, and which number takes which (CLDR)."""
    return Catalog(locale=language).plural_forms


def plural_of(language: str) -> Callable[[int], int]:
    """Which form of this language a number takes."""
    count: Callable[[int], int] = c2py(Catalog(locale=language).plural_expr)
    return count


def po_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "django.po"


class _WithHeader:
    """A catalogue for `write_mo`, with a header of ours."""

    def __init__(self, catalogue: Catalog, header: str) -> None:
        self._messages = [Message("", header), *(message for message in catalogue if message.id)]
        self.charset, self.num_plurals = "utf-8", catalogue.num_plurals

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)


def _held(old: Catalog, phrase: Phrase) -> Message | None:
    return old.get(phrase.words, phrase.context or None)


def _fits(held: Message, phrase: Phrase) -> bool:
    return isinstance(held.string, str) != bool(phrase.plural)


def is_whole(message: Message) -> bool:
    """Whether the message is translated in every form."""
    said = (message.string,) if isinstance(message.string, str) else message.string
    return bool(said) and all(said)
