"""A live blog moves to another address while it is read: whoever has the page open goes on, whoever has the link arrives."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Flood
from tests.server import Newsroom

_PATIENCE_SECONDS = 60
_MOVE = """
from stoppress.people.models import Member
from stoppress.publishing import addresses
scene = Scene(Member.objects.get(email='alice@courier.example'), slug)
addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, {new!r})
"""


def _ask(newsroom: Newsroom, path: str, method: str = "GET") -> tuple[int, str]:
    server = urlsplit(newsroom.url)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=_PATIENCE_SECONDS)
    connection.request(method, path)
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.getheader("location") or ""


def test_every_old_address_leads_to_the_same_under_the_new_name(newsroom_server: Newsroom) -> None:
    flood = Flood.open(newsroom_server, "flood-one")
    posts = [flood.publish(f"Post {number}") for number in range(3)]
    assert _ask(newsroom_server, "/flood-one/")[0] == 200
    flood.do(_MOVE.format(new="dam-one"))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _ask(newsroom_server, "/flood-one/")[0] != 308:  # until the server has heard of it
        assert time.monotonic() < deadline
    for rest in (
        "/",
        f"/p/{posts[0]}/",
        f"/p/{posts[0]}/card-0a.png",
        "/card-0a.png",
        f"/before/{posts[2]}",
        "/live/since/aaaaaaaa-1",
        "/live/stream?since=aaaaaaaa-1",
        "/corrections/",
        "/as-of/",
        "/as-of/20010101T000000Z/",
        "/?utm_source=x",
    ):
        assert _ask(newsroom_server, f"/flood-one{rest}") == (308, f"/dam-one{rest}"), rest
    assert _ask(newsroom_server, "/flood-one/live/since/%0d%0ax:y") == (
        308,
        "/dam-one/live/since/%0D%0Ax%3Ay",
    )
    assert _ask(newsroom_server, "/dam-one/")[0] == 200


def test_the_desk_and_the_api_are_sent_on_too(newsroom_server: Newsroom, page: Page) -> None:
    from tests.browser.desk import Desk

    flood = Flood.open(newsroom_server, "flood-two")
    flood.do(_MOVE.format(new="dam-two"))
    Desk(page, flood).sign_in("alice")
    page.goto(f"{newsroom_server.url}/desk/flood-two/")
    expect(page).to_have_url(f"{newsroom_server.url}/desk/dam-two/")


@pytest.mark.parametrize("streams", [True, False], ids=["streaming", "polling"])
def test_an_open_page_goes_on_without_being_loaded_again(
    page: Page, newsroom_server: Newsroom, streams: bool
) -> None:
    name = "three" if streams else "four"
    flood = Flood.open(newsroom_server, f"flood-{name}")
    if not streams:
        page.route("**/live/stream**", lambda route: route.abort())
    page.goto(f"{newsroom_server.url}/flood-{name}/")
    page.wait_for_selector(f'main[data-live="{"stream" if streams else "poll"}"]')
    page.evaluate("window.isTheSame = true")
    flood.do(_MOVE.format(new=f"dam-{name}"))
    Flood(newsroom_server, f"dam-{name}").publish("After the move")
    expect(page.locator("#stream")).to_contain_text("After the move")
    assert page.evaluate("window.isTheSame")
    assert page.locator("#stream article a").first.get_attribute("href").startswith(f"/dam-{name}/")  # type: ignore[union-attr]
