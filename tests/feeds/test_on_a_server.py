"""The feeds of a running server: found from the page, true after every act, cheap to ask for again."""

from __future__ import annotations

import urllib.error
from typing import Any
from urllib.parse import urljoin

import pytest

from stoppress.toolkit import text
from tests.acting import SeenActor
from tests.feeds import reading
from tests.reader.reading import Found
from tests.server import Newsroom


@pytest.fixture
def alice(newsroom_server: Newsroom, request: pytest.FixtureRequest) -> SeenActor:
    """At work on a live blog of the test's own."""
    return SeenActor(newsroom_server, text.slug(request.node.name.replace("_", " ")))


def test_whoever_has_the_page_finds_its_feeds(newsroom_server: Newsroom, alice: SeenActor) -> None:
    post = alice.publish("Dam holds", "<p>It holds.</p>")
    page = f"{newsroom_server.url}/{alice.slug}/"
    for address in (page, f"{page}p/{post}/"):
        found = Found(reading.ask(address).body.decode())
        feeds = {
            (link["type"], link["href"])
            for link in found.all("link")
            if link.get("type", "").endswith(("atom+xml", "feed+json"))
        }
        assert len(feeds) == 4
        assert (f"/{alice.slug}/feed.atom") in [link.get("href") for link in found.all("a")]
        for kind, feed in feeds:
            answer = reading.ask(urljoin(address, feed))
            assert answer.headers["content-type"].partition(";")[0] == kind
            assert answer.headers["surrogate-key"] == alice.slug
            links = (
                {answer.json["feed_url"]}
                if kind.endswith("json")
                else {link.href for link in reading.atom(answer.body).feed.links if link.rel == "self"}
            )
            assert links == {urljoin(address, feed)}


