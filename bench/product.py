"""Stop Press under measurement: the edge alone, and the whole product as `stoppress serve` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.client import Client, cursor_of, wanted
from bench.readers import MARK, Subject
from bench.references import CHANGE_BYTES, get, post, prose, scratch
from bench.servers import ROOT, free_port, running
from bench.table import NotRun

#: What `stoppress serve` prints when it answers.
READY = "Stop Press answers at"

#: A hundred thousand posts take half a minute to write.
FILLING_SECONDS = 300.0


@contextmanager
def edge_only(core: int) -> Iterator[Subject]:
    """The product's edge at its seam in uvicorn, following a wire in memory: comparable with the hubs."""
    port = free_port()
    with running("edge", [sys.executable, "-m", "bench.edge_only", str(port)], port, core) as server:
        yield Subject(server, "/bench/live/stream", post("/publish", prose(CHANGE_BYTES - 100)))


@contextmanager
def whole(core: int, posts: int = 40) -> Iterator[Subject]:
    """The whole product on SQLite with one live blog of so many posts; changes are published through the API."""
    with scratch() as folder:
        environment = {"STOPPRESS_DATA": str(folder / "data"), "STOPPRESS_PUBLIC_URL": "http://127.0.0.1"}
        filled = fill(environment, posts)
        port = free_port()
        environment["STOPPRESS_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "stoppress.project.commands", "serve", "--port", str(port)]
        with running(
            "whole product", command, port, core, folder=folder, environment=environment, says=READY
        ) as server:
            server.extras.update(filled)
            subject = Subject(
                server, f"/{filled['slug']}/live/stream", publishing(filled), plain=page_request(filled)
            )
            first = Client(port).get(f"/{filled['slug']}/")
            wanted(first, f"the page (the server says: {server.last_words()})")
            epoch, head = cursor_of(subject)
            server.extras.update(epoch=epoch, head=str(head), first=str(first.milliseconds))
            yield subject


def fill(environment: dict[str, str], posts: int) -> dict[str, str]:
    """Make the data folder in a process of its own; NotRun with what it said if that fails."""
    Path(environment["STOPPRESS_DATA"]).mkdir()
    outcome = subprocess.run(
        [sys.executable, "-m", "bench.fill", str(posts)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=FILLING_SECONDS,
    )
    if outcome.returncode:
        raise NotRun(f"the data could not be made: {outcome.stderr.strip().splitlines()[-1]}")
    told: dict[str, str] = json.loads(outcome.stdout)
    return told


def publishing(filled: dict[str, str]) -> bytes:
    """A raw publish through the API; the mark makes each of its keys its own."""
    body = json.dumps({"title": "From the quay", "body_html": f"<p>{prose(900)}</p>"})
    path = f"/api/v1/live-blogs/{filled['slug']}/posts"
    return post(path, body, f"Authorization: Bearer {filled['token']}", f"Idempotency-Key: bench-{MARK}")


def page_request(filled: dict[str, str]) -> bytes:
    """The live page, as a browser asks for it."""
    return get(f"/{filled['slug']}/", "Accept-Encoding: br, gzip", "Accept: text/html")
