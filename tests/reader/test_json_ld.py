"""What machines read on a page: JSON-LD that parses, is of the posts' own, and cannot be broken out of."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pyld import jsonld

from stoppress.people.models import Newsroom
from stoppress.press import machines
from stoppress.toolkit import text
from tests.acting import SeenActor
from tests.reader.reading import Found
from tests.server import Newsroom as Server

_NASTY = "</script><script>alert(1)</script> <!-- “4,200” & more ]]>"
_PICTURE = (
    '<figure><img src="https://pictures.example/a.jpg?x=1&amp;y=2" alt="A &quot;flood&quot;" '
    'width="640" height="360"></figure>'
)


@pytest.fixture
def alice(newsroom_server: Server, request: pytest.FixtureRequest) -> SeenActor:
    """At work on a live blog of the test's own."""
    return SeenActor(newsroom_server, text.slug(request.node.name.replace("_", " ")))


def test_the_page_and_a_posts_own_page_tell_machines_the_truth(
    newsroom_server: Server, alice: SeenActor
) -> None:
    first = alice.publish(_NASTY, f"<p>First &lt;words&gt;.</p>{_PICTURE}")
    second = alice.publish("", "<p>Only a body.</p>")
    alice.do("correct", post=second, title="", body="<p>Only a body.</p>", note="It had a head.")
    withdrawn = alice.publish("Rumour", "<p>Rumour.</p>")
    alice.do("withdraw", post=withdrawn, reason="Not confirmed.")

    blog = _ld(newsroom_server, f"/{alice.slug}/")
    assert blog["@type"] == "LiveBlogPosting"
    assert blog["headline"] == "River rises"
    assert blog["coverageStartTime"] == blog["datePublished"]
    assert "coverageEndTime" not in blog
    assert blog["publisher"]["name"] == "The Harrow Courier"
    updates = blog["liveBlogUpdate"]
    assert [update["headline"] for update in updates] == ["Only a body.", _NASTY]
    own = f"{newsroom_server.url}/{alice.slug}/p/"
    assert [update["url"] for update in updates] == [
        f"{own}{second}/#post-{second}",
        f"{own}{first}/#post-{first}",
    ]
    assert [update["@id"] for update in updates] == [update["url"] for update in updates]
    assert updates[1]["articleBody"] == "First <words>."
    assert updates[1]["dateModified"] == updates[1]["datePublished"]
    assert updates[1]["author"] == {"@type": "Person", "name": "Alice"}
    assert "image" not in updates[1], "it lies at another house, and is not here yet"
    assert "image" not in updates[0]
    assert updates[0]["correction"][0]["text"] == "It had a head."
    assert blog["dateModified"] >= max(update["dateModified"] for update in updates)

    post = _ld(newsroom_server, f"/{alice.slug}/p/{first}/")
    assert (post["@context"], post["@type"], post["headline"]) == (
        "https://schema.org",
        "BlogPosting",
        _NASTY,
    )
    assert post["isPartOf"]["@id"] == blog["@id"]
    assert post["publisher"] == blog["publisher"]
    assert _ld(newsroom_server, f"/{alice.slug}/p/{withdrawn}/")["@type"] == "WebPage"


def test_the_address_that_machines_are_given_leads_to_the_post(
    newsroom_server: Server, alice: SeenActor
) -> None:
    alice.publish("Dam holds")
    for update in _ld(newsroom_server, f"/{alice.slug}/")["liveBlogUpdate"]:
        address, _, anchor = update["url"].partition("#")
        found = Found(_page(address))
        assert [tag for tag, attributes in found.tags if attributes.get("id") == anchor] == ["article"]
        canonical = next(link for link in found.all("link") if link["rel"] == "canonical")
        assert canonical["href"] == address


def test_each_page_has_one_address_of_its_own_and_says_what_it_is(
    newsroom_server: Server, alice: SeenActor
) -> None:
    posts = [alice.publish(f"Gauge {number}", is_key_event=number == 9) for number in range(45)]
    alice.do("withdraw", post=posts[-1], reason="Not “confirmed”.")
    url = newsroom_server.url
    page = _page(f"{url}/{alice.slug}/")
    older = re.findall(r'href="(/[a-z-]+/before/[a-z0-9]+)"', page)[0]
    stood = re.findall(r'property="og:url" content="([^"]+)"', _page(f"{url}/{alice.slug}/as-of/"))[0]
    addresses = {
        f"{url}/": "website",
        f"{url}/{alice.slug}/": "article",
        f"{url}/{alice.slug}/p/{posts[3]}/": "article",
        f"{url}/{alice.slug}/p/{posts[-1]}/": "article",
        f"{url}{older}": "website",
        f"{url}/{alice.slug}/corrections/": "website",
        f"{url}/{alice.slug}/key-events/": "website",
        stood: "website",
    }
    titles = set()
    for address, kind in addresses.items():
        found = Found(_page(address))
        graph = {meta["property"]: meta["content"] for meta in found.all("meta") if "property" in meta}
        canonical = [link["href"] for link in found.all("link") if link["rel"] == "canonical"]
        assert canonical == [f"{url}/{alice.slug}/" if "/as-of/" in address else address]
        assert (graph["og:url"], graph["og:type"]) == (address, kind)
        assert graph["og:locale"] == "en_GB"
        assert graph["og:site_name"] == "The Harrow Courier"
        assert graph["og:description"]
        titles.add(graph["og:title"])
        if kind == "article":
            published = datetime.fromisoformat(graph["article:published_time"])
            assert datetime.fromisoformat(graph["article:modified_time"]) >= published.replace(microsecond=0)
    assert len(titles) == len(addresses)
    for number in ("", "2/"):  # where one reads on, not what one shows to others
        start = f"{url}/{alice.slug}/from-the-start/{number}"
        found = Found(_page(start))
        assert [link["href"] for link in found.all("link") if link["rel"] == "canonical"] == [start]
        assert {"property": "og:url", "content": start} in found.all("meta")


