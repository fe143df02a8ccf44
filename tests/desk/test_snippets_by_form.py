"""Snippets at the desk: made, changed, deleted and put in; with a form, without script, and from the palette."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.people.models import BlogRole, Member
from stoppress.publishing.snippets import Piece, keep_snippet
from stoppress.snippets.models import Slot, Snippet
from stoppress.stories.models import Post
from tests.cast import Scene, member

JSON = {"headers": {"accept": "application/json"}}
HOME = "/desk/flood/snippets/"
ROAD = Piece(
    "Road closed", "{{ road }} closed", "<p>Police have closed {{ road }} since {{ clock }}.</p>", "notice"
)


@pytest.fixture
def road(scene: Scene) -> str:
    """A snippet of the flood, with two slots."""
    slots = (Slot("road", "Which road?"), Slot("clock", "", "noon"))
    return keep_snippet(
        scene.hand(), scene.blog, Piece(ROAD.name, ROAD.title, ROAD.body_html, ROAD.kind, slots)
    ).subject


def test_an_empty_list_says_what_snippets_are_for(alice: Client, bob: Client) -> None:
    assert "Keep here what is written again and again" in alice.get(HOME).content.decode()
    page = bob.get(HOME).content.decode()
    assert "An editor keeps here" in page
    assert "New snippet" not in page


def test_a_snippet_is_made_and_its_slots_are_described_next(scene: Scene, alice: Client) -> None:
    sent = {"name": "Road closed", "body_html": "{{ road }} is closed.", "body_format": "plain"}
    answer = alice.post(f"{HOME}new/", sent)
    kept = Snippet.objects.get()
    assert kept.body_html == "<p>{{ road }} is closed.</p>"
    assert answer["Location"] == f"{HOME}{kept.public_id}/#slots"
    page = alice.get(f"{HOME}{kept.public_id}/").content.decode()
    assert 'name="slot_label"' in page
    more = {
        "version": 1,
        "body_html": "{{ road }} is closed since {{ clock }}.",
        "slot_name": ["road", "clock"],
        "slot_label": ["Which road?", "Since when?"],
        "slot_default": ["", "noon"],
        "slot_order": ["2", "1"],
    }
    assert alice.post(f"{HOME}{kept.public_id}/", {**sent, **more})["Location"] == HOME
    kept.refresh_from_db()
    assert kept.asks == (Slot("clock", "Since when?", "noon"), Slot("road", "Which road?"))


def test_what_cannot_be_kept_is_refused_beside_its_field_and_nothing_typed_is_lost(alice: Client) -> None:
    sent = {"name": "", "title": "Typed title", "body_html": "{{ road }} typed", "slot_name": ["road"]}
    answer = alice.post(
        f"{HOME}new/", {**sent, "slot_label": ["Typed label"], "slot_default": [""], "slot_order": ["1"]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Give it a name" in page
    for typed in ("Typed title", "{{ road }} typed", "Typed label"):
        assert typed in page
    assert not Snippet.objects.exists()


def test_nobody_writes_over_what_a_colleague_has_changed(scene: Scene, alice: Client, road: str) -> None:
    keep_snippet(scene.hand(), scene.blog, Piece("Road shut", "Shut"), snippet=road, version=1)
    for address, sent in (
        (f"{HOME}{road}/", {"name": "Mine", "title": "Mine", "version": 1}),
        (f"{HOME}{road}/delete/", {"version": 1}),
    ):
        answer = alice.post(address, sent, **JSON)
        assert (answer.status_code, answer.json()["current"]["name"]) == (409, "Road shut")
    page = alice.post(f"{HOME}{road}/", {"name": "Mine", "title": "Mine", "version": 1}).content.decode()
    assert "Road shut" in page
    assert 'value="Mine"' in page
    kept = alice.post(f"{HOME}{road}/", {"name": "Mine", "title": "Mine", "version": 1, "onto": 2})
    assert kept.status_code == 302
    assert Snippet.objects.get().name == "Mine"


def test_a_snippet_is_deleted_after_it_was_asked_about(alice: Client, road: str) -> None:
    assert "Yes, delete “Road closed”" in alice.get(HOME).content.decode()
    alice.post(f"{HOME}{road}/delete/", {"version": 1})
    assert not Snippet.objects.exists()
    assert alice.get(f"{HOME}{road}/").status_code == 404
    assert alice.get(f"{HOME}{road}/put-in/").status_code == 404


def test_without_script_the_slots_are_asked_for_and_the_composer_comes_filled(bob: Client, road: str) -> None:
    asked = bob.get(f"{HOME}{road}/put-in/").content.decode()
    assert asked.index("Which road?") < asked.index(">clock<")
    assert 'name="slot:clock" value="noon"' in asked
    desk = bob.get("/desk/flood/", {"snippet": road, "slot:road": "A1 & B2", "slot:clock": ""})
    form = desk.context["composer"]
    assert form["title"].value() == "A1 & B2 closed"
    assert form["body_html"].value() == "Police have closed A1 & B2 since {{ clock }}."
    assert (form["body_format"].value(), form["kind"].value()) == ("plain", "notice")


def test_a_snippet_that_is_gone_leaves_an_empty_composer_and_says_so(bob: Client) -> None:
    page = bob.get("/desk/flood/", {"snippet": "a" * 12})
    assert page.status_code == 200
    assert "There is no such snippet" in page.content.decode()


def test_the_script_is_told_what_to_ask_and_then_the_words(bob: Client, road: str) -> None:
    told = bob.get(f"{HOME}{road}/put-in/", {"slot:road": "<b>"}, **JSON).json()
    assert "Which road?" in told["asks"]
    assert [slot["name"] for slot in told["slots"]] == ["road", "clock"]
    assert told["body_html"] == "<p>Police have closed &lt;b&gt; since {{ clock }}.</p>"


def test_an_open_slot_is_refused_beside_the_text_and_kept_as_a_draft(scene: Scene, bob: Client) -> None:
    sent = {"title": "Road closed", "body_html": "<p>{{ road }} is closed.</p>", "body_format": "html"}
    refused = bob.post("/desk/flood/posts/", sent)
    assert refused.status_code == 422
    assert "The slot “road” is still open." in refused.content.decode()
    assert (
        bob.post(
            "/desk/flood/posts/", {**sent, "act": "schedule", "release_at": "2999-01-01T12:00"}
        ).status_code
        == 422
    )
    assert not Post.objects.exists()
    assert bob.post("/desk/flood/posts/", {**sent, "act": "draft"}).status_code == 302
    standing = scene.publish().post
    told = bob.post(f"/desk/flood/posts/{standing}/amend/", {**sent, "version": 1}, **JSON)
    assert list(told.json()["fields"]) == ["body_html"]


def test_the_palette_finds_a_snippet_by_its_name_for_those_who_write(
    bob: Client, vera: Client, road: str
) -> None:
    def found(client: Client) -> list[str]:
        told = client.get("/desk/flood/commands/", **JSON).json()["commands"]
        return [command["address"] for command in told if command["puts_in"]]

    assert found(bob) == [f"{HOME}{road}/put-in/"]
    assert found(vera) == []
    assert "Road closed" in bob.get("/desk/flood/commands/").content.decode()


def test_who_is_editor_of_this_live_blog_alone_makes_none_for_the_newsroom(scene: Scene, bob: Client) -> None:
    BlogRole.objects.create(
        member=Member.objects.get(email="bob@courier.example"), blog=scene.blog, role="editor"
    )
    assert 'name="is_of_newsroom"' not in bob.get(f"{HOME}new/").content.decode()
    refused = bob.post(f"{HOME}new/", {"name": "All", "title": "All", "is_of_newsroom": "on"})
    assert refused.status_code == 403
    assert bob.post(f"{HOME}new/", {"name": "Here", "title": "Here"}).status_code == 302
    everywhere = keep_snippet(scene.hand(), scene.blog, Piece("All", "All", is_of_newsroom=True)).subject
    assert bob.get(f"{HOME}{everywhere}/").status_code == 403


def test_strangers_and_viewers_get_none(vera: Client, stranger: Client, road: str) -> None:
    for client, status in ((vera, 403), (stranger, 404)):
        assert client.get(HOME).status_code == status
        assert client.get(f"{HOME}{road}/put-in/").status_code == status
    assert "Road closed" not in vera.get("/desk/flood/", {"snippet": road}).content.decode()


def test_a_name_that_was_sent_twice_makes_one_snippet(alice: Client) -> None:
    sent = {"name": "Once", "title": "Once", "key": "k1"}
    for _ in range(2):
        assert alice.post(f"{HOME}new/", sent).status_code == 302
    assert Snippet.objects.count() == 1


def test_another_newsroom_keeps_its_own_of_the_same_name(scene: Scene, road: str, sign_in: object) -> None:
    from tests.cast import open_scene

    theirs = open_scene("vote", editor=member("Mallory", "chief", newsroom="The Arle Echo"))
    keep_snippet(theirs.hand(), theirs.blog, ROAD)
    assert Snippet.objects.filter(name="Road closed").count() == 2
