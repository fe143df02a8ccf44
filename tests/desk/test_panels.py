"""The panels of the desk: each is a tab, a page without script, and counts what is new to each member."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.desk.panels import PANELS, Panel
from stoppress.people.keeping import give_blog_role
from stoppress.people.models import Member
from stoppress.people.rights import Role
from stoppress.publishing import key_points, posts
from stoppress.publishing.wording import Wording
from tests.cast import Scene, member

JSON = {"headers": {"accept": "application/json"}}


def unread(client: Client, panel: str) -> int:
    """How much is new, as the pulse tells it."""
    count: int = client.get("/desk/flood/pulse/").json()["panels"][panel]["unread"]
    return count


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_each_panel_stands_on_the_desk_and_is_a_page_of_its_own(
    scene: Scene, alice: Client, panel: Panel
) -> None:
    desk = alice.get("/desk/flood/").content.decode()
    assert f'id="{panel.id}"' in desk
    page = alice.get(panel.address(scene.blog))
    assert page.status_code == 200
    assert str(panel.title) in page.content.decode()


def test_a_member_is_shown_only_the_panels_of_her_role(scene: Scene, vera: Client) -> None:
    shown = set(vera.get("/desk/flood/pulse/").json()["panels"])
    desk = vera.get("/desk/flood/").content.decode()
    assert {"key-points", "header", "phase"} <= shown
    assert not shown & {"drafts", "questions", "watch"}
    assert 'id="panel-drafts"' not in desk
    assert vera.post("/desk/flood/panels/drafts/seen/", **JSON).status_code == 404


def test_what_a_colleague_did_is_unread_until_the_panel_was_looked_at(
    scene: Scene, alice: Client, bob: Client
) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("The bridge is closed", None)], 0)
    posts.save_draft(scene.hand(), scene.blog, Wording("Later"))
    assert (unread(bob, "key-points"), unread(bob, "drafts")) == (1, 1)
    assert (unread(alice, "key-points"), unread(alice, "drafts")) == (0, 0)
    assert bob.post("/desk/flood/panels/key-points/seen/", **JSON).json() == {"unread": 0}
    assert (unread(bob, "key-points"), unread(bob, "drafts")) == (0, 1)
    key_points.set_key_points(scene.hand(), scene.blog, [("The bridge is open", None)], 1)
    assert unread(bob, "key-points") == 1


def test_without_script_a_panels_page_has_a_button_that_says_it_was_seen(scene: Scene, bob: Client) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("The bridge is closed", None)], 0)
    assert "I have seen it (1 new)" in bob.get("/desk/flood/key-points/").content.decode()
    assert bob.post("/desk/flood/panels/key-points/seen/").headers["Location"] == "/desk/flood/"
    assert "I have seen it" not in bob.get("/desk/flood/key-points/").content.decode()


def test_the_stamp_of_the_drafts_is_another_when_one_of_them_is(scene: Scene, alice: Client) -> None:
    def stamp() -> str:
        return str(alice.get("/desk/flood/pulse/").json()["panels"]["drafts"]["stamp"])

    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Later")).post
    before = stamp()
    assert stamp() == before
    posts.save_draft(scene.hand(), scene.blog, Wording("Later"), post=draft, version=1)
    assert stamp() != before


def test_every_member_has_a_look_of_her_own(scene: Scene, bob: Client, vera: Client) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("The bridge is closed", None)], 0)
    bob.post("/desk/flood/panels/key-points/seen/", **JSON)
    assert unread(vera, "key-points") == 1
    assert Member.objects.count() == 3


def test_who_has_come_to_a_live_blog_is_news_to_the_others(scene: Scene, alice: Client, bob: Client) -> None:
    vera = Member.objects.filter(name="Vera").first() or member("Vera", "viewer")
    give_blog_role(scene.editor, scene.blog.pk, vera.public_id, 0, Role.REPORTER)
    assert (unread(alice, "people"), unread(bob, "people")) == (0, 1)
    bob.post("/desk/flood/panels/people/seen/", **JSON)
    assert unread(bob, "people") == 0
