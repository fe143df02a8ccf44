"""The desk of a live blog in a browser: what its first view loads, and when one can write on a slow processor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from bench import product
from bench.machine import on_cores
from bench.measures.reading import SLOWER, browser, share_of_others
from bench.plan import Bench
from bench.readers import Subject
from bench.servers import disturbance
from bench.table import NotRun, Row, Target

#: A reporter's laptop.
SCREEN = {"width": 1440, "height": 900}
#: What comes by itself after the first view would come within so long.
SETTLED_MS = 2_000

#: The desk marks the moment at which its script has taken over every form, and what is typed is kept.
READY_MS = "performance.getEntriesByName('desk:ready')[0].startTime"


@dataclass(frozen=True)
class Visit:
    """One visit with an empty cache: kilobytes on the wire, and milliseconds until one can write."""

    script_kb: float
    style_kb: float
    ready_ms: float


def measure(bench: Bench) -> Iterator[Row]:
    """Script and style of the desk's first view, and when it can be written in: with the machine's cores, and with one."""
    weight, ready = Target(150.0), Target(1_000.0)
    whats = (
        "desk, first view, gzipped: script + style",
        f"desk can be written in, {SLOWER}× slower processor",
    )
    times = 2 * bench.sizes.repeats + 1
    try:
        with product.whole(bench.server_core, posts=40) as subject:
            share = share_of_others()
            with on_cores(bench.server_core, bench.generator_core), browser() as chromium:
                visits = visited(chromium, subject, times)
            with browser() as chromium:
                confined = visited(chromium, subject, times)
            share = max(share, share_of_others())
    except NotRun as reason:
        for what, target, unit in zip(whats, (weight, ready), ("kB", "ms"), strict=True):
            yield Row(what, unit=unit, target=target, not_run=str(reason))
        return
    yield Row(whats[0], [max(visit.script_kb + visit.style_kb for visit in visits)], "kB", target=weight)
    yield Row("of it the script", [max(visit.script_kb for visit in visits)], "kB")
    remark = disturbance(share)
    yield Row(whats[1], [visit.ready_ms for visit in visits], "ms", target=ready, remark=remark)
    what = f"{whats[1]}, all of Chromium’s processes on one core"
    yield Row(what, [visit.ready_ms for visit in confined], "ms", remark=remark)


def visited(chromium: Browser, subject: Subject, times: int) -> list[Visit]:
    """So many visits by an editor who is signed in; one before them, which is not counted, warms up server and browser."""
    house = f"http://127.0.0.1:{subject.server.port}"
    signed_in = chromium.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    sign_in(signed_in.new_page(), house, subject.server.extras)
    state = signed_in.storage_state()
    signed_in.close()
    address = f"{house}/desk/{subject.server.extras['slug']}/"
    made = []
    for _ in range(times + 1):
        context = chromium.new_context(viewport=SCREEN, storage_state=state)  # type: ignore[arg-type]
        made.append(visit(context, address))
        context.close()
    return made[1:]


def sign_in(page: Page, house: str, extras: dict[str, str]) -> None:
    """Come in as the editor of the live blog."""
    page.goto(f"{house}/desk/sign-in/")
    page.fill("[name=email]", extras["email"])
    page.fill("[name=password]", extras["password"])
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/")


def visit(context: BrowserContext, address: str) -> Visit:
    """One visit with nothing in the cache; nothing is touched before everything has come."""
    page = context.new_page()
    weights = weigh(page)
    page.goto(address, wait_until="load")
    page.wait_for_selector("[data-desk][data-is-ready]")
    page.wait_for_timeout(SETTLED_MS)
    ready_ms = float(page.evaluate(READY_MS))
    page.fill(".composer [name=title]", "Water reaches the bridge")
    return Visit(weights["Script"] / 1000, weights["Stylesheet"] / 1000, ready_ms)


def weigh(page: Page) -> dict[str, float]:
    """Bytes on the wire by sort, filled while the page loads; the processor is made slower on the way."""
    session = page.context.new_cdp_session(page)
    sorts: dict[str, str] = {}
    weights = {"Script": 0.0, "Stylesheet": 0.0}

    def came(event: dict[str, Any]) -> None:
        sort = sorts.get(event["requestId"], "")
        if sort in weights:
            weights[sort] += event["encodedDataLength"]

    session.on("Network.responseReceived", lambda event: sorts.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", came)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return weights
