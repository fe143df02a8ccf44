"""A plain request beside a fan-out: how long a page takes while thousands of streams are being written to."""

from __future__ import annotations

from collections.abc import Iterator

from bench import product, references
from bench.measures.streams import Make, must_be_open
from bench.plan import Bench, remarks
from bench.readers import Phase, open_streams
from bench.table import NotRun, Row, Target

#: Enough for a p99 that falls into the fan-outs, and far below what would load the server.
REQUESTS_A_SECOND = 100.0


def measure(bench: Bench) -> Iterator[Row]:
    """The live page itself at one change a second, each of which makes a new page; then the usual way."""
    what, target = f"a page beside {bench.sizes.many:,} streams at 1 change/s, p99", Target(10.0)
    try:
        ours = beside(bench, product.whole)
    except NotRun as reason:
        yield Row(what, unit="ms", target=target, not_run=str(reason))
        return
    yield Row(what, [ours.plain_p99], "ms", target=target, remark=remarks(ours))
    yield Row(f"{what} → slowest", [ours.plain_max], "ms")
    try:
        theirs = beside(bench, references.queues)
    except NotRun as reason:
        yield Row(what, reference="uvicorn, a queue per reader", not_run=str(reason))
        return
    yield Row(what, [ours.plain_p99], "ms", "uvicorn, a queue per reader", [theirs.plain_p99])


def beside(bench: Bench, make: Make) -> Phase:
    """One phase of slow publishing with plain requests beside it."""
    phases = ((2.0, 1.0), (1.0, bench.sizes.slow_seconds))
    with (
        make(bench.server_core) as subject,
        open_streams(
            subject, bench.sizes.many, bench.generator_core, phases=phases, plain_rate=REQUESTS_A_SECOND
        ) as streams,
    ):
        bench.say(f"  a plain request beside {bench.sizes.many:,} streams, {subject.server.name}")
        must_be_open(streams.opened, bench.sizes.many, subject)
        _, phase = streams.phases(2)
        return phase
