"""What machines do, and that it can be repeated."""

from __future__ import annotations

import pytest

from stoppress.publishing import posts as acts
from stoppress.publishing.models import Receipt
from stoppress.stories.models import Post
from tests.api.caller import Caller, read
from tests.cast import Scene

POSTS = "/live-blogs/flood/posts"


def test_a_post_is_published_and_found_where_the_answer_says(caller: Caller) -> None:
    answer = caller.post(
        POSTS, {"title": "Bridge closed", "body_html": "<p>Now.</p><script>x</script>", "is_key_event": True}
    )
    assert answer.status_code == 201
    found = read(caller.get(answer["Location"].removeprefix("/api/v1")))
    assert found["body_html"] == "<p>Now.</p>"
    assert found["is_key_event"] is True
    assert found["byline"] == "Alice"
    assert answer["ETag"] == '"1"'
    assert read(answer)["url"].endswith(f"/flood/p/{found['id']}/")


def test_plain_text_becomes_paragraphs(caller: Caller) -> None:
    answer = caller.post(POSTS, {"body_text": "One & two\nthree\n\nFour <b>"})
    found = read(caller.get(f"{POSTS}/{read(answer)['post']}"))
    assert found["body_html"] == "<p>One &amp; two<br>three</p><p>Four &lt;b&gt;</p>"


