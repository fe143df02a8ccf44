"""What machines read."""

from __future__ import annotations

from stoppress.api import tokens
from stoppress.publishing import posts, take_down
from stoppress.publishing.wording import Wording
from tests.api.caller import Caller, read
from tests.cast import Scene, open_scene


def test_a_live_blog_shows_its_header_and_the_versions_that_changes_must_name(
    caller: Caller, scene: Scene
) -> None:
    blog = read(caller.get("/live-blogs/flood"))
    assert blog["headline"] == "River rises"
    assert blog["team"] == [{"name": "Alice Okoye", "duty": "reporting"}]
    assert (blog["version"], blog["key_points_version"]) == (scene.blog.version, 0)
    assert blog["cursor"] == str(scene.blog.wire.cursor)


def test_the_list_holds_the_live_blog_of_the_token_and_no_other(caller: Caller, scene: Scene) -> None:
    open_scene("fire", editor=scene.editor)
    assert [blog["slug"] for blog in read(caller.get("/live-blogs"))["live_blogs"]] == ["flood"]
    assert caller.get("/live-blogs/fire").status_code == 404


def test_posts_come_newest_first_in_spans_that_new_posts_do_not_shift(caller: Caller, scene: Scene) -> None:
    ids = [scene.publish(f"Number {number}").post for number in range(7)][::-1]
    first = read(caller.get("/live-blogs/flood/posts?limit=3"))
    assert [post["id"] for post in first["posts"]] == ids[:3]
    scene.publish("Meanwhile")
    second = read(caller.get(first["older"].split("/api/v1")[1]))
    third = read(caller.get(second["older"].split("/api/v1")[1]))
    assert [post["id"] for post in second["posts"] + third["posts"]] == ids[3:]
    assert third["older"] is None


def test_posts_are_found_by_their_words_in_spans_that_new_posts_do_not_shift(
    caller: Caller, scene: Scene
) -> None:
    ids = [scene.publish(f"Gauge {number}").post for number in range(5)][::-1]
    scene.publish("Weather")
    first = read(caller.get("/live-blogs/flood/posts?q=gauge%20bridge&limit=3"))
    assert [post["id"] for post in first["posts"]] == ids[:3]
    scene.publish("Gauge meanwhile")
    second = read(caller.get(first["older"].split("/api/v1")[1]))
    assert [post["id"] for post in second["posts"]] == ids[3:]
    assert second["older"] is None
    posts.withdraw(scene.hand(), scene.blog, ids[0], 1, "Not so")
    assert ids[0] not in [post["id"] for post in read(caller.get("/live-blogs/flood/posts?q=gauge"))["posts"]]
    assert read(caller.get("/live-blogs/flood/posts?q=%22gauge%202%22+-bridge"))["posts"] == []


def test_words_that_cannot_be_looked_for_are_refused_in_words(caller: Caller) -> None:
    for typed in ("a", "%22", "-bridge", "x" * 201, "+"):
        answer = caller.get(f"/live-blogs/flood/posts?q={typed}")
        assert answer.status_code == 422
        assert read(answer)["errors"][0]["field"] == "q"


def test_a_span_goes_on_from_a_post_that_was_taken_down(caller: Caller, scene: Scene) -> None:
    older, middle = scene.publish("Older"), scene.publish("Middle")
    take_down.take_down(scene.hand(), scene.blog, middle.post, "Court order")
    found = read(caller.get(f"/live-blogs/flood/posts?before={middle.post}"))
    assert [post["id"] for post in found["posts"]] == [older.post]


def test_a_span_that_cannot_be_is_refused_in_words(caller: Caller) -> None:
    for query in ("limit=0", "limit=101", "limit=many", "before=nothere", "limit=1e9"):
        answer = caller.get(f"/live-blogs/flood/posts?{query}")
        assert answer.status_code == 422
        assert read(answer)["errors"][0]["field"] == query.split("=")[0]


def test_unknown_query_parameters_change_nothing(caller: Caller, scene: Scene) -> None:
    scene.publish()
    plain = caller.get("/live-blogs/flood/posts").content
    assert caller.get("/live-blogs/flood/posts?utm_source=x&cursor=9&format=xml").content == plain


def test_a_post_carries_its_version_as_etag(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Bridge closed", "<p>Since <b>noon</b>.</p>")
    answer = caller.get(f"/live-blogs/flood/posts/{post.post}")
    assert answer["ETag"] == '"1"'
    assert read(answer)["text"] == "Since noon."
    again = caller.get(f"/live-blogs/flood/posts/{post.post}", if_none_match='"1"')
    assert (again.status_code, again.content) == (304, b"")


def test_of_a_withdrawn_post_only_the_tombstone_is_told(caller: Caller, scene: Scene) -> None:
    post = scene.publish("Secret title", "<p>Secret text</p>")
    posts.withdraw(scene.hand(), scene.blog, post.post, 1, "The source took it back")
    answer = caller.get(f"/live-blogs/flood/posts/{post.post}")
    assert read(answer)["withdrawal"]["reason"] == "The source took it back"
    assert b"Secret" not in answer.content
    assert b"Secret" not in caller.get("/live-blogs/flood/posts").content


def test_a_draft_is_not_there(caller: Caller, scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Not yet", "<p>Not yet</p>"))
    unknown = read(caller.get("/live-blogs/flood/posts/aaaaaaaaaaaa"))
    hidden = read(caller.get(f"/live-blogs/flood/posts/{draft.post}"))
    assert {**hidden, "instance": ""} == {**unknown, "instance": ""}


def test_a_live_blog_that_is_being_prepared_is_open_to_its_token_alone(scene: Scene) -> None:
    open_scene("vote", phase="preparing", editor=scene.editor)
    caller = Caller(tokens.issue(scene.editor.email, "vote", "vote", 1))
    assert read(caller.get("/live-blogs/vote"))["phase"] == "preparing"
    assert read(caller.get("/live-blogs/vote/posts"))["posts"] == []


def test_head_is_answered_wherever_get_is(caller: Caller, scene: Scene) -> None:
    post = scene.publish()
    for path in (
        "/live-blogs",
        "/live-blogs/flood",
        "/live-blogs/flood/posts",
        f"/live-blogs/flood/posts/{post.post}",
    ):
        full, head = caller.get(path), caller.send("HEAD", path)
        assert head.status_code == 200
        assert head.content == b""
        assert head["Content-Length"] == str(len(full.content))
