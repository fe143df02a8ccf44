"""The catalogues: whole, true to the source in all that is no language, and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from babel.messages.catalog import Message
from django.utils.translation import ngettext, override, pgettext

from stoppress.toolkit.languages import LANGUAGES, interface_of
from translating import catalogues

PROOF = sorted(catalogues.LANGUAGES)
_GAP = re.compile(r"%\(\w+\)s|%s|\{\w+\}")
_TAG = re.compile(r"<[^>]+>")
#: Names of people who translate nothing, and marks of work that is not done.
_LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX|fuzzy)\b")


def test_every_language_of_the_interface_has_a_catalogue() -> None:
    assert {"en", *catalogues.LANGUAGES} == set(LANGUAGES)


@pytest.mark.parametrize("language", PROOF)
def test_every_phrase_of_the_readers_side_is_translated(language: str) -> None:
    assert list(catalogues.missing(language)) == [], "run ./run translate, and fill what it names"


@pytest.mark.parametrize("language", PROOF)
def test_what_django_loads_is_made_of_the_catalogue(language: str) -> None:
    path = catalogues.po_path(language).with_suffix(".mo")
    assert path.read_bytes() == catalogues.compiled(language), "run ./run translate"


@pytest.mark.parametrize("language", PROOF)
def test_gaps_and_tags_of_a_phrase_are_those_of_its_source(language: str) -> None:
    for message in _translated(language):
        for source, said, is_one_number in _pairs(message, language):
            gaps, wanted = set(_GAP.findall(said)), set(_GAP.findall(source))
            assert gaps <= wanted, said
            assert is_one_number or gaps == wanted, said
            assert sorted(_TAG.findall(said)) == sorted(_TAG.findall(source)), said


@pytest.mark.parametrize("language", PROOF)
def test_a_phrase_ends_as_its_source_and_is_another_one(language: str) -> None:
    for message in _translated(language):
        for source, said, _ in _pairs(message, language):
            assert not _LEFT_OVER.search(said)
            assert source.endswith(":") == said.endswith(":"), said
            assert source[:1].isspace() == said[:1].isspace(), said
            assert source[-1:].isspace() == said[-1:].isspace(), said
            assert not re.search(r"[\"']", _TAG.sub("", said)), f"straight quotes: {said}"


@pytest.mark.parametrize("language", PROOF)
def test_a_plural_has_every_form_of_its_language(language: str) -> None:
    forms = int(re.findall(r"nplurals=(\d)", catalogues.plural_forms(language))[0])
    plurals = [message for message in _translated(language) if not isinstance(message.string, str)]
    assert plurals
    assert all(len(message.string) == forms and all(message.string) for message in plurals)


@pytest.mark.parametrize(
    ("language", "numbers", "forms"),
    [
        ("de", (0, 1, 2, 100), 2),
        ("es", (0, 1, 2, 100), 2),
        ("uk", (1, 2, 11), 3),
        ("ar", (0, 1, 2, 3, 11, 100), 6),
    ],
)
def test_django_counts_as_the_language_does(language: str, numbers: Sequence[int], forms: int) -> None:
    with override(language):
        said = {ngettext("{n} new post", "{n} new posts", number) for number in numbers}
    assert len(said) == forms


def test_a_language_without_a_catalogue_is_spoken_to_in_english_throughout() -> None:
    assert [interface_of(language) for language in ("fr", "de-AT", "ar", "he", "en-GB")] == [
        "en",
        "de",
        "ar",
        "en",
        "en",
    ]
    with override("ar"):
        assert pgettext("between two of a list", ", ") == "، "


def _translated(language: str) -> Iterator[Message]:
    yield from (
        message for message in catalogues.read(language) if message.id and catalogues.is_whole(message)
    )


def _pairs(message: Message, language: str) -> Iterator[tuple[str, str, bool]]:
    """Source and translation; and whether this form is for one number alone, which need not be written as a figure."""
    if isinstance(message.string, str):
        yield str(message.id), message.string, False
        return
    plural = catalogues.plural_of(language)
    numbers = [[n for n in range(1_000) if plural(n) == form] for form in range(len(message.string))]
    for said, held in zip(message.string, numbers, strict=True):
        yield message.id[1], said, len(held) == 1
