"""What puts a post elsewhere, and the hand-over note, by form."""

from __future__ import annotations

import re

from django.test import Client

from stoppress.people import keeping
from stoppress.publishing import hand_over
from stoppress.stories.models import Post, State
from tests.cast import Scene, member, open_scene
from tests.desk.conftest import SignIn


def test_a_copy_is_opened_as_the_draft_that_it_is(bob: Client, scene: Scene) -> None:
    post = scene.publish("Dam breaks").post
    answer = bob.post(f"/desk/flood/posts/{post}/duplicate/", {"key": "once"})
    again = bob.post(f"/desk/flood/posts/{post}/duplicate/", {"key": "once"})
    draft = Post.objects.get(state=State.DRAFT)
    assert answer["Location"] == again["Location"] == f"/desk/flood/drafts/{draft.public_id}/"
    assert "Dam breaks" in bob.get(answer["Location"]).content.decode()


def test_the_form_of_another_place_offers_the_other_posts_and_keeps_what_was_chosen(
    bob: Client, scene: Scene
) -> None:
    first, second = scene.publish("First").post, scene.publish("Second").post
    address = f"/desk/flood/posts/{first}/beside/"
    page = bob.get(address).content.decode()
    assert f'<option value="{second}">' in page
    assert f'<option value="{first}">' not in page
    refused = bob.post(address, {"side": "above", "other": "", "version": 1})
    assert refused.status_code in {404, 422}
    done = bob.post(address, {"side": "above", "other": second, "version": 1}, follow=True)
    assert "The post stands in its new place." in done.content.decode()


def test_the_form_of_another_live_blog_offers_those_of_the_newsroom_and_says_what_is_wrong_beside_it(
    alice: Client, scene: Scene
) -> None:
    open_scene("fire", editor=scene.editor)
    post = scene.publish("Smoke").post
    address = f"/desk/flood/posts/{post}/move/"
    assert '<option value="fire">' in alice.get(address).content.decode()
    refused = alice.post(address, {"to": "", "version": 1})
    assert refused.status_code == 422
    assert "Choose one of your newsroom." in refused.content.decode()
    done = alice.post(address, {"to": "fire", "version": 1}, follow=True)
    assert "Its old address leads to it." in done.content.decode()
    assert Post.objects.get(public_id=post).blog.slug == "fire"


def test_the_form_offers_no_live_blog_in_which_she_may_not_move_posts(scene: Scene, sign_in: SignIn) -> None:
    open_scene("secret", "preparing", scene.editor)
    open_scene("fire", editor=scene.editor)
    host, lent = member("Hanna", "chief"), member("Lena", "viewer")
    for blog in (scene.blog, Scene(scene.editor, "fire").blog):
        keeping.give_blog_role(host, blog.pk, lent.public_id, 0, "editor")
    page = sign_in(lent).get(f"/desk/flood/posts/{scene.publish().post}/move/").content.decode()
    assert '<option value="fire">' in page
    assert '<option value="secret">' not in page


def test_the_note_is_unread_until_she_says_that_she_has_read_it(
    alice: Client, vera: Client, scene: Scene
) -> None:
    alice.post("/desk/flood/hand-over/", {"text": "The mayor calls at six.", "version": 0})
    page = vera.get("/desk/flood/hand-over/").content.decode()
    assert "The mayor calls at six." in page
    assert "Nobody else has read it yet." in page
    assert "I have read it" in page
    assert "What the next shift must know" not in page
    vera.post("/desk/flood/hand-over/read/", {"version": 1})
    page = vera.get("/desk/flood/hand-over/").content.decode()
    assert "I have read it" not in page
    assert re.search(r"Read by\s+<bdi>Vera</bdi>", alice.get("/desk/flood/hand-over/").content.decode())


def test_who_was_overtaken_sees_both_notes_and_loses_no_word(alice: Client, scene: Scene) -> None:
    hand_over.write_hand_over(scene.hand(), scene.blog, 0, "Theirs.")
    answer = alice.post("/desk/flood/hand-over/", {"text": "Mine.", "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    kept = alice.post("/desk/flood/hand-over/", {"text": "Mine.", "version": 0, "onto": 1}, follow=True)
    assert "The note stands for the next shift." in kept.content.decode()


def test_an_empty_note_says_that_nothing_is_handed_over(alice: Client, scene: Scene) -> None:
    hand_over.write_hand_over(scene.hand(), scene.blog, 0, "Old.")
    alice.post("/desk/flood/hand-over/", {"text": "  ", "version": 1})
    assert "Nothing is handed over." in alice.get("/desk/flood/hand-over/").content.decode()


def test_the_note_meets_whoever_opens_the_desk_until_it_is_read(
    alice: Client, vera: Client, scene: Scene
) -> None:
    hand_over.write_hand_over(scene.hand(), scene.blog, 0, "The mayor calls at six.")
    desk = lambda who: who.get("/desk/flood/").content.decode()  # noqa: E731
    assert "data-hand-over-due" not in desk(alice)
    for _ in range(2):
        assert 'data-hand-over-due="1"' in desk(vera)
    vera.post("/desk/flood/hand-over/read/", {"version": 1})
    assert "data-hand-over-due" not in desk(vera)
    hand_over.write_hand_over(scene.hand(), scene.blog, 1, "The mayor has called.")
    assert 'data-hand-over-due="2"' in desk(vera)
    hand_over.write_hand_over(scene.hand(), scene.blog, 2, "")
    assert "data-hand-over-due" not in desk(vera)
