"""The documents by themselves: whatever words are in the parts, they are well-formed and say them."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from stoppress.feeds import sitemaps, xml
from stoppress.feeds.atom import atom
from stoppress.feeds.channel import Channel, Place, Telling, named
from stoppress.feeds.entries import Entry, Withdrawn, read
from stoppress.feeds.json_feed import json_feed
from stoppress.wire.change import Change
from tests.feeds import reading

HOSTILE = [
    "]]></content></entry><entry>",
    "</script><script>alert(1)</script>",
    "<!-- & &amp; &lt; &nbsp; '\" `",
    "nul \x00 bell \x07 escape \x1b delete \x7f next line \x85",
    "not a character \ufffe \uffff",
    "turned \u202eround\u202c and \u2066apart\u2069",
    "a \U0001f30a wave, a Ω, an \u0639",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
    "line\r\nline\ttab",
]
TELLING = Telling("Key events", "Correction", "https://hub.example/?a=1&b=2")
PLACE = Place(
    "http://courier.example/flood/feed.atom", older="http://courier.example/flood/feed/before/x.atom"
)


def _channel(word: str = "River rises") -> Channel:
    document = {
        "id": "k3v9q7m2x0ab",
        "title": word,
        "description": word,
        "newsroom": word,
        "url": "http://courier.example/flood/",
        "ld": {"inLanguage": "de"},
    }
    return Channel.of_live_blog("flood", document, "http://courier.example/static/theme/logo.png")


def _post(post: str = "aaaaaaaaaaaa", word: str = "Dam holds", **more: Any) -> Change:
    data = {
        "id": post,
        "kind": "update",
        "title": word,
        "text": word,
        "body_html": "<p>Words.</p>",
        "byline": word,
        "published_at": "2031-05-04T06:00:00Z",
        "modified_at": None,
        "is_key_event": False,
        "corrections": [],
        "withdrawal": None,
    }
    return Change(3, "put", f"post/{post}", "stream", 1, "", json.dumps(data | more))


def _documents(word: str) -> tuple[str, str]:
    channel = _channel(word)
    changes = [
        _post(word=word, corrections=[{"note": word, "at": "2031-05-04T06:00:00Z"}]),
        _post("bbbbbbbbbbbb", withdrawal={"at": "2031-05-04T07:00:00Z", "reason": word}),
        _post(
            "cccccccccccc",
            "",
            text="",
            byline="",
            questions=[{"words": word, "first_name": word, "place": None}],
            expert={"name": word, "description": word},
        ),
    ]
    told = read(changes, channel, TELLING)
    return atom(channel, told, PLACE, TELLING), json_feed(channel, told, PLACE, TELLING)


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_stay_words(word: str) -> None:
    written, as_json = _documents(word)
    plain, plain_json = _documents("word")
    here, there = (ElementTree.fromstring(text) for text in (written, plain))
    assert [element.tag for element in here.iter()] == [element.tag for element in there.iter()]
    found = reading.atom(written.encode())
    legal = " ".join(xml.legal(word).split())
    assert " ".join(here.findtext(f"{reading.ATOM}title", "").split()) == legal
    assert len(found.entries) == 2
    [(_, reason)] = reading.tombstones(written).values()
    assert " ".join(reason.split()) == legal
    feed = json.loads(as_json)
    reading.check_json_feed(feed)
    assert [item["title"] for item in feed["items"][:1]] == [word]
    assert "<script" not in feed["items"][0]["content_html"].replace("&lt;script", "")
    assert feed.keys() == json.loads(plain_json).keys()


def test_what_xml_cannot_hold_is_left_out() -> None:
    element = xml.root("feed", xml__lang="a\x00b")
    xml.add(element, "title", "a\x00\x08\x0b\x1f\ud800\ufffe\uffffb\t\n\U0010ffff")
    read_back = ElementTree.fromstring(xml.document(element).encode())
    assert read_back.findtext("title") == "ab\t\n\U0010ffff"


def test_an_entry_says_all_that_stands_in_the_post() -> None:
    channel = _channel()
    body = (
        '<p>See <a href="/flood/p/bbbbbbbbbbbb/" data-reference="bbbbbbbbbbbb">that</a>, not href="/x".</p>'
    )
    picture = '<img src="https://pictures.example/a.jpg?x=1&amp;y=2" alt="">'
    [entry] = read(
        [
            _post(
                body_html=body + picture,
                modified_at="2031-05-04T07:00:00Z",
                restored_at="2031-05-04T08:00:00Z",
                is_key_event=True,
                corrections=[{"note": "Not 4 & 5.", "at": "2031-05-04T07:00:00Z"}],
                questions=[{"words": "Why?", "first_name": "Bo", "place": "Arle"}],
                expert={"name": "Dr. Brandt", "description": None},
            )
        ],
        channel,
        TELLING,
    )
    assert isinstance(entry, Entry)
    assert entry.html == "\n".join(
        [
            "<p><strong>Correction:</strong> Not 4 &amp; 5.</p>",
            "<blockquote><p>Why?</p><p>— Bo, Arle</p></blockquote>",
            body.replace('href="/flood', 'href="http://courier.example/flood') + picture,
            "<p>— <cite>Dr. Brandt</cite></p>",
        ]
    )
    assert (entry.published, entry.updated) == ("2031-05-04T06:00:00Z", "2031-05-04T08:00:00Z")
    assert entry.author == "Dr. Brandt"
    assert entry.tags == ("key-event", "update")
    assert entry.picture == "https://pictures.example/a.jpg?x=1&y=2"


def test_a_name_outlives_address_and_host() -> None:
    channel = _channel()
    elsewhere = Channel.of_live_blog(
        "river", {"id": "k3v9q7m2x0ab", "url": "https://echo.example/news/river/", "title": "Another"}
    )
    assert channel.id == elsewhere.id
    assert elsewhere.address == "https://echo.example/news/river/"
    assert channel.of_key_events("x").id != channel.id
    first, second = (read([_post()], one, TELLING)[0] for one in (channel, elsewhere))
    assert first.id == second.id == named("post/aaaaaaaaaaaa")
    assert named("post/aaaaaaaaaaaa") == "urn:uuid:1a4b9a9c" or named("post/aaaaaaaaaaaa").startswith(
        "urn:uuid:"
    )


def test_a_withdrawn_post_is_a_tombstone_without_a_word_of_it() -> None:
    channel = _channel()
    told = read(
        [_post(withdrawal={"at": "2031-05-04T07:00:00Z", "reason": "Not confirmed."})], channel, TELLING
    )
    assert told == [Withdrawn(named("post/aaaaaaaaaaaa"), "2031-05-04T07:00:00Z", "Not confirmed.")]
    written = atom(channel, told, PLACE, TELLING)
    assert "Dam holds" not in written
    assert reading.atom(written).feed.updated == "2031-05-04T07:00:00Z"
    assert json.loads(json_feed(channel, told, PLACE, TELLING))["items"] == []


def test_a_hub_is_named_where_one_is_set_and_nowhere_else() -> None:
    channel = _channel()
    links = reading.atom(atom(channel, [], PLACE, TELLING)).feed.links
    assert [link.href for link in links if link.rel == "hub"] == [TELLING.hub]
    assert json.loads(json_feed(channel, [], PLACE, TELLING))["hubs"] == [
        {"type": "WebSub", "url": TELLING.hub}
    ]
    archive = Place(PLACE.own, current="http://courier.example/flood/feed.atom")
    for telling, place in ((Telling(), PLACE), (TELLING, archive)):
        assert "hub" not in atom(channel, [], place, telling)
        assert "hubs" not in json.loads(json_feed(channel, [], place, telling))


@pytest.mark.parametrize("word", HOSTILE)
def test_sitemaps_are_well_formed_whatever_a_headline_says(word: str) -> None:
    news = sitemaps.News(
        "http://courier.example/flood/", word, "2031-05-04T06:00:00Z", word, "zh-CN", "2031-05-04T06:00:00Z"
    )
    found = ElementTree.fromstring(sitemaps.news([news]).encode())
    spaces = {"news": "http://www.google.com/schemas/sitemap-news/0.9"}
    title = found.findtext(".//news:title", "", spaces)
    assert " ".join(title.split()) == " ".join(xml.legal(word).split())
    assert found.findtext(".//news:language", "", spaces) == "zh-cn"