def test_the_end_is_told_once_there_is_one_the_start_stays_and_only_the_newest_posts_are_told(
    newsroom_server: Server, alice: SeenActor
) -> None:
    for number in range(22):
        alice.publish(f"Gauge {number}", "")
    live = _ld_until(
        newsroom_server, f"/{alice.slug}/", lambda told: told["liveBlogUpdate"][0]["headline"] == "Gauge 21"
    )
    assert "coverageEndTime" not in live
    assert [update["headline"] for update in live["liveBlogUpdate"]] == [
        f"Gauge {number}" for number in range(21, 1, -1)
    ]
    alice.do("phase", phase="closed")
    ended = _ld_until(newsroom_server, f"/{alice.slug}/", lambda told: "coverageEndTime" in told)
    assert ended["coverageStartTime"] == live["coverageStartTime"]
    assert ended["coverageEndTime"] >= ended["coverageStartTime"]  # told to the second
    alice.do("phase", phase="live")
    again = _ld_until(newsroom_server, f"/{alice.slug}/", lambda told: "coverageEndTime" not in told)
    assert again["coverageStartTime"] == live["coverageStartTime"]


def test_a_part_of_an_archive_page_names_the_whole_one(newsroom_server: Server, alice: SeenActor) -> None:
    posts = [alice.publish(f"Gauge {number}") for number in range(45)]
    canonical = {
        link["href"]
        for post in posts[2:10]
        for link in Found(_page(f"{newsroom_server.url}/{alice.slug}/before/{post}")).all("link")
        if link["rel"] == "canonical"
    }
    assert len(canonical) <= 2
    for address in canonical:
        links = Found(_page(address)).all("link")
        assert [link["href"] for link in links if link["rel"] == "canonical"] == [address]


def _expanded(said: dict[str, Any]) -> list[dict[str, Any]]:
    """As the standard expands it; the context is the one line of schema.org's that matters here, and nothing is fetched."""

    def load(address: str, options: object) -> dict[str, Any]:
        assert address == "https://schema.org"
        context = {"@context": {"@vocab": "https://schema.org/"}}
        return {
            "contextUrl": None,
            "documentUrl": address,
            "contentType": "application/ld+json",
            "document": context,
        }

    found: list[dict[str, Any]] = jsonld.expand(said, {"documentLoader": load})
    return found


def _page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        said: str = answer.read().decode()
    return said


def _ld(newsroom: Server, address: str) -> dict[str, Any]:
    page = _page(newsroom.url + address)
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    assert len(re.findall("<script", page)) == len(re.findall("</script>", page)) == 3
    said: dict[str, Any] = json.loads(found[0])
    return said


def _ld_until(newsroom: Server, address: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What is told once the server has caught up."""
    while not is_so(told := _ld(newsroom, address)):
        pass
    return told


def test_a_processor_of_json_ld_reads_the_same_without_a_network(
    newsroom_server: Server, alice: SeenActor
) -> None:
    post = alice.publish(_NASTY, f"<p>Words.</p>{_PICTURE}")
    [blog] = _expanded(_ld(newsroom_server, f"/{alice.slug}/"))
    [update] = blog["https://schema.org/liveBlogUpdate"]
    assert blog["@type"] == ["https://schema.org/LiveBlogPosting"]
    assert update["@type"] == ["https://schema.org/BlogPosting"]
    assert update["@id"].endswith(f"/p/{post}/#post-{post}")
    assert update["https://schema.org/headline"] == [{"@value": _NASTY}]
    [own] = _expanded(_ld(newsroom_server, f"/{alice.slug}/p/{post}/"))
    assert own["@id"] == update["@id"]
    assert own["https://schema.org/isPartOf"][0]["@id"] == blog["@id"]


@pytest.mark.parametrize(
    ("byline", "kinds"),
    [
        ("Alice Okoye", ["Person"]),
        ("Nobody Known", ["Person"]),
        ("Alice Okoye and Bob", ["Person", "Person"]),
        ("Marks and Partner", ["Person"]),
        ("The Harrow Courier", ["NewsMediaOrganization"]),
        ("the harrow courier", ["NewsMediaOrganization"]),
        ("", ["NewsMediaOrganization"]),
        ("Our staff and agencies", ["Organization"]),
        ("The Harrow Courier’s night desk", ["Organization"]),
    ],
)
def test_who_wrote_it_is_said_as_what_they_are(byline: str, kinds: list[str]) -> None:
    found = machines.authors(byline, Newsroom(name="The Harrow Courier"), {"Alice Okoye", "Bob"})
    told = found if isinstance(found, list) else [found]
    assert [one["@type"] for one in told] == kinds
    assert all(one["name"] for one in told)
