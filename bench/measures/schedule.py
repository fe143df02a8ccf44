"""Scheduled posts: how long after its second each is with a reader who follows."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from bench import product
from bench.client import TIMEOUT_SECONDS, Client, wanted
from bench.measures.reading import share_of_others
from bench.plan import Bench
from bench.readers import Subject
from bench.servers import disturbance
from bench.table import NotRun, Row, Target

#: So many come due in one second: those behind the first wait for their turn.
A_SECOND = 5
#: Scheduling all of them must be over before the first is due.
SECONDS_EACH = 0.1
#: After the last moment, so long for what is late; what is not there then is lost.
PATIENCE_SECONDS = 10.0
_NAMED = re.compile(rb"scheduled-(\d+)-(\d+)-")


def measure(bench: Bench) -> Iterator[Row]:
    """Median, p99 and the worst over all of them, from the second for which each was scheduled."""
    posts = bench.sizes.publishes
    what, target = (
        f"{posts:,} scheduled posts, {A_SECOND} a second: with a reader after its second",
        Target(1_000.0),
    )
    try:
        with product.whole(bench.server_core) as subject:
            bench.say(f"  {posts:,} scheduled posts, {A_SECOND} in each second")
            share = share_of_others()
            first = schedule(subject, posts)
            seen = followed(subject, posts, first)
            share = max(share, share_of_others())
    except NotRun as reason:
        yield Row(f"{what}, p99", unit="ms", target=target, not_run=str(reason))
        return
    times = sorted(milliseconds for milliseconds, _ in seen.values())
    yield Row(f"{what}, p99", [_share(times, 0.99)], "ms", target=target, remark=disturbance(share))
    yield Row(f"{what}, median", [_share(times, 0.5)], "ms")
    yield Row("scheduled posts: the latest", [times[-1]], "ms", target=target)
    yield Row(
        "scheduled posts: out before their second", [sum(time < 0 for time in times)], "", target=Target(0)
    )
    wrong = posts - len(seen) + sum(count > 1 for _, count in seen.values())
    yield Row("scheduled posts: lost or told twice", [wrong], "", target=Target(0))


def schedule(subject: Subject, posts: int) -> int:
    """Let so many go out, from the second that is returned."""
    extras = subject.server.extras
    client = Client(subject.server.port, extras["token"])
    first = int(time.time() + posts * SECONDS_EACH) + 3
    for number in range(posts):
        due = first + number // A_SECOND
        body = {
            "title": f"scheduled-{due}-{number}-",
            "body_html": "<p>As planned.</p>",
            "release_at": datetime.fromtimestamp(due, UTC).isoformat(),
        }
        path = f"/api/v1/live-blogs/{extras['slug']}/scheduled"
        answer = client.post(path, json.dumps(body).encode(), Idempotency_Key=f"bench-{number}")
        wanted(answer, "a scheduled post", 202)
    return first


def followed(subject: Subject, posts: int, first: int) -> dict[int, tuple[float, int]]:
    """By the number of each post, milliseconds after its second, and how many events told of it."""
    extras = subject.server.extras
    last = first + posts // A_SECOND + PATIENCE_SECONDS
    since = f"{extras['epoch']}-{extras['head']}"
    request = f"GET {subject.stream_path}?since={since} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
    found: dict[int, tuple[float, int]] = {}
    heard = b""
    with socket.create_connection(("127.0.0.1", subject.server.port), TIMEOUT_SECONDS) as connection:
        connection.sendall(request.encode())
        while time.time() < last:
            connection.settimeout(max(0.01, last - time.time()))
            with suppress(TimeoutError):
                heard += connection.recv(1 << 20)
            now = time.time()
            *events, heard = heard.split(b"\n\n")
            for event in events:
                for due, number in {match.groups() for match in _NAMED.finditer(event)}:
                    before = found.get(int(number))
                    found[int(number)] = (
                        (before[0], before[1] + 1) if before else ((now - int(due)) * 1000, 1)
                    )
            if len(found) == posts and now > first + posts // A_SECOND + 2:
                break
    return found


def _share(times: list[float], share: float) -> float:
    if not times:
        raise NotRun("nothing of what was scheduled came out")
    return times[min(len(times) - 1, int(len(times) * share))]
