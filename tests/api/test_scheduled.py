"""What goes out later, by the API: 202, the queue, stopped, re-ordered, released by somebody else's token."""

from __future__ import annotations

from datetime import timedelta

from stoppress.api import tokens
from stoppress.publishing import carrying_out, posts
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import Outgoing
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock
from tests.api.caller import Caller, read
from tests.cast import Scene, colleague

QUEUE = "/live-blogs/flood/scheduled"


def _later(minutes: int = 60) -> str:
    return (clock.now() + timedelta(minutes=minutes)).replace(microsecond=0).isoformat()


def test_a_post_is_scheduled_listed_moved_and_stopped(caller: Caller) -> None:
    at, then = _later(), _later(90)
    answer = caller.post(QUEUE, {"title": "At noon", "release_at": at})
    assert answer.status_code == 202
    told = read(answer)
    assert (told["state"], told["waits"]) == ("due", "time")
    moved = caller.put(f"{QUEUE}/{told['scheduled']}/time", {"release_at": then})
    assert moved.status_code == 202
    (listed,) = read(caller.get(QUEUE))["scheduled"]
    assert (listed["id"], listed["title"], listed["standing"]) == (told["scheduled"], "At noon", "due")
    assert listed["due_at"] == read(moved)["due_at"]
    assert read(caller.get("/live-blogs/flood/posts"))["posts"] == []
    assert read(caller.post(f"{QUEUE}/{told['scheduled']}/stop"))["state"] == "stopped"
    assert caller.post(f"{QUEUE}/{told['scheduled']}/stop").status_code == 404
    assert Post.objects.get().state == State.DRAFT


def test_a_sending_that_comes_twice_is_scheduled_once(caller: Caller) -> None:
    body = {"title": "Once", "release_at": _later()}
    first, again = (caller.post(QUEUE, body, idempotency_key="k") for _ in range(2))
    assert read(first) == read(again)
    assert Outgoing.objects.count() == 1


def test_scheduled_posts_change_places(caller: Caller) -> None:
    one, two = (
        read(caller.post(QUEUE, {"title": title, "release_at": _later(minutes)}))["scheduled"]
        for title, minutes in (("One", 60), ("Two", 90))
    )
    assert caller.put(QUEUE, {"scheduled": [two, one]}).status_code == 200
    assert [row["title"] for row in read(caller.get(QUEUE))["scheduled"]] == ["Two", "One"]
    assert caller.put(QUEUE, {"scheduled": [two]}).status_code == 409


def test_moments_are_checked(caller: Caller) -> None:
    for moment in ("2031-05-04T12:00:00", "soon", 5, _later(-5), "2099-01-01T00:00:00Z"):
        assert caller.post(QUEUE, {"title": "x", "release_at": moment}).status_code == 422
    assert caller.put(f"{QUEUE}/nosuchthing0/time", {"release_at": _later()}).status_code == 404


def test_where_two_people_are_needed_a_token_of_the_writer_releases_nothing(
    caller: Caller, scene: Scene
) -> None:
    assert caller.put("/live-blogs/flood/release-rules", {"needs_two_people": True}).status_code == 200
    answer = caller.post("/live-blogs/flood/posts", {"title": "New"})
    told = read(answer)
    assert (answer.status_code, told["waits"]) == (202, "second person")
    address = f"{QUEUE}/{told['scheduled']}/release"
    body = {"seen": read(caller.get(QUEUE))["scheduled"][0]["seen"]}
    assert caller.post(address, body).status_code == 403
    assert caller.post(address).status_code == 422
    bob = Caller(tokens.issue(colleague(scene).email, "flood", "Bob's", 1, may_write=True))
    assert read(bob.post(address, body))["state"] == "published"
    assert [post["title"] for post in read(caller.get("/live-blogs/flood/posts"))["posts"]] == ["New"]
    lifted = caller.put("/live-blogs/flood/release-rules", {"needs_two_people": False})
    assert lifted.status_code == 202
    assert LiveBlog.objects.get().needs_two_people


def test_after_a_delay_it_is_out(caller: Caller) -> None:
    caller.put("/live-blogs/flood/release-rules", {"delay_seconds": 10})
    answer = caller.post("/live-blogs/flood/posts", {"title": "New"})
    assert (answer.status_code, read(answer)["waits"]) == (202, "time")
    with clock.standing_at(clock.now() + timedelta(seconds=11)):
        assert carrying_out.step()
    assert [post["title"] for post in read(caller.get("/live-blogs/flood/posts"))["posts"]] == ["New"]


def test_a_release_names_what_was_read(caller: Caller, scene: Scene) -> None:
    caller.put("/live-blogs/flood/release-rules", {"needs_two_people": True})
    told = read(caller.post("/live-blogs/flood/posts", {"title": "Read"}))
    address = f"{QUEUE}/{told['scheduled']}/release"
    (row,) = read(caller.get(QUEUE))["scheduled"]
    assert row["content"]["title"] == "Read"
    posts.save_draft(Hand(scene.editor), scene.blog, Wording("Unread"), post=told["post"], version=1)
    bob = Caller(tokens.issue(colleague(scene).email, "flood", "Bob's", 1, may_write=True))
    refused = bob.post(address, {"seen": row["seen"]})
    assert refused.status_code == 409
    current = read(refused)["current"]
    assert current["content"]["title"] == "Unread"
    assert Post.objects.get().state == State.DRAFT
    assert read(bob.post(address, {"seen": current["seen"]}))["state"] == "published"
