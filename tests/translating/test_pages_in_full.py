"""No page of a reader says a word that cannot be translated: every phrase is put into brackets, and nothing is outside."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from translating.finding import phrases

from tests.server import Newsroom

BEGIN, END = "⟦", "⟧"
#: Attributes whose words people see, hear, or are shown by the script.
_SAID = re.compile(r"title|alt|placeholder|aria-(?:label|valuetext|description)|content|data-.+")
#: What is told to machines in attributes that could hold words.
_FOR_MACHINES = re.compile(
    r"data-(?:part|region|cursor|since|stream|post|poll|zone|dates|clock|phase|place|answers|session|reference|older|pace|floor"
    r"|question|standing|moment|first|last|shown|theirs|sheet|wrong|state|trouble|field|ask|copy|address|.*-link|bar|pause"
    r"|waiting|ask-state|withdrawn)"
)
_META_WITH_WORDS = {"description", "og:title", "og:description", "og:site_name", "og:image:alt"}
_LATIN = re.compile(r"[A-Za-z]{2,}")
#: Addresses, moments and names of formats are no words.
_NO_WORDS = re.compile(r"https?://\S*|\b[\w.+-]+@[\w.-]+\b|\b\d{4}-\d\d-\d\dT[\d:+.Z-]*")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoken]:
    """A server on which every phrase of ours is in brackets, and nothing else has Latin letters."""
    folder = tmp_path_factory.mktemp("spoken")
    _bracket_everything(folder / "words" / "uk" / "LC_MESSAGES")
    settings = {"STOPPRESS_LOCALE": str(folder / "words"), "STOPPRESS_LANGUAGE": "uk"}
    newsroom = Newsroom(folder / "data", settings)
    newsroom.lay()
    told = newsroom.python("from tests.translating.arrange import main; main()")
    newsroom.start()
    yield Spoken(newsroom, json.loads(told.splitlines()[-1]))
    newsroom.stop()


@dataclass(frozen=True)
class Spoken:
    """The server, and the addresses of its pages."""

    newsroom: Newsroom
    addresses: list[str]


def test_no_page_says_a_word_that_is_no_phrase(spoken: Spoken) -> None:
    outside = {}
    for address in spoken.addresses:
        page = _page(spoken.newsroom, address)
        assert BEGIN in page, address
        if words := sorted(set(_outside(page))):
            outside[address] = words
    assert outside == {}


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"text": "x" * 2_000, "first_name": "www.link.com", "consent": "yes"},
        {"text": "\x00", "place": "\ufffd"},
        {"text": "Так?", "consent": "yes", "website": "x"},
        {"text": "Так?", "consent": "yes"},
        {"text": "Так?", "consent": "yes", "stamp": "nonsense"},
    ],
)
def test_what_was_typed_is_refused_in_phrases(spoken: Spoken, typed: dict[str, str]) -> None:
    page = _page(spoken.newsroom, "/flood/ask/", typed)
    assert BEGIN in page
    assert [words for words in _outside(page) if words not in " ".join(typed.values())] == []


def test_an_expert_is_refused_in_phrases(spoken: Spoken) -> None:
    (address,) = (
        address for address in spoken.addresses if address.startswith("/expert/") and len(address) > 20
    )
    question = re.findall(r'name="question" value="(\w+)"', _page(spoken.newsroom, address))[0]
    for typed in (
        {"act": "hand-in"},
        {"act": "hand-in", "text": "\x00"},
        {"act": "save", "text": "Так", "seen": "x"},
    ):
        page = _page(spoken.newsroom, address, {"question": question, **typed})
        assert list(_outside(page)) == [], typed


def test_the_check_sees_a_word_that_is_no_phrase() -> None:
    page = (
        f"<html><title>{BEGIN}Live{END}</title><p>{BEGIN}<b>All</b> is {BEGIN}well{END}{END} Слово Word</p>"
    )
    assert list(_outside(page)) == ["Word"]
    assert list(_outside('<p aria-label="Close">Слово</p>')) == ["Close"]


def _bracket_everything(folder: Path) -> None:
    catalogue = Catalog(locale="uk")
    for phrase in phrases():
        said = f"{BEGIN}{phrase.words}{END}"
        plural = f"{BEGIN}{phrase.plural}{END}"
        catalogue.add(
            (phrase.words, phrase.plural) if phrase.plural else phrase.words,
            (said, plural, plural) if phrase.plural else said,
            context=phrase.context or None,
        )
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


def _page(newsroom: Newsroom, address: str, typed: dict[str, str] | None = None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=20)
    body = urlencode(typed) if typed is not None else None
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    connection.request("GET" if typed is None else "POST", address, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    if answer.status in (302, 303):
        return _page(newsroom, urlsplit(answer.headers["Location"]).path)
    assert answer.headers["Content-Type"].startswith("text/html"), (address, answer.status)
    return text


def _outside(page: str) -> Iterator[str]:
    """Words in Latin letters that a person meets on this page and that stand in no brackets."""
    found = _Words()
    found.feed(page)
    found.close()
    for said in ("".join(found.text), *found.attributes):
        yield from _LATIN.findall(_NO_WORDS.sub(" ", _without_brackets(said)))


def _without_brackets(said: str) -> str:
    kept, depth = [], 0
    for letter in said:
        depth += letter == BEGIN
        if depth == 0:
            kept.append(letter)
        depth -= letter == END
    return "".join(kept)


class _Words(HTMLParser):
    """The words of a page: its text, its attributes, and the phrases that it hands to its script."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.attributes: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._inside = "words" if told.get("id") == "words" else "script"
        if tag == "meta" and not {told.get("name"), told.get("property")} & _META_WITH_WORDS:
            return
        self.attributes += [
            value
            for name, value in told.items()
            if _SAID.fullmatch(name) and not _FOR_MACHINES.fullmatch(name)
        ]
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "words":
            said = json.loads(data)
            said = {name: value for name, value in said.items() if name not in ("clock", "dates", "days")}
            self.attributes += [json.dumps(value, ensure_ascii=False) for value in said.values()]
        elif not self._inside:
            self.text.append(data)
