"""The command palette: everything that a member may do or open, and nothing else, found by words."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.desk import panels
from stoppress.people.keeping import give_blog_role
from stoppress.people.models import Member
from stoppress.people.rights import Role
from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from tests.cast import Scene, member, open_scene
from tests.desk.conftest import SignIn
from tests.register.table import rows

HOME = "/desk/flood/commands/"
#: Addresses that no line of the palette leads to, and where they are found instead.
ELSEWHERE = {
    "/desk/sign-in/": "before the desk",
    "/desk/sign-in/second-step/": "before the desk",
    "/desk/sign-in/elsewhere/": "before the desk",
    "/desk/sign-in/elsewhere/back/": "before the desk",
    "/desk/account/session/": "asked by the script",
    "/desk/account/confirm/": "on the way to the account",
    "/desk/account/app/": "in the account",
    "/desk/newsroom/sign-in-rules/": "among the members",
    "/desk/{slug}/older/": "asked by the script",
    "/desk/{slug}/tools/": "asked by the script",
    "/desk/{slug}/pulse/": "asked by the script",
    "/desk/{slug}/round-up/line/": "asked by the script",
    "/desk/{slug}/questions/pulse/": "asked by the script",
    "/desk/{slug}/references/posts/": "asked by the script",
    "/desk/{slug}/key-points/suggestions/": "a button of its panel, which the palette names",
    "/desk/{slug}/language/": "on the page of the address",
    "/desk/{slug}/continuation/": "on the page of the address",
    "/desk/{slug}/shows-versions/": "on the page of the address",
    "/desk/{slug}/commands/": "is the palette",
    "/desk/{slug}/assigned/": "the page of experts, who have no palette",
}


def told(client: Client, words: str = "") -> list[str]:
    """What the script is told."""
    answer = client.get(HOME, {"words": words}, headers={"accept": "application/json"}).json()
    return [command["words"] for command in answer["commands"]]


def test_every_member_is_offered_what_her_role_may(scene: Scene, alice: Client, vera: Client) -> None:
    assert {"Write a post", "Round up", "Experts", "Key points", "Drafts"} <= set(told(alice))
    offered = set(told(vera))
    assert "Key points" in offered
    assert not offered & {"Write a post", "Round up", "Experts", "Drafts", "New live blog"}


def test_every_page_of_the_desk_is_a_line_of_it(scene: Scene, sign_in: SignIn) -> None:
    pages = {
        row.address
        for row in rows()
        if row.method == "GET"
        and row.address.startswith("/desk/")
        and "{" not in row.address.replace("{slug}", "")
    }
    offered = (
        sign_in(member("Chidi", "chief")).get(HOME, headers={"accept": "application/json"}).json()["commands"]
    )
    found = {
        line["address"].partition("#")[0].partition("?")[0].replace("/flood/", "/{slug}/") for line in offered
    }
    assert pages - found - set(ELSEWHERE) == set(), "Name it in desk/commands.py."


def test_what_belongs_to_the_newsroom_is_offered_by_the_role_there(scene: Scene, vera: Client) -> None:
    viewer = Member.objects.get(email="vera@courier.example")
    give_blog_role(scene.editor, scene.blog.pk, viewer.public_id, 0, Role.EDITOR)
    offered = set(told(vera))
    assert "Experts" in offered
    assert not offered & {"New live blog", "Everything that was done in the newsroom"}


def test_every_panel_has_a_key_and_no_two_have_the_same() -> None:
    keys = [panel.key for panel in panels.PANELS]
    assert all(len(key) == 1 for key in keys)
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("nrjkacwegphdms?"), "These are the keys of the list and of posts."


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
