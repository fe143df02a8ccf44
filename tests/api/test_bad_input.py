"""Whatever comes in, the answer is a problem in words, and nothing has changed."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.db import OperationalError

from stoppress.publishing import fail_points
from stoppress.stories.models import Post
from tests.api.caller import Caller, read
from tests.cast import Scene

POSTS = "/live-blogs/flood/posts"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"nul",
        b'{"title": "a", "title": "b"}',
        b'{"title": NaN}',
        b'{"title": -Infinity}',
        b'{"title": 1e999}',
        b'{"version": ' + b"9" * 5_000 + b"}",
        b"\xff\xfe{\x00}\x00",
        b'{"title": "\xff"}',
        b'\xef\xbb\xbf{"title": "a"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 900 + b"]" * 900,
        b'{"title": "\\ud800"}',
        b'{"title": "a\\u0000b"}',
        b'{"\\ud800": 1}',
        b'{"a\\u0000": 1, "a\\u0000": 2}',
        b'"AAA"',
        b"[]",
        b"3",
        b"null",
        b"true",
        b'{"title": 3}',
        b'{"title": null}',
        b'{"title": {"a": 1}}',
        b'{"title": "a", "is_key_event": "yes"}',
        b'{"title": "a", "is_key_event": 1}',
        b'{"title": "a", "kind": "rumour"}',
        b'{"title": "a", "headline": "b"}',
        b'{"title": "a", "version": 1}',
        b'{"body_text": "a", "body_html": "b"}',
        b'{"title": "", "body_html": "<p></p>"}',
        b"{}",
    ],
)
def test_a_body_that_cannot_be_is_refused_and_changes_nothing(
    caller: Caller, scene: Scene, body: bytes
) -> None:
    head = scene.blog.wire.head
    answer = caller.post(POSTS, body)
    assert answer.status_code in {400, 422}
    assert not Post.objects.exists()
    assert scene.blog.wire.head == head


def test_an_unknown_field_is_named(caller: Caller) -> None:
    answer = read(caller.post(POSTS, {"titel": "a"}))
    assert answer["errors"] == [
        {"field": "titel", "detail": "There is no field “titel” here; take it out or correct its name."}
    ]


def test_every_wrong_field_is_named_with_its_place(caller: Caller) -> None:
    answer = read(
        caller.put(
            "/live-blogs/flood/key-points",
            {"points": [{"text": "ok"}, {"txt": "x"}, {"text": 3, "post": 4}], "version": -1},
        )
    )
    assert {error["field"] for error in answer["errors"]} == {
        "points.1.text",
        "points.1.txt",
        "points.2.text",
        "points.2.post",
        "version",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"body_text": "x" * 100_001}, "body_html"),
        ({"title": "x", "byline": "x" * 201}, "byline"),
        ({"body_html": "<b>" * 20_000}, "body_html"),
        ({"title": "caf\ufffd"}, "title"),
        ({"title": "a\u0008b"}, "title"),
    ],
)
def test_what_the_act_refuses_is_told_by_field(caller: Caller, body: dict[str, str], field: str) -> None:
    answer = caller.post(POSTS, body)
    assert answer.status_code == 422
    assert [error["field"] for error in read(answer)["errors"]] == [field]


@pytest.mark.parametrize(
    "moment", [1_900_000_000, "2031-05-04", "2031-05-04T09:30:00", "noon", "", None, True]
)
def test_a_moment_without_a_zone_is_refused(caller: Caller, moment: Any) -> None:
    answer = caller.patch("/live-blogs/flood", {"coverage_starts_at": moment, "version": 2})
    assert answer.status_code == 422
    assert read(answer)["errors"][0]["field"] == "coverage_starts_at"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/jsonx",
        "text/json",
    ],
)
def test_only_json_is_taken(caller: Caller, content_type: str) -> None:
    answer = caller.send("POST", POSTS, b'{"title": "a"}', content_type=content_type)
    assert answer.status_code == 415
    assert not Post.objects.exists()


def test_json_with_a_charset_is_taken(caller: Caller) -> None:
    answer = caller.send("POST", POSTS, b'{"title": "a"}', content_type="application/json; charset=UTF-8")
    assert answer.status_code == 201


def test_a_body_of_ten_megabytes_is_refused(caller: Caller) -> None:
    answer = caller.post(POSTS, b'{"title": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/live-blogs/",
        "/live-blogs/flood/",
        "/live-blogs/flood/posts/x/y/z",
        "/%00",
        "/../desk/",
    ],
)
def test_an_address_that_is_none_is_a_problem_too(caller: Caller, path: str) -> None:
    assert caller.get(path).status_code == 404
    assert caller.post(path, {}).status_code == 404


@pytest.mark.parametrize("name", ["fire", "FLOOD", "flood%00", "%ff", "flood'--", "x" * 5_000])
def test_a_live_blog_that_is_not_there_is_404_for_every_call(caller: Caller, name: str) -> None:
    assert caller.get(f"/live-blogs/{name}").status_code == 404
    assert caller.post(f"/live-blogs/{name}/posts", {"title": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["aaaaaaaaaaaa", "x%00", "%F0%9F%98%80", "x" * 5_000, "header"])
def test_a_post_that_is_not_there_is_404_for_every_call(caller: Caller, name: str) -> None:
    assert caller.get(f"{POSTS}/{name}").status_code == 404
    assert caller.patch(f"{POSTS}/{name}", {"title": "x", "version": 1}).status_code == 404
    assert caller.post(f"{POSTS}/{name}/withdrawal", {"reason": "x", "version": 1}).status_code == 404
    assert caller.post(f"{POSTS}/{name}/take-down", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_refused_with_those_that_are_there(caller: Caller, method: str) -> None:
    answer = caller.send(method, POSTS)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"


def test_a_method_that_is_only_named_in_a_header_is_not_done(caller: Caller, scene: Scene) -> None:
    post = scene.publish().post
    answer = caller.send("GET", f"{POSTS}/{post}", x_http_method_override="DELETE")
    assert answer.status_code == 200
    assert scene.post(post).state == "published"


def test_a_busy_database_says_when_to_come_back(caller: Caller) -> None:
    def locked() -> None:
        raise OperationalError("database is locked")

    fail_points.arm("before_commit", locked)
    try:
        answer = caller.post(POSTS, {"title": "x"})
    finally:
        fail_points.disarm()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert not Post.objects.exists()


def test_a_full_disk_is_told(caller: Caller) -> None:
    def full() -> None:
        raise OperationalError("database or disk is full")

    fail_points.arm("after_rows", full)
    try:
        answer = caller.post(POSTS, {"title": "x"})
    finally:
        fail_points.disarm()
    assert answer.status_code == 507
    assert not Post.objects.exists()


def test_a_fault_of_ours_shows_an_id_and_no_trace(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret inner words")

    fail_points.arm("after_rows", broken)
    try:
        answer = caller.post(POSTS, {"title": "x"})
    finally:
        fail_points.disarm()
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert b"ZeroDivision" not in answer.content
    assert read(answer)["instance"] in caplog.text


def test_random_bodies_never_break_anything(caller: Caller, scene: Scene) -> None:
    post = scene.publish().post
    chance = random.Random(7)
    paths = [
        ("POST", POSTS),
        ("PATCH", f"{POSTS}/{post}"),
        ("POST", f"{POSTS}/{post}/corrections"),
        ("PUT", "/live-blogs/flood/key-points"),
        ("PATCH", "/live-blogs/flood"),
        ("PUT", "/live-blogs/flood/pin"),
    ]
    for _ in range(200):
        method, path = chance.choice(paths)
        answer = caller.send(method, path, json.dumps(_anything(chance)).encode())
        assert answer.status_code in {200, 201, 404, 409, 422, 428}


def _anything(chance: random.Random, depth: int = 3) -> Any:
    names = "title body_html body_text version points text post team name headline zone note kind".split()  # noqa: SIM905
    plain = ["", "x", "<p>y</p>", 0, 1, -1, 2**70, 1.5, True, None, "\ufffd", "\u202e", "\x07", [], {}]
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(plain)
    if chance.random() < 0.2:
        return [_anything(chance, depth - 1) for _ in range(3)]
    return {chance.choice(names): _anything(chance, depth - 1) for _ in range(chance.randrange(5))}
