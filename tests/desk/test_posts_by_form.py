"""Each act on a post, through its form: done, refused in words, sent twice."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.stories.models import Post, State
from stoppress.wire import reading
from tests.cast import Scene

JSON = {"headers": {"accept": "application/json"}}


def address(scene: Scene, post: str, act: str) -> str:
    return f"/desk/{scene.slug}/posts/{post}/{act}/"


def test_publishing_puts_the_post_on_the_wire(scene: Scene, alice: Client) -> None:
    answer = alice.post(
        "/desk/flood/posts/",
        {"title": "Water falls", "body_html": "<p>By a hand.</p>", "body_format": "html"},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/desk/flood/"
    newest = reading.newest(scene.blog.wire, "stream", 1)[0]
    assert "<p>By a hand.</p>" in newest.html


def test_what_is_typed_without_script_becomes_paragraphs(scene: Scene, alice: Client) -> None:
    alice.post(
        "/desk/flood/posts/", {"body_html": "One & two\r\nthree\r\n\r\nfour <b>", "body_format": "plain"}
    )
    assert Post.objects.get().body_html == "<p>One &amp; two<br>three</p><p>four &lt;b&gt;</p>"


def test_a_sending_that_comes_twice_makes_one_post(scene: Scene, alice: Client) -> None:
    sending = {"title": "Once", "body_format": "html", "key": "k1"}
    first = alice.post("/desk/flood/posts/", sending, **JSON).json()
    second = alice.post("/desk/flood/posts/", sending, **JSON).json()
    assert Post.objects.count() == 1
    assert first["post"] == second["post"]
    assert second["is_repeated"]


def test_the_same_key_with_other_words_is_refused(scene: Scene, alice: Client) -> None:
    alice.post("/desk/flood/posts/", {"title": "Once", "key": "k1"}, **JSON)
    answer = alice.post("/desk/flood/posts/", {"title": "Twice", "key": "k1"}, **JSON)
    assert answer.status_code == 422
    assert answer.json()["kind"] == "SendingReused"


def test_an_empty_post_is_refused_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, alice: Client
) -> None:
    answer = alice.post("/desk/flood/posts/", {"byline": "Alice O.", "kind": "quote", "is_key_event": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is nothing to publish yet" in page
    assert 'value="Alice O."' in page
    assert '<option value="quote" selected>' in page
    assert "checked" in page


def test_an_over_long_title_is_told_how_much_to_cut(scene: Scene, alice: Client) -> None:
    answer = alice.post("/desk/flood/posts/", {"title": "x" * 230}, **JSON)
    assert answer.status_code == 422
    assert "Shorten it by 30" in answer.json()["fields"]["title"]


@pytest.mark.parametrize("field", ["title", "body_html", "byline", "kind", "key", "version", "draft", "onto"])
@pytest.mark.parametrize(
    "nasty", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "💧" * 3000, "' OR 1=1", "-1"]
)
def test_nasty_words_in_any_field_are_no_fault_of_the_server(
    scene: Scene, alice: Client, field: str, nasty: str | bytes
) -> None:
    answer = alice.post("/desk/flood/posts/", {"title": "A post", field: nasty})
    assert answer.status_code in (302, 400, 404, 409, 422)


def test_nothing_is_published_before_the_coverage_is_open(scene: Scene, alice: Client) -> None:
    scene.enter("closed")
    answer = alice.post("/desk/flood/posts/", {"title": "Too late"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The coverage is closed" in page
    assert 'value="Too late"' in page


def test_an_amendment_changes_the_words(scene: Scene, alice: Client) -> None:
    post = scene.publish("Bridge closed").post
    form = alice.get(address(scene, post, "amend")).content.decode()
    assert 'value="Bridge closed"' in form
    answer = alice.post(address(scene, post, "amend"), {"title": "Bridge open", "version": 1})
    assert answer.status_code == 302
    assert scene.post(post).title == "Bridge open"


def test_an_editor_who_was_overtaken_sees_both_texts_and_may_put_hers_on_top(
    scene: Scene, alice: Client, bob: Client
) -> None:
    post = scene.publish("Bridge closed").post
    bob.post(address(scene, post, "amend"), {"title": "Bob’s title", "version": 1})
    late = alice.post(address(scene, post, "amend"), {"title": "Alice’s title", "version": 1})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Bob’s title" in page
    assert 'value="Alice’s title"' in page
    assert 'name="onto" value="2"' in page
    alice.post(address(scene, post, "amend"), {"title": "Alice’s title", "version": 1, "onto": 2})
    assert scene.post(post).title == "Alice’s title"
    assert scene.post(post).version == 3


def test_the_conflict_told_to_the_script_holds_the_other_text(
    scene: Scene, alice: Client, bob: Client
) -> None:
    post = scene.publish("Bridge closed").post
    bob.post(
        address(scene, post, "amend"),
        {"title": "Bob’s", "body_html": "<p>His</p>", "body_format": "html", "version": 1},
    )
    told = alice.post(address(scene, post, "amend"), {"title": "Alice’s", "version": 1}, **JSON)
    assert told.status_code == 409
    assert told.json()["current"]["body_html"] == "<p>His</p>"
    assert "<p>His</p>" in told.json()["conflict"]


def test_a_correction_needs_its_note(scene: Scene, alice: Client) -> None:
    post = scene.publish().post
    refused = alice.post(address(scene, post, "correct"), {"title": "New", "version": 1})
    assert refused.status_code == 422
    assert "Say what was wrong" in refused.content.decode()
    done = alice.post(
        address(scene, post, "correct"), {"title": "New", "version": 1, "note": "We said old. It is new."}
    )
    assert done.status_code == 302
    assert "We said old. It is new." in reading.newest(scene.blog.wire, "stream", 1)[0].html


def test_withdrawing_asks_for_a_reason_and_can_be_undone(scene: Scene, alice: Client) -> None:
    post = scene.publish().post
    assert "Withdraw “Bridge closed”?" in alice.get(address(scene, post, "withdraw")).content.decode()
    assert alice.post(address(scene, post, "withdraw"), {"version": 1, "reason": " "}).status_code == 422
    alice.post(address(scene, post, "withdraw"), {"version": 1, "reason": "The wrong bridge."})
    assert scene.post(post).state == State.WITHDRAWN
    assert "The wrong bridge." in reading.newest(scene.blog.wire, "stream", 1)[0].html
    alice.post(address(scene, post, "restore"), {"version": 2})
    assert scene.post(post).state == State.PUBLISHED


def test_a_take_down_leaves_no_text_at_the_desk(scene: Scene, alice: Client) -> None:
    post = scene.publish("A name that must go").post
    page = alice.get(address(scene, post, "take-down")).content.decode()
    assert "This cannot be undone." in page
    alice.post(address(scene, post, "take-down"), {"reason": "Court order 12"})
    assert scene.post(post).state == State.TAKEN_DOWN
    assert "A name that must go" not in alice.get("/desk/flood/").content.decode().split("messages")[-1]
    assert alice.get(address(scene, post, "amend")).status_code == 404


def test_key_event_and_pin_come_and_go(scene: Scene, alice: Client) -> None:
    post = scene.publish().post
    alice.post(address(scene, post, "key-event"), {"version": 1, "is_key_event": "on"})
    assert scene.post(post).is_key_event
    alice.post(address(scene, post, "key-event"), {"version": 2})
    assert not scene.post(post).is_key_event
    alice.post(address(scene, post, "pin"), {})
    assert reading.standing_part(scene.blog.wire, "pinned") is not None
    alice.post("/desk/flood/unpin/", {"seen": post})
    assert reading.standing_part(scene.blog.wire, "pinned") is None
    assert alice.post("/desk/flood/unpin/", {}).status_code == 409


def test_tools_follow_the_state_of_the_post(scene: Scene, alice: Client) -> None:
    post = scene.publish().post
    assert "Amend" in alice.get(f"/desk/flood/tools/?post={post}").content.decode()
    alice.post(address(scene, post, "withdraw"), {"version": 1, "reason": "Wrong."})
    tools = alice.get(f"/desk/flood/tools/?post={post}").content.decode()
    assert "Amend" not in tools
    assert "Restore" in tools
    assert "withdrawn" in tools


def test_a_simple_text_is_amended_as_plain_words_and_comes_back_the_same(scene: Scene, alice: Client) -> None:
    body = "<p>One &amp; two<br>three</p><p>four &lt;b&gt;</p>"
    post = scene.publish("T", body).post
    page = alice.get(address(scene, post, "amend")).content.decode()
    assert "One &amp; two\nthree\n\nfour &lt;b&gt;</textarea>" in page
    alice.post(
        address(scene, post, "amend"),
        {"title": "T", "body_html": "One & two\nthree\n\nfour <b>", "body_format": "plain", "version": 1},
    )
    assert scene.post(post).body_html == body


def test_a_rich_text_is_amended_as_html_without_script(scene: Scene, alice: Client) -> None:
    post = scene.publish("T", "<p>One <strong>two</strong></p>").post
    page = alice.get(address(scene, post, "amend")).content.decode()
    assert "This text is edited as HTML." in page
    assert "&lt;strong&gt;" in page


def test_older_posts_follow_by_place(scene: Scene, alice: Client) -> None:
    for number in range(23):
        scene.publish(f"Post {number:02d}")
    page = alice.get("/desk/flood/").content.decode()
    assert page.count("data-entry=") == 20
    assert "Post 02" not in page.split("data-panels")[0]
    below = page.split("older/?below=")[1].split('"')[0]
    older = alice.get(f"/desk/flood/older/?below={below}").content.decode()
    assert older.count("data-entry=") == 3
    assert "Post 02" in older
    assert alice.get("/desk/flood/older/?below=x").status_code == 200
