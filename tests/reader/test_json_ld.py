"""What machines read on a page: JSON-LD that parses, is of the posts' own, and cannot be broken out of."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acting import Actor
from tests.server import Newsroom

_NASTY = "</script><script>alert(1)</script> <!-- “4,200” & more"


@pytest.fixture
def alice(newsroom_server: Newsroom) -> Iterator[Actor]:
    actor = Actor(newsroom_server, "machines")
    yield actor
    actor.close()


def test_the_page_and_a_posts_own_page_tell_machines_the_truth(
    newsroom_server: Newsroom, alice: Actor
) -> None:
    first = alice.publish(_NASTY, "<p>First &lt;words&gt;.</p>")
    second = alice.publish("", "<p>Only a body.</p>")
    withdrawn = alice.publish("Rumour", "<p>Rumour.</p>")
    alice.do("withdraw", post=withdrawn, reason="Not confirmed.")

    blog = _ld(newsroom_server, "/machines/")
    assert blog["@type"] == "LiveBlogPosting"
    assert blog["headline"] == "River rises"
    assert blog["coverageStartTime"]
    assert "coverageEndTime" not in blog
    updates = blog["liveBlogUpdate"]
    assert [update["headline"] for update in updates] == ["Only a body.", _NASTY]
    assert [update["url"].rpartition("/p/")[2] for update in updates] == [f"{second}/", f"{first}/"]
    assert updates[1]["articleBody"] == "First <words>."

    post = _ld(newsroom_server, f"/machines/p/{first}/")
    assert (post["@type"], post["headline"]) == ("BlogPosting", _NASTY)


def _ld(newsroom: Newsroom, address: str) -> dict[str, Any]:
    with urllib.request.urlopen(newsroom.url + address) as answer:
        page = answer.read().decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    assert len(re.findall("<script", page)) == len(re.findall("</script>", page)) == 3
    said: dict[str, Any] = json.loads(found[0])
    return said
