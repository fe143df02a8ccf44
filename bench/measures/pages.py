"""Pages and deltas from memory: answers a second, against a raw ASGI app that sends the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench import product, references
from bench.client import Client, wanted
from bench.loading import Load, load, second_opinion
from bench.plan import Bench
from bench.references import get
from bench.servers import Server
from bench.table import NotRun, Row, Target

REFERENCE = "raw ASGI on uvicorn"
BROTLI = "Accept-Encoding: br"


@dataclass(frozen=True)
class Case:
    """One thing to ask for: of the product, and of the reference."""

    what: str
    ours: bytes
    theirs: bytes
    target: Target | None


def measure(bench: Bench) -> Iterator[Row]:
    """Both servers stand side by side, each asked in turn while the other is idle."""
    target = Target(2.0, at_least=True)
    try:
        with product.whole(bench.server_core) as subject:
            server = subject.server
            page, delta, etag = what_it_answers(server)
            bodies = {"page": wanted(Client(server.port).get(page, Accept_Encoding="br"), "the page").body}
            bodies["delta"] = wanted(Client(server.port).get(delta, Accept_Encoding="br"), "the delta").body
            with references.raw_asgi(bench.server_core, bodies) as reference:
                unchanged = references.raw_etag()
                cases = [
                    Case(
                        f"the page, brotli, {len(bodies['page']):,} bytes",
                        get(page, BROTLI),
                        get("/page", BROTLI),
                        target,
                    ),
                    Case("the empty delta", get(delta, BROTLI), get("/delta", BROTLI), target),
                    Case(
                        "the page, 304 by ETag",
                        get(page, BROTLI, f"If-None-Match: {etag}"),
                        get("/page", BROTLI, f"If-None-Match: {unchanged}"),
                        None,
                    ),
                ]
                for case in cases:
                    yield from turns(bench, case, server, reference)
                compare_with_wrk(bench, server, page)
    except NotRun as reason:
        yield Row(
            "the page and the empty delta, requests/s",
            reference=REFERENCE,
            target=target,
            not_run=str(reason),
        )


def what_it_answers(server: Server) -> tuple[str, str, str]:
    """The addresses of the page and of its empty delta, and the page's ETag."""
    slug = server.extras["slug"]
    answer = wanted(Client(server.port).get(f"/{slug}/", Accept_Encoding="br"), "the page")
    epoch, head = server.extras["epoch"], server.extras["head"]
    return f"/{slug}/", f"/{slug}/live/since/{epoch}-{head}", answer.headers["etag"]


def turns(bench: Bench, case: Case, server: Server, reference: Server) -> Iterator[Row]:
    """Load both by turns; one row of answers a second, one of the tail."""
    ours: list[Load] = []
    theirs: list[Load] = []
    seconds = bench.sizes.loading_seconds
    for turn in range(bench.sizes.repeats):
        bench.say(f"  {case.what}, run {turn + 1}")
        ours.append(load(server, case.ours, seconds, bench.generator_core))
        theirs.append(load(reference, case.theirs, seconds, bench.generator_core))
    remark = next((one.remark for one in ours if one.remark), "")
    yield Row(
        f"{case.what}: requests a second",
        [one.per_second for one in ours],
        "/s",
        REFERENCE,
        [one.per_second for one in theirs],
        case.target,
        remark,
    )
    yield Row(f"{case.what}: p99", [one.p99 for one in ours], "ms", REFERENCE, [one.p99 for one in theirs])


def compare_with_wrk(bench: Bench, server: Server, page: str) -> None:
    """Tell what another generator says of the page; a doubt about ours would show here."""
    found = second_opinion(server, page, bench.sizes.loading_seconds, bench.generator_core, BROTLI)
    if found is None:
        bench.say("  cross-check with wrk: not run: wrk is not installed")
    else:
        bench.say(f"  cross-check: wrk has {found:,.0f} pages a second")
