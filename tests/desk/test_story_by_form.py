"""Another address, the next day and the showing of versions, by form: what an editor sends, and what she is told."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.wire.past import parts_now
from tests.cast import Scene, member, open_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client: Client) -> Scene:
    scene = open_scene()
    client.force_login(scene.editor)
    return scene


def _send(client: Client, scene: Scene, name: str, **fields: object) -> object:
    return client.post(f"/desk/flood/{name}/", {"version": scene.blog.version, **fields})


def test_a_new_address_leads_to_the_desk_under_it(client: Client, scene: Scene) -> None:
    answer = _send(client, scene, "address", slug=" dam ")
    assert answer["location"] == "/desk/dam/"  # type: ignore[index]
    for path in ("/desk/flood/", "/desk/flood/header/"):
        moved = client.get(path)
        assert (moved.status_code, moved["location"]) == (308, path.replace("flood", "dam"))


def test_a_form_sent_to_the_old_address_is_sent_on_with_its_method(client: Client, scene: Scene) -> None:
    _send(client, scene, "address", slug="dam")
    answer = client.post("/desk/flood/posts/", {"title": "After the move"}, follow=True)
    assert answer.redirect_chain[0] == ("/desk/dam/posts/", 308)
    scene.slug = "dam"
    assert scene.blog.posts.get().title == "After the move"


@pytest.mark.parametrize(
    ("slug", "words"),
    [("", "Give the new address."), ("No Slug", "holds only lower-case"), ("flood", "already")],
)
def test_what_can_be_no_address_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, scene: Scene, slug: str, words: str
) -> None:
    answer = _send(client, scene, "address", slug=slug)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert words in page
    assert slug in page
    assert scene.blog.slug == "flood"


def test_the_next_day_is_chosen_from_the_newsrooms_own(client: Client, scene: Scene) -> None:
    open_scene("tuesday", editor=scene.editor)
    open_scene("elsewhere", editor=member("Mallory", newsroom="Echo"))
    page = client.get("/desk/flood/continuation/").content.decode()
    assert "(/tuesday/)" in page
    assert "elsewhere" not in page
    assert _send(client, scene, "continuation", continues_in="tuesday").status_code == 302  # type: ignore[attr-defined]
    assert scene.blog.continues_in.slug == "tuesday"  # type: ignore[union-attr]
    answer = _send(client, scene, "continuation", continues_in="elsewhere")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert scene.blog.continues_in.slug == "tuesday"  # type: ignore[union-attr]


def test_versions_are_shown_and_hidden_again(client: Client, scene: Scene) -> None:
    _send(client, scene, "shows-versions", shows_versions="on")
    assert scene.blog.shows_versions
    _send(client, scene, "shows-versions")
    assert not scene.blog.shows_versions


def test_who_saw_another_version_is_told(client: Client, scene: Scene) -> None:
    answer = client.post("/desk/flood/address/", {"version": 1, "slug": "dam"})
    assert answer.status_code == 409
    assert "Somebody changed the live blog" in answer.content.decode()
    assert 'value="dam"' in answer.content.decode()


def test_a_story_in_another_language_is_another_page_in_all_its_parts(client: Client, scene: Scene) -> None:
    post = scene.publish("Brücke gesperrt", is_key_event=True).post
    answer = _send(client, scene, "language", language="de")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    newest = parts_now(scene.blog.wire, [f"post/{post}", "header"])
    assert "Wichtiges Ereignis" in newest[f"post/{post}"].html
    assert "<b>Live</b> seit" in newest["header"].html


def test_the_languages_stand_by_their_own_names_the_complete_ones_first(client: Client, scene: Scene) -> None:
    page = client.get("/desk/flood/language/").content.decode()
    whole, _, others = page.partition("The posts, with English around them")
    for name in ("Deutsch", "English", "Español", "Українська", "العربية"):
        assert name in whole
    assert "Français" in others
    answer = _send(client, scene, "language", language="tlh")
    assert answer.status_code == 422  # type: ignore[attr-defined]
