"""The live page in a browser on a phone and a slow line: when its largest text stands, and whether anything moves then."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from bench import product
from bench.client import Client, wanted
from bench.machine import on_cores
from bench.plan import Bench
from bench.readers import Subject
from bench.servers import busy_seconds, disturbance
from bench.table import NotRun, Row, Target
from bench.words import paragraph

#: As a phone of the middle price: CSS pixels, and how many of the screen's stand in one.
SCREEN = {"width": 390, "height": 844}
DENSITY = 2
#: The processor is made so many times slower.
SLOWER = 4
#: So long after loading the page is watched for movements.
WATCHED_MS = 2_000
PICTURES = 2


@dataclass(frozen=True)
class Line:
    """A line as a browser's tools slow it down: until an answer begins, and bytes a second down and up."""

    name: str
    latency_ms: float
    down: float
    up: float


#: Slow 4G, told in two ways: by what happens on the line (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md),
#: and by Chromium's own preset of that name, which puts all round trips of a new connection before each answer.
LINES = (
    Line("slow 4G (150 ms, 1.6 Mbit/s)", 150, 1.6e6 / 8, 750e3 / 8),
    Line("slow 4G as Chromium's preset (563 ms, 1.4 Mbit/s)", 562.5, 1.44e6 / 8, 675e3 / 8),
)

WATCH = """
  window.seen = { largest: 0, moved: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.largest = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  const unasked = (list) => list.getEntries().filter((entry) => !entry.hadRecentInput);
  new PerformanceObserver((list) => { for (const entry of unasked(list)) seen.moved += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class Visit:
    """LCP in milliseconds and CLS of one visit with an empty cache (https://web.dev/articles/vitals)."""

    largest_ms: float
    moved: float


def measure(bench: Bench) -> Iterator[Row]:
    """LCP and CLS of the first page with 20 posts and two pictures, on each line."""
    whats = [f"largest text stands (LCP), 4× slower processor, {line.name}" for line in LINES]
    try:
        with (
            product.whole(bench.server_core, posts=40) as subject,
            # As a reader's browser, which is several processes.
            on_cores(bench.server_core, bench.generator_core),
            browser() as chromium,
        ):
            illustrate(subject)
            share = share_of_others()
            visits = [visited(chromium, subject, line, 2 * bench.sizes.repeats + 1) for line in LINES]
            share = max(share, share_of_others())
    except NotRun as reason:
        for what in whats:
            yield Row(what, unit="ms", target=Target(1_000), not_run=str(reason))
        return
    for what, made in zip(whats, visits, strict=True):
        figures = [visit.largest_ms for visit in made]
        yield Row(what, figures, "ms", target=Target(1_000), remark=disturbance(share))
    worst = max(visit.moved for made in visits for visit in made)
    yield Row("movement of what stands (CLS), the worst of all visits", [worst], target=Target(0.01))


def illustrate(subject: Subject) -> None:
    """Two of the newest posts have a picture."""
    extras = subject.server.extras
    client = Client(subject.server.port, extras["token"])
    for number in range(PICTURES):
        figure = f'<figure><img src="{address_of(number)}" alt="The quay" width="1200" height="800"></figure>'
        body = json.dumps({"body_html": f"<p>{paragraph(Random(number), 300)}</p>{figure}"}).encode()
        answer = client.post(f"/api/v1/live-blogs/{extras['slug']}/posts", body, Idempotency_Key=f"p{number}")
        wanted(answer, "a post with a picture", 201)


def address_of(number: int) -> str:
    """Where a picture is said to be; the browser is handed one instead of asking for it."""
    return f"https://pictures.bench.invalid/{number}.png"


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium as the browser tests use it; NotRun where there is none."""
    from tests import chromium

    path = chromium.find()
    if path is None:
        raise NotRun(chromium.MISSING)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield started
        finally:
            started.close()


def visited(chromium: Browser, subject: Subject, line: Line, times: int) -> list[Visit]:
    """So many visits; one before them, which is not counted, warms up server and browser."""
    address = f"http://127.0.0.1:{subject.server.port}/{subject.server.extras['slug']}/"
    return [visit(chromium, address, line) for _ in range(times + 1)][1:]


def visit(chromium: Browser, address: str, line: Line) -> Visit:
    """One visit with nothing in the cache."""
    context = chromium.new_context(viewport=SCREEN, device_scale_factor=DENSITY)
    try:
        page = context.new_page()
        page.route("https://pictures.bench.invalid/*", give_picture)
        slow_down(page, line)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="load")
        page.wait_for_timeout(WATCHED_MS)
        seen: dict[str, Any] = page.evaluate("window.seen")
    finally:
        context.close()
    return Visit(seen["largest"], seen["moved"])


def slow_down(page: Page, line: Line) -> None:
    """Make line and processor those of a phone in a train."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"latency": line.latency_ms, "downloadThroughput": line.down, "uploadThroughput": line.up}
    session.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def give_picture(route: Route) -> None:
    """A grey picture of the said size, as SVG: what it weighs on the line is not measured here."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="1200" height="800" fill="#888"/></svg>'
    route.fulfill(status=200, content_type="image/svg+xml", body=svg)


def share_of_others() -> float:
    """How much of a core others use while we do nothing."""
    began, busy = time.monotonic(), busy_seconds()
    time.sleep(1)
    return (busy_seconds() - busy) / (time.monotonic() - began)