def test_an_edit_is_an_update_of_the_same_entry(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.2, P-8.3."""
    post = alice.publish("Dam holds", "<p>It holds.</p>")
    [before] = _atom(newsroom_server, alice).entries
    assert before.link == f"{newsroom_server.url}/{alice.slug}/p/{post}/"
    assert before.updated == before.published
    alice.do("correct", post=post, title="Dam leaks", body="<p>It leaks.</p>", note="It does not hold.")
    [after] = _atom(newsroom_server, alice).entries
    assert (after.id, after.title, after.published) == (before.id, "Dam leaks", before.published)
    assert after.updated >= before.updated
    assert "It does not hold." in after.content[0].value
    [item] = _json(newsroom_server, alice)["items"]
    assert (item["id"], item["url"], item["content_html"]) == (after.id, after.link, after.content[0].value)


def test_a_withdrawal_is_a_tombstone_and_a_restored_post_is_newer_than_it(
    newsroom_server: Newsroom, alice: SeenActor
) -> None:
    """P-8.3, P-8.4."""
    post = alice.publish("Rumour", "<p>Rumour of gold.</p>", is_key_event=True)
    [entry] = _atom(newsroom_server, alice).entries
    alice.do("withdraw", post=post, reason="Not confirmed.")
    for name in ("feed", "key-events"):
        answer = reading.ask(f"{newsroom_server.url}/{alice.slug}/{name}.atom")
        [(ref, (when, why))] = reading.tombstones(answer.body).items()
        assert (ref, why) == (entry.id, "Not confirmed.")
        assert b"umour" not in answer.body
        assert _json(newsroom_server, alice, name)["items"] == []
    alice.do("restore", post=post)
    [back] = _atom(newsroom_server, alice).entries
    assert back.id == entry.id
    assert back.updated >= when
    assert not reading.tombstones(reading.ask(f"{newsroom_server.url}/{alice.slug}/feed.atom").body)


def test_what_was_taken_down_is_gone_from_all_of_them(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.4."""
    alice.publish("First")
    post = alice.publish("Secret word", "<p>Secret word.</p>", is_key_event=True)
    addresses = [
        f"{newsroom_server.url}/{alice.slug}/{name}.{kind}"
        for name in ("feed", "key-events")
        for kind in ("atom", "json")
    ]
    addresses += [f"{newsroom_server.url}/feed.atom", f"{newsroom_server.url}/feed.json"]
    assert all(b"Secret word" in reading.ask(address).body for address in addresses)
    alice.do("take down", post=post)
    for address in addresses:
        answer = reading.ask(address)
        assert b"Secret word" not in answer.body
        assert post.encode() not in answer.body


def test_key_events_have_a_feed_of_their_own(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.1."""
    for number in range(60):
        alice.publish(f"Post {number}", is_key_event=number < 2)
    found = _atom(newsroom_server, alice, "key-events")
    assert [entry.title for entry in found.entries] == ["Post 1", "Post 0"]
    whole = _atom(newsroom_server, alice)
    assert len(whole.entries) == 50
    assert found.feed.id != whole.feed.id
    assert "key-event" in [tag.term for tag in found.entries[0].tags]


def test_names_survive_another_address(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.2, P-8.6."""
    alice.publish("Dam holds")
    before = _atom(newsroom_server, alice)
    old, new = alice.slug, f"{alice.slug[:60]}-moved"
    alice.do("slug", slug=new)
    after = reading.atom(reading.ask(f"{newsroom_server.url}/{old}/feed.atom").body)
    assert after.feed.id == before.feed.id
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.entries[0].link.startswith(f"{newsroom_server.url}/{new}/p/")


def test_the_archive_holds_every_older_post(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.5; RFC 5005, section 4: the feed and the archive documents before it hold everything."""
    for number in range(95):
        alice.publish(f"Post {number}")
    titles: set[str] = set()
    address: str | None = f"{newsroom_server.url}/{alice.slug}/feed.atom"
    seen: list[str] = []
    while address:
        answer = reading.ask(address)
        found = reading.atom(answer.body)
        titles |= {entry.title for entry in found.entries}
        is_archive = answer.element.find(f"{reading.FH}archive") is not None
        assert is_archive == bool(seen)
        links = {link.rel: link.href for link in found.feed.links}
        if is_archive:
            assert links["current"] == seen[0]
        seen.append(address)
        address = links.get("prev-archive")
    assert titles == {f"Post {number}" for number in range(95)}
    assert len(seen) > 2
    items = [f"{newsroom_server.url}/{alice.slug}/feed.json"]
    found_ids: set[str] = set()
    while items:
        feed = reading.ask(items.pop()).json
        reading.check_json_feed(feed)
        found_ids |= {item["id"] for item in feed["items"]}
        items += [feed["next_url"]] if "next_url" in feed else []
    assert len(found_ids) == 95


def test_an_archive_document_stays_as_posts_come_in(newsroom_server: Newsroom, alice: SeenActor) -> None:
    posts = [alice.publish(f"Post {number}") for number in range(45)]
    address = f"{newsroom_server.url}/{alice.slug}/feed/before/{posts[20]}.atom"
    before = reading.ask(address)
    for number in range(3):
        alice.publish(f"New {number}")
    assert reading.ask(address).body == before.body


def test_who_asks_again_gets_nothing_again(newsroom_server: Newsroom, alice: SeenActor) -> None:
    """P-8.6."""
    alice.publish("Dam holds")
    base = newsroom_server.url
    for path in (
        f"/{alice.slug}/feed.atom",
        f"/{alice.slug}/key-events.json",
        f"/{alice.slug}/sitemap.xml",
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        "/sitemap-news.xml",
    ):
        first = reading.ask(base + path)
        with pytest.raises(urllib.error.HTTPError) as caught:
            reading.ask(base + path, **{"If-None-Match": first.headers["etag"]})
        assert caught.value.code == 304, path


def test_what_changes_nothing_in_a_feed_leaves_its_tag(newsroom_server: Newsroom, alice: SeenActor) -> None:
    post = alice.publish("Dam holds")
    address = f"{newsroom_server.url}/{alice.slug}/feed.atom"
    before = reading.ask(address).headers["etag"]
    alice.do("key points", points=[["It holds", post]])
    assert reading.ask(address).headers["etag"] == before
    alice.publish("Dam leaks")
    assert reading.ask(address).headers["etag"] != before


def test_the_house_tells_of_its_live_blogs_and_key_events(
    newsroom_server: Newsroom, alice: SeenActor
) -> None:
    alice.publish("Just a post")
    post = alice.publish("Turning point", is_key_event=True)
    address = f"{newsroom_server.url}/feed.atom"
    found = reading.atom(reading.ask(address).body)
    links = [entry.link for entry in found.entries]
    assert f"{newsroom_server.url}/{alice.slug}/p/{post}/" in links
    assert f"{newsroom_server.url}/{alice.slug}/" in links
    assert "Just a post" not in [entry.title for entry in found.entries]
    reading.check_json_feed(reading.ask(f"{newsroom_server.url}/feed.json").json)
    front = Found(reading.ask(f"{newsroom_server.url}/").body.decode())
    assert "/feed.atom" in [link["href"] for link in front.all("link")]


def test_sitemaps_lead_to_every_page(newsroom_server: Newsroom, alice: SeenActor) -> None:
    for number in range(65):
        alice.publish(f"Post {number}")
    base, space = newsroom_server.url, {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    robots = reading.ask(f"{base}/robots.txt").body.decode()
    maps = [line.removeprefix("Sitemap: ") for line in robots.splitlines() if line.startswith("Sitemap: ")]
    assert maps == [f"{base}/sitemap.xml", f"{base}/sitemap-news.xml"]
    index = [place.text or "" for place in reading.ask(maps[0]).element.findall("s:sitemap/s:loc", space)]
    own = f"{base}/{alice.slug}/"
    assert f"{own}sitemap.xml" in index
    pages = [
        place.text or "" for place in reading.ask(f"{own}sitemap.xml").element.findall("s:url/s:loc", space)
    ]
    assert own in pages
    archive = [page for page in pages if "/before/" in page]
    titles = b"".join(reading.ask(page).body for page in [own, *archive])
    assert all(f"Post {number}<".encode() in titles for number in range(65))
    for page in pages:
        canonical = [
            link["href"]
            for link in Found(reading.ask(page).body.decode()).all("link")
            if link["rel"] == "canonical"
        ]
        assert canonical == [page]
    news = [place.text for place in reading.ask(maps[1]).element.findall("s:url/s:loc", space)]
    assert own in news


def _atom(newsroom: Newsroom, alice: SeenActor, name: str = "feed") -> Any:
    return reading.atom(reading.ask(f"{newsroom.url}/{alice.slug}/{name}.atom").body)


def _json(newsroom: Newsroom, alice: SeenActor, name: str = "feed") -> dict[str, Any]:
    feed = reading.ask(f"{newsroom.url}/{alice.slug}/{name}.json").json
    reading.check_json_feed(feed)
    return feed
