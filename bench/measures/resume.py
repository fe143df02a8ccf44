"""New streams: how many readers a second come back, each with up to five changes that it missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench import product, references
from bench.client import cursor_of
from bench.measures.streams import must_be_open
from bench.plan import Bench
from bench.readers import Opened, open_streams
from bench.table import NotRun, Row, Target

#: Readers take turns at having missed 0, 1 … 5 changes.
MISSED = 5


def measure(bench: Bench) -> Iterator[Row]:
    """From the first connection until the last reader has its last missed change; a fresh server each run."""
    what, target = f"new streams a second, {bench.sizes.many:,} resuming", Target(10_000, at_least=True)
    runs: list[Opened] = []
    try:
        for turn in range(bench.sizes.repeats):
            bench.say(f"  {bench.sizes.many:,} readers come back, run {turn + 1}")
            runs.append(come_back(bench))
    except NotRun as reason:
        yield Row(what, unit="/s", target=target, not_run=str(reason))
        return
    yield Row(what, [run.per_second for run in runs], "/s", target=target)
    core = [run.readers / run.server_cpu_seconds for run in runs if run.server_cpu_seconds]
    if core:
        yield Row(f"{what}, by processor time of the server", core, "/s")
    yield beside_the_limit(bench, what, runs)


def come_back(bench: Bench) -> Opened:
    """Publish what will be missed, then let the readers in."""
    phases = ((10.0, (MISSED + 1) / 10),)
    with product.edge_only(bench.server_core) as subject:
        with open_streams(subject, 1, bench.generator_core, phases=phases) as streams:
            streams.phases(1)
        epoch, head = cursor_of(subject)
        resuming = replace(subject, epoch=epoch, head=head)
        with open_streams(resuming, bench.sizes.many, bench.generator_core, missed=MISSED) as streams:
            must_be_open(streams.opened, bench.sizes.many, subject)
            return streams.opened


def beside_the_limit(bench: Bench, what: str, ours: list[Opened]) -> Row:
    """The C hub opens streams too, but has nothing to resume from."""
    try:
        with (
            references.hub(bench.server_core) as subject,
            open_streams(subject, bench.sizes.many, bench.generator_core) as streams,
        ):
            theirs = [streams.opened.per_second]
    except NotRun as reason:
        return Row(what, reference="C epoll, no resume", not_run=str(reason))
    return Row(what, [run.per_second for run in ours], "/s", "C epoll, no resume", theirs)
