"""What never reaches a call of the API is a problem, too: another site's name, an address beside it, a request too large."""

from __future__ import annotations

import json

import pytest

from tests.register.crawl import Crawler, Seen
from tests.server import Newsroom


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/api/v1/live-blogs", {"Host": "elsewhere.example"}, None, 400),
        ("GET", "/api/", {}, None, 404),
        ("GET", "/api/v2/live-blogs", {}, None, 404),
        ("GET", "/api/v1/%ff%fe", {}, None, 404),
        ("POST", "/api/v1/live-blogs/x/posts", {}, b"[" * 10_000_000, 413),
        ("GET", "/api/v1/live-blogs", {"X-Long": "y" * 40_000}, None, 431),
        ("POST", "/api/v1/live-blogs/x/posts", {}, b"[" * 100_000, 401),
        ("GET", "/api/v1/live-blogs", {}, None, 401),
    ],
)
def test_it_is_answered_as_a_problem(
    newsroom_server: Newsroom,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    status: int,
) -> None:
    seen = Crawler(newsroom_server.url).send(method, path, headers, body)
    assert seen.status == status
    assert _problem(seen)["status"] == status


def test_head_tells_the_length_of_what_it_leaves_out(newsroom_server: Newsroom) -> None:
    crawler = Crawler(newsroom_server.url)
    full, head = (crawler.send(method, "/api/v1/openapi.json", {}) for method in ("GET", "HEAD"))
    assert head.raw == b""
    assert head.headers["content-length"] == str(len(full.raw))


def _problem(seen: Seen) -> dict[str, object]:
    assert seen.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = json.loads(seen.body)
    assert {"type", "title", "status", "detail", "instance", "errors"} <= problem.keys()
    return problem
