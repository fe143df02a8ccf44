"""What the desk finds by words: posts of any standing and people, as far as who asks may see them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from stoppress.publishing import moving, posts, take_down
from stoppress.publishing.wording import Wording
from tests.cast import Scene, member, open_scene


def _search(client: Client, words: str, status: int = 200) -> str:
    answer = client.get("/desk/flood/search/", {"q": words})
    assert answer.status_code == status
    return re.sub(r"</?mark>", "", answer.content.decode())


def test_posts_of_every_standing_are_found_and_say_how_they_stand(alice: Client, scene: Scene) -> None:
    scene.publish("Dam at Arle breaks", "<p>Boats are on their way.</p>")
    gone = scene.publish("Dam will hold", "<p>Not so.</p>").post
    posts.withdraw(scene.hand(), scene.blog, gone, 1, "Wrong.")
    posts.save_draft(scene.hand(), scene.blog, Wording("What we know of the dam"))
    page = _search(alice, "dam")
    assert "2 posts" in page
    assert "1 draft" in page
    assert "withdrawn" in page
    assert "Dam at Arle breaks" in _search(alice, "boats")


def test_words_that_were_amended_away_erased_or_thrown_away_are_not_found(
    alice: Client, scene: Scene
) -> None:
    post = scene.publish("Zq7old").post
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("New words"))
    erased = scene.publish("Zq7erased").post
    take_down.take_down(scene.hand(), scene.blog, erased, "Law.")
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Zq7draft")).post
    posts.discard_draft(scene.hand(), scene.blog, draft, 1)
    for words in ("zq7old", "zq7erased", "zq7draft"):
        assert "Nothing has these words" in _search(alice, words)


def test_a_post_is_found_where_it_is_now(alice: Client, scene: Scene) -> None:
    open_scene("fire", editor=scene.editor)
    post = scene.publish("Smoke over Arle").post
    moving.move_post(scene.hand(), scene.blog, post, 1, "fire")
    assert "Nothing has these words" in _search(alice, "smoke")
    assert "Smoke over Arle" in re.sub(
        "</?mark>", "", alice.get("/desk/fire/search/", {"q": "smoke"}).content.decode()
    )


def test_who_may_not_write_finds_no_draft(vera: Client, scene: Scene) -> None:
    posts.save_draft(scene.hand(), scene.blog, Wording("Secret dam"))
    assert "Secret" not in _search(vera, "secret").split("</form>")[-1]


def test_people_are_found_by_name_and_none_of_another_newsroom(
    alice: Client, vera: Client, scene: Scene
) -> None:
    member("Zeno", "chief", "The Arle Echo")
    scene.expert("Dr. Nadia Brandt")
    assert "reporting" in _search(alice, "okoye")
    assert "Dr. Nadia Brandt" in _search(alice, "nadia brandt")
    assert "Dr. Nadia Brandt" not in _search(vera, "brandt")
    member("Quentin", "reporter")
    assert "Reporter" in _search(alice, "quentin")
    assert "Reporter" not in _search(vera, "quentin")
    assert "reporting" in _search(vera, "okoye")
    assert "Nothing has these words" in _search(alice, "zeno")


def test_rows_of_words_beginnings_and_words_to_leave_out_are_understood(alice: Client, scene: Scene) -> None:
    scene.publish("The old bridge", "<p>It holds.</p>")
    scene.publish("The bridge is old", "<p>It is closed.</p>")
    assert "1 post" in _search(alice, '"old bridge"')
    assert "2 posts" in _search(alice, "bri*")
    assert "1 post" in _search(alice, "bridge -closed")


@pytest.mark.parametrize("typed", ["a", "-only", "…", "x" * 300, '"; DROP TABLE stories_post; --' * 9])
def test_what_cannot_be_looked_for_is_said_in_words(alice: Client, scene: Scene, typed: str) -> None:
    page = _search(alice, typed, 400)
    assert 'role="alert"' in page


@pytest.mark.parametrize("typed", ["NEAR(a b)", "title:dam", "* OR *", "'); --", "dam\x00", "{dam}"])
def test_no_syntax_of_a_database_is_within_reach(alice: Client, scene: Scene, typed: str) -> None:
    assert alice.get("/desk/flood/search/", {"q": typed}).status_code in {200, 400}


def test_what_was_found_is_marked_and_harmless(alice: Client, scene: Scene) -> None:
    scene.publish("Tom & <Jerry>", "<p>Many words stand before it: the dam &amp; the mill.</p>")
    page = alice.get("/desk/flood/search/", {"q": "jerry"}).content.decode()
    assert "Tom &amp; &lt;<mark>Jerry</mark>&gt;" in page


def test_umlauts_and_letters_from_right_to_left_are_found_by_their_beginnings(
    alice: Client, scene: Scene
) -> None:
    scene.publish("Überschwemmung in Köln", "<p>Die Brücke ist zu.</p>")
    scene.publish("الجسر مغلق", "<p>قال المحافظ إن الجسر صامد.</p>")
    for words in ("überschw*", "ueberschwemmung köln", "UBERSCHWEMMUNG", "koln brucke"):
        assert ("Köln" in _search(alice, words)) == (words != "ueberschwemmung köln"), words
    for words in ("الجسر", "المحا*", '"الجسر مغلق"'):
        assert "1 post" in _search(alice, words), words


def test_a_contributor_finds_drafts_of_her_own_and_none_of_others(scene: Scene) -> None:
    nele = Scene(member("Nele", "contributor"), "flood")
    posts.save_draft(nele.hand(), scene.blog, Wording("Zq7 mine"))
    posts.save_draft(scene.hand(), scene.blog, Wording("Zq7 theirs"))
    client = Client()
    client.force_login(nele.editor)
    page = _search(client, "zq7")
    assert "Zq7 mine" in page
    assert "Zq7 theirs" not in page
