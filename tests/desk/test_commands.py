"""The command palette: everything that a member may do or open, and nothing else, found by words."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from tests.cast import Scene, open_scene

HOME = "/desk/flood/commands/"


def told(client: Client, words: str = "") -> list[str]:
    """What the script is told."""
    answer = client.get(HOME, {"words": words}, headers={"accept": "application/json"}).json()
    return [command["words"] for command in answer["commands"]]


def test_every_member_is_offered_what_her_role_may(scene: Scene, alice: Client, vera: Client) -> None:
    assert {"Write a post", "Round up", "Experts", "Key points", "Drafts"} <= set(told(alice))
    offered = set(told(vera))
    assert "Key points" in offered
    assert not offered & {"Write a post", "Round up", "Experts", "Drafts", "New live blog"}


def test_every_command_leads_somewhere(scene: Scene, alice: Client) -> None:
    scene.publish("Bridge closed")
    commands = alice.get(HOME, headers={"accept": "application/json"}).json()["commands"]
    desk = [command["address"] for command in commands if command["address"].startswith("/desk/")]
    assert len(desk) > 10
    assert {alice.get(address).status_code for address in desk} == {200}


def test_posts_and_drafts_are_found_by_all_of_their_words(scene: Scene, alice: Client, vera: Client) -> None:
    scene.publish("Water reaches the bridge")
    scene.publish("Water falls", "<p>Slowly.</p>")
    posts.save_draft(scene.hand(), scene.blog, Wording("Water under the bridge"))
    found = [words for words in told(alice, "bridge water") if "ater" in words]
    assert sorted(found) == ["Water reaches the bridge", "Water under the bridge"]
    assert [words for words in told(vera, "bridge water") if "ater" in words] == ["Water reaches the bridge"]


def test_other_live_blogs_of_the_newsroom_are_offered(scene: Scene, alice: Client) -> None:
    open_scene("storm", editor=scene.editor)
    assert told(alice).count("River rises") == 1


def test_without_script_it_is_a_page_of_links(scene: Scene, alice: Client) -> None:
    scene.publish("Water reaches the bridge")
    page = alice.get(HOME, {"words": "bridge"}).content.decode()
    assert "Water reaches the bridge" in page
    assert 'href="/desk/flood/header/"' in page


@pytest.mark.parametrize("nasty", ["\x00", "' OR 1=1", "💧" * 500, "%", "<script>"])
def test_nasty_words_are_no_fault_of_the_server(scene: Scene, alice: Client, nasty: str) -> None:
    assert alice.get(HOME, {"words": nasty}).status_code == 200
