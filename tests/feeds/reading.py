"""Asks a server for feeds, and reads them with strict parsers that others wrote."""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What an entry must and may hold once (RFC 4287, 4.1.2).
_ONCE = {"id", "title", "updated", "published", "content"}


@dataclass(frozen=True)
class Read:
    """A document as it came."""

    body: bytes
    headers: dict[str, str]

    @property
    def element(self) -> ElementTree.Element:
        """Read by expat, which takes nothing that is not well-formed."""
        return ElementTree.fromstring(self.body)

    @property
    def json(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


def ask(address: str, **headers: str) -> Read:
    """One document, whole."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "identity", **headers})
    with urllib.request.urlopen(request) as answer:
        return Read(answer.read(), {name.lower(): value for name, value in answer.headers.items()})


def atom(text: bytes | str) -> Any:
    """An Atom feed as the best-known reader of feeds takes it, after the grammar has been checked."""
    check_atom(ElementTree.fromstring(text))
    found = feedparser.parse(text, sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def tombstones(text: bytes | str) -> dict[str, tuple[str, str]]:
    """The withdrawals in a feed: when and why, by the name of the entry."""
    return {
        one.attrib["ref"]: (one.attrib["when"], one.findtext(f"{AT}comment") or "")
        for one in ElementTree.fromstring(text).iter(f"{AT}deleted-entry")
    }


def check_atom(feed: ElementTree.Element) -> None:
    """Raise unless the feed keeps the rules of RFC 4287 that can be broken here."""
    assert feed.tag == f"{ATOM}feed"
    tags = [child.tag for child in feed]
    for name in ("id", "title", "updated"):
        assert tags.count(ATOM + name) == 1, name
    entries = [child for child in feed if child.tag == f"{ATOM}entry"]
    assert tags[len(tags) - len(entries) :] == [f"{ATOM}entry"] * len(entries), "entries come last"
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    names = [one.findtext(f"{ATOM}id") for one in [feed, *entries]]
    assert len(set(names)) == len(names)
    assert all(_URN.fullmatch(name or "") for name in names)
    for entry in entries:
        for name in _ONCE:
            assert len(entry.findall(ATOM + name)) == 1, name
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert "".join((entry.findtext(f"{ATOM}title") or "").split())
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        moment(entry.findtext(f"{ATOM}updated"))
        moment(entry.findtext(f"{ATOM}published"))


def check_json_feed(feed: dict[str, Any]) -> None:
    """Raise unless the feed keeps the rules of JSON Feed 1.1."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert isinstance(feed["items"], list)
    known = {"version", "title", "home_page_url", "feed_url", "description", "next_url", "icon", "authors"}
    assert set(feed) <= known | {"language", "hubs", "items"}
    for name in ("home_page_url", "feed_url", "next_url", "icon"):
        assert feed.get(name, "http://").startswith(("http://", "https://"))
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert "content_html" in item
        moment(item["date_published"])
        moment(item["date_modified"])
        assert all(author["name"] for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert "" not in [value for name, value in item.items() if name != "content_html"]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def moment(words: str | None) -> datetime:
    """A moment as RFC 3339 writes it."""
    assert words
    at = datetime.fromisoformat(words)
    assert at.tzinfo is not None
    return at
