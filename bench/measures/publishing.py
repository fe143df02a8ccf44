"""One publish through the API: cleaning, commit, rendering, and the fan-out until the last reader has it."""

from __future__ import annotations

from collections.abc import Iterator

from bench import product
from bench.measures.streams import must_be_open
from bench.plan import Bench, remarks
from bench.readers import open_streams
from bench.table import NotRun, Row, Target

#: Far enough apart that each publish is alone.
PUBLISHES_A_SECOND = 5.0


def measure(bench: Bench) -> Iterator[Row]:
    """p99 over the publishes; each counts from the moment it was due until its last reader has it."""
    readers = bench.sizes.few
    what, target = f"API publish to the last of {readers:,} readers, p99", Target(40.0)
    phases = ((5.0, 2.0), (PUBLISHES_A_SECOND, bench.sizes.publishes / PUBLISHES_A_SECOND))
    try:
        with (
            product.whole(bench.server_core) as subject,
            open_streams(subject, readers, bench.generator_core, phases=phases) as streams,
        ):
            bench.say(f"  {bench.sizes.publishes:,} publishes through the API to {readers:,} readers")
            must_be_open(streams.opened, readers, subject)
            _, phase = streams.phases(2)
    except NotRun as reason:
        yield Row(what, unit="ms", target=target, not_run=str(reason))
        return
    yield Row(what, [phase.last_p99], "ms", target=target, remark=remarks(phase))
    yield Row(f"API publish to the last of {readers:,} readers, median", [phase.last_p50], "ms")
    yield Row("API publish until the reporter has the answer, p99", [phase.answered_p99], "ms")
    yield Row(
        f"API publish to {readers:,} readers: lost of {phase.expected:,} deliveries",
        [phase.lost],
        "lost",
        target=Target(0),
    )