def test_an_amendment_changes_what_it_names_and_leaves_the_rest(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Bridge closed", "<p>Since noon.</p>", kind="quote", is_key_event=True)
    answer = caller.patch(f"{POSTS}/{post.post}", {"title": "Bridge shut"}, if_match='"1"')
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    found = read(caller.get(f"{POSTS}/{post.post}"))
    assert (found["title"], found["body_html"], found["kind"]) == (
        "Bridge shut",
        "<p>Since noon.</p>",
        "quote",
    )
    assert found["is_key_event"] is True


def test_a_correction_carries_its_note(caller: Caller, scene: Scene) -> None:
    post = scene.publish("4,000 homes", "<p>4,000 homes.</p>")
    body = {
        "title": "400 homes",
        "body_text": "400 homes.",
        "note": "It is 400 homes, not 4,000.",
        "version": 1,
    }
    assert caller.post(f"{POSTS}/{post.post}/corrections", body).status_code == 200
    found = read(caller.get(f"{POSTS}/{post.post}"))
    assert [note["note"] for note in found["corrections"]] == ["It is 400 homes, not 4,000."]
    assert found["text"] == "400 homes."


def test_a_withdrawal_can_be_undone(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Bridge closed").post
    gone = caller.post(f"{POSTS}/{post}/withdrawal", {"reason": "Not confirmed", "version": 1})
    assert read(gone)["state"] == "withdrawn"
    back = caller.delete(f"{POSTS}/{post}/withdrawal", if_match='"2"')
    assert read(back)["state"] == "published"
    assert read(caller.get(f"{POSTS}/{post}"))["title"] == "Bridge closed"


def test_a_take_down_leaves_nothing(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Bridge closed").post
    assert caller.post(f"{POSTS}/{post}/take-down", {"reason": "Court order"}).status_code == 200
    assert caller.get(f"{POSTS}/{post}").status_code == 404
    assert caller.post(f"{POSTS}/{post}/take-down", {"reason": "Court order"}).status_code == 404


def test_a_post_is_pinned_marked_and_led_to(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Bridge closed").post
    assert caller.put("/live-blogs/flood/pin", {"post": post}).status_code == 200
    assert caller.put(f"{POSTS}/{post}/key-event", {"is_key_event": True}, if_match='"1"').status_code == 200
    points = {
        "points": [{"text": "The bridge is closed", "post": post}, {"text": "No one is hurt"}],
        "version": 0,
    }
    assert caller.put("/live-blogs/flood/key-points", points).status_code == 200
    blog = read(caller.get("/live-blogs/flood"))
    assert blog["pinned"] == post
    assert [(point["text"], point["post"]) for point in blog["key_points"]] == [
        ("The bridge is closed", post),
        ("No one is hurt", None),
    ]
    assert blog["key_points_version"] == 1
    assert caller.delete("/live-blogs/flood/pin").status_code == 200
    assert read(caller.get("/live-blogs/flood"))["pinned"] is None
    assert caller.delete("/live-blogs/flood/pin").status_code == 409


def test_header_and_phase_are_changed(caller: Caller) -> None:
    version = read(caller.get("/live-blogs/flood"))["version"]
    changed = caller.patch("/live-blogs/flood", {"standfirst": "The dam holds.", "version": version})
    assert changed.status_code == 200
    blog = read(caller.get("/live-blogs/flood"))
    assert (blog["headline"], blog["standfirst"]) == ("River rises", "The dam holds.")
    assert blog["team"] == [{"name": "Alice Okoye", "duty": "reporting"}]
    assert (
        caller.put("/live-blogs/flood/phase", {"phase": "paused"}, if_match=changed["ETag"]).status_code
        == 200
    )
    assert read(caller.get("/live-blogs/flood"))["phase"] == "paused"


def test_a_header_that_cannot_be_is_refused_by_field(caller: Caller) -> None:
    body = {"headline": " ", "zone": "Mars/Olympus", "language": "tlh", "version": 2}
    answer = caller.patch("/live-blogs/flood", body)
    assert answer.status_code == 422
    assert {error["field"] for error in read(answer)["errors"]} == {"headline", "zone", "language"}


def test_a_change_that_names_no_version_is_refused(caller: Caller, scene: Scene) -> None:
    post = scene.publish().post
    version = scene.blog.version
    assert caller.patch(f"{POSTS}/{post}", {"title": "x"}).status_code == 428
    assert caller.post(f"{POSTS}/{post}/corrections", {"title": "x", "note": "y"}).status_code == 428
    assert caller.post(f"{POSTS}/{post}/withdrawal", {"reason": "x"}).status_code == 428
    assert caller.delete(f"{POSTS}/{post}/withdrawal").status_code == 428
    assert caller.put(f"{POSTS}/{post}/key-event", {"is_key_event": True}).status_code == 428
    assert caller.put("/live-blogs/flood/key-points", {"points": []}).status_code == 428
    assert caller.put("/live-blogs/flood/phase", {"phase": "paused"}).status_code == 428
    assert caller.patch("/live-blogs/flood", {"headline": "x"}).status_code == 428
    assert (scene.post(post).version, scene.blog.version) == (1, version)


def test_who_was_overtaken_gets_the_current_words(caller: Caller, scene: Scene) -> None:
    post = scene.publish("First").post
    caller.patch(f"{POSTS}/{post}", {"title": "Second", "version": 1})
    by_field = caller.patch(f"{POSTS}/{post}", {"title": "Third", "version": 1})
    by_header = caller.patch(f"{POSTS}/{post}", {"title": "Third"}, if_match='"1"')
    assert (by_field.status_code, by_header.status_code) == (409, 412)
    for answer in (by_field, by_header):
        assert read(answer)["current"]["title"] == "Second"
        assert read(answer)["current"]["version"] == 2


@pytest.mark.parametrize("tag", ["*", "3", '"x"', '"1", "2"', '"99999999999"'])
def test_an_if_match_that_names_no_version_is_refused_in_words(
    caller: Caller, scene: Scene, tag: str
) -> None:
    post = scene.publish().post
    answer = caller.patch(f"{POSTS}/{post}", {"title": "x"}, if_match=tag)
    assert answer.status_code == 422
    assert read(answer)["errors"][0]["field"] == "If-Match"


def test_two_versions_that_differ_are_refused(caller: Caller, scene: Scene) -> None:
    post = scene.publish().post
    answer = caller.patch(f"{POSTS}/{post}", {"title": "x", "version": 2}, if_match='"1"')
    assert answer.status_code == 422


def test_the_same_sending_makes_one_post_and_gets_one_answer(caller: Caller) -> None:
    first = caller.post(POSTS, {"title": "Once"}, idempotency_key="k-1")
    second = caller.post(POSTS, {"title": "Once"}, idempotency_key="k-1")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert "Idempotency-Replayed" not in first.headers
    assert second["Idempotency-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert Post.objects.count() == 1


def test_a_key_that_is_left_out_is_made_and_told(caller: Caller) -> None:
    first = caller.post(POSTS, {"title": "Once"})
    again = caller.post(POSTS, {"title": "Once"}, idempotency_key=first["Idempotency-Key"])
    assert read(again) == read(first)


def test_the_same_key_with_another_body_is_refused(caller: Caller) -> None:
    caller.post(POSTS, {"title": "Once"}, idempotency_key="k-1")
    answer = caller.post(POSTS, {"title": "Twice"}, idempotency_key="k-1")
    assert answer.status_code == 422
    assert read(answer)["type"] == "urn:stoppress:problem:key-reused"
    assert Post.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "ü"])
def test_a_key_that_is_none_is_refused(caller: Caller, key: str) -> None:
    answer = caller.post(POSTS, {"title": "Once"}, idempotency_key=key.encode().decode("latin-1"))
    assert answer.status_code == 422
    assert read(answer)["errors"][0]["field"] == "Idempotency-Key"
    assert not Receipt.objects.filter(act="publish").exists()


def test_every_act_repeated_after_others_have_gone_on_gets_its_first_answer(
    caller: Caller, scene: Scene
) -> None:
    post = scene.publish("First", "<p>One.</p>", is_key_event=False).post
    version = scene.blog.version
    sendings = [
        ("PATCH", f"{POSTS}/{post}", {"title": "Second", "version": 1}),
        ("PUT", f"{POSTS}/{post}/key-event", {"is_key_event": True, "version": 2}),
        ("POST", f"{POSTS}/{post}/corrections", {"body_text": "Two.", "note": "It is two.", "version": 3}),
        ("PUT", "/live-blogs/flood/pin", {"post": post}),
        ("DELETE", "/live-blogs/flood/pin", None),
        ("POST", f"{POSTS}/{post}/withdrawal", {"reason": "x", "version": 4}),
        ("PUT", "/live-blogs/flood/key-points", {"points": [{"text": "x"}], "version": 0}),
        ("PATCH", "/live-blogs/flood", {"standfirst": "New.", "version": version}),
        ("PATCH", "/live-blogs/flood", {"headline": "New", "version": version + 1}),
        ("PUT", "/live-blogs/flood/phase", {"phase": "closed", "version": version + 2}),
        ("POST", f"{POSTS}/{post}/take-down", {"reason": "x"}),
    ]
    first = [caller.send(*sending, idempotency_key=f"k-{n}") for n, sending in enumerate(sendings)]
    assert {answer.status_code for answer in first} == {200}
    head = scene.blog.wire.head
    # An amendment's own words are erased by the take-down, and with them what its gaps were filled from.
    for number, (sending, answer) in list(enumerate(zip(sendings, first, strict=True)))[3:]:
        again = caller.send(*sending, idempotency_key=f"k-{number}")
        assert again.content == answer.content
        assert again["Idempotency-Replayed"] == "true"
    assert scene.blog.wire.head == head


def test_an_amendment_repeated_after_later_changes_gets_its_first_answer(
    caller: Caller, scene: Scene
) -> None:
    post = scene.publish("First", "<p>One.</p>").post
    first = caller.patch(f"{POSTS}/{post}", {"title": "Second"}, if_match='"1"', idempotency_key="k")
    acts.mark_key_event(scene.hand(), scene.blog, post, 2, True)
    caller.patch(f"{POSTS}/{post}", {"body_text": "Two.", "kind": "quote"}, if_match='"3"')
    again = caller.patch(f"{POSTS}/{post}", {"title": "Second"}, if_match='"1"', idempotency_key="k")
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"


def test_nothing_is_published_to_a_closed_live_blog(caller: Caller, scene: Scene) -> None:
    scene.enter("closed")
    answer = caller.post(POSTS, {"title": "Late"})
    assert answer.status_code == 409
    assert read(answer)["type"] == "urn:stoppress:problem:wrong-state"


def test_words_with_an_open_slot_are_refused_beside_their_field(caller: Caller, scene: Scene) -> None:
    words = {"title": "Road closed", "body_text": "{{ road }} is closed."}
    post = scene.publish().post
    for answer in (caller.post(POSTS, words), caller.patch(f"{POSTS}/{post}", words, if_match='"1"')):
        assert answer.status_code == 422
        assert "“road”" in {error["field"]: error["detail"] for error in read(answer)["errors"]}["body_html"]
    assert Post.objects.count() == 1
