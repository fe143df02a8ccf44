"""Open streams: how soon the last reader has a change, what a reader weighs, and whether anything is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bench import product, references
from bench.plan import Bench, remarks
from bench.readers import Opened, Phase, Subject, open_streams
from bench.table import NotRun, Row, Target

Make = Callable[[int], AbstractContextManager[Subject]]

EDGE, WHOLE, LIMIT, NCHAN, QUEUES = (
    "edge",
    "whole product",
    "C epoll",
    "nginx + nchan",
    "uvicorn, a queue per reader",
)


@dataclass
class Runs:
    """All runs of one hub, or why there is none."""

    opened: list[Opened] = field(default_factory=list)
    slow: list[Phase] = field(default_factory=list)
    fast: list[Phase] = field(default_factory=list)
    not_run: str = ""


def measure(bench: Bench) -> Iterator[Row]:
    """The hubs take turns, so that a slow minute of the machine falls on all of them."""
    makers: dict[str, Make] = {
        LIMIT: references.hub,
        NCHAN: references.nchan,
        EDGE: product.edge_only,
        WHOLE: product.whole,
        QUEUES: references.queues,
    }
    runs = {name: Runs() for name in makers}
    for turn in range(bench.sizes.repeats):
        for name, make in makers.items():
            if not runs[name].not_run and (turn == 0 or name != QUEUES):
                bench.say(f"  {bench.sizes.many:,} streams, {name}, run {turn + 1}")
                run_once(bench, make, runs[name])
    yield from times(bench, runs)
    yield from weights(bench, runs)
    yield from most_streams(bench)


def run_once(bench: Bench, make: Make, runs: Runs) -> None:
    """Open the streams, warm up with two changes, then publish slowly and fast."""
    phases = ((2.0, 1.0), (1.0, bench.sizes.slow_seconds), (10.0, bench.sizes.fast_seconds))
    try:
        with (
            make(bench.server_core) as subject,
            open_streams(subject, bench.sizes.many, bench.generator_core, phases=phases) as streams,
        ):
            must_be_open(streams.opened, bench.sizes.many, subject)
            _, slow, fast = streams.phases(3)
            runs.opened.append(streams.opened)
            runs.slow.append(slow)
            runs.fast.append(fast)
    except NotRun as reason:
        runs.not_run = str(reason)


def must_be_open(opened: Opened, wanted: int, subject: Subject) -> None:
    """Raise NotRun unless every stream came in: fewer readers would flatter the figures."""
    if opened.readers < wanted:
        raise NotRun(
            f"{subject.server.name} opened {opened.readers:,} of {wanted:,} streams; {subject.server.last_words()}"
        )


def times(bench: Bench, runs: dict[str, Runs]) -> Iterator[Row]:
    """p99 over all deliveries, against each reference."""
    many = f"{bench.sizes.many:,} streams"
    slow, fast = f"{many}, 1 change/s, p99", f"{many}, 10 changes/s, p99"
    yield compared(runs, EDGE, LIMIT, slow, lambda run: run.slow, Target(1.5))
    yield compared(runs, EDGE, NCHAN, slow, lambda run: run.slow, Target(1.0))
    yield compared(runs, EDGE, NCHAN, fast, lambda run: run.fast, Target(1.3))
    yield compared(runs, EDGE, LIMIT, fast, lambda run: run.fast)
    yield compared(runs, EDGE, QUEUES, slow, lambda run: run.slow)
    yield compared(runs, EDGE, QUEUES, fast, lambda run: run.fast)
    by_api = "published through the API: "
    yield compared(runs, WHOLE, LIMIT, by_api + slow, lambda run: run.slow, Target(1.5))
    yield compared(runs, WHOLE, NCHAN, by_api + slow, lambda run: run.slow, Target(1.0))
    yield compared(runs, WHOLE, NCHAN, by_api + fast, lambda run: run.fast, Target(1.3))


def compared(
    runs: dict[str, Runs],
    ours: str,
    theirs: str,
    what: str,
    pick: Callable[[Runs], list[Phase]],
    target: Target | None = None,
) -> Row:
    """One row of p99, or why it could not be."""
    if reason := runs[ours].not_run or runs[theirs].not_run:
        return Row(what, unit="ms", reference=theirs, target=target, not_run=reason)
    mine, others = pick(runs[ours]), pick(runs[theirs])
    return Row(
        what,
        [phase.p99 for phase in mine],
        "ms",
        theirs,
        [phase.p99 for phase in others],
        target,
        remarks(*mine, reference=theirs, others=others),
    )


def weights(bench: Bench, runs: dict[str, Runs]) -> Iterator[Row]:
    """Memory a reader, processor time a delivery, and what was lost."""
    many = f"{bench.sizes.many:,} streams"
    for name in (EDGE, WHOLE):
        own = runs[name]
        prefix = f"{many}, {name}: "
        if own.not_run:
            yield Row(f"{prefix}memory a reader", unit="KiB", target=Target(3.0), not_run=own.not_run)
            yield Row(f"{prefix}lost", unit="lost", target=Target(0), not_run=own.not_run)
            continue
        yield Row(
            f"{prefix}memory a reader", [run.kib_a_reader for run in own.opened], "KiB", target=Target(3.0)
        )
        phases = own.slow + own.fast
        lost = sum(phase.lost for phase in phases)
        deliveries = sum(phase.expected for phase in phases)
        yield Row(
            f"{prefix}lost of {deliveries:,} deliveries",
            [lost],
            "lost",
            target=Target(0),
            remark=remarks(*phases),
        )
        yield cpu_row(runs, name, f"{prefix}processor time a delivery at 10/s", microseconds, "µs")
        yield cpu_row(runs, name, f"{prefix}share of its core at 10/s", percent_of_core, "%")
    for name in (NCHAN, QUEUES):
        if own_weight := runs[name].opened:
            yield reference_weight(runs, name, own_weight, many)


def cpu_row(runs: dict[str, Runs], name: str, what: str, of: Callable[[Phase], float], unit: str) -> Row:
    """What the server's core had to do at ten changes a second; the limit beside it."""
    limit = [] if runs[LIMIT].not_run else [of(phase) for phase in runs[LIMIT].fast]
    return Row(what, [of(phase) for phase in runs[name].fast], unit, LIMIT if limit else "", limit)


def reference_weight(runs: dict[str, Runs], name: str, weight: list[Opened], many: str) -> Row:
    """Memory a reader beside that of a reference."""
    ours = [run.kib_a_reader for run in runs[EDGE].opened]
    theirs = [run.kib_a_reader for run in weight]
    what = f"{many}, memory a reader"
    if not ours:
        return Row(what, reference=name, theirs=theirs, not_run=runs[EDGE].not_run)
    return Row(what, ours, "KiB", name, theirs)


def microseconds(phase: Phase) -> float:
    """Processor time of the server for each delivery."""
    return phase.server_cpu_seconds / max(1, phase.expected) * 1e6


def percent_of_core(phase: Phase) -> float:
    """How busy the server was."""
    return phase.server_cpu_seconds / phase.seconds * 100


def most_streams(bench: Bench) -> Iterator[Row]:
    """As many streams as one process may open files for."""
    most = min(bench.sizes.most, bench.machine.open_files - 300)
    what, target = f"{bench.sizes.most:,} streams, 1 change/s, p99", Target(250.0)
    if most < bench.sizes.most:
        reason = f"this machine lets a process open {bench.machine.open_files:,} files (ulimit -Hn)"
        yield Row(what, unit="ms", target=target, not_run=reason)
        return
    bench.say(f"  {most:,} streams, edge")
    try:
        with (
            product.edge_only(bench.server_core) as subject,
            open_streams(
                subject, most, bench.generator_core, phases=((2.0, 1.0), (1.0, bench.sizes.slow_seconds))
            ) as streams,
        ):
            must_be_open(streams.opened, most, subject)
            _, phase = streams.phases(2)
            yield Row(what, [phase.p99], "ms", target=target, remark=remarks(phase))
            yield Row(
                f"{most:,} streams: lost of {phase.expected:,} deliveries",
                [phase.lost],
                "lost",
                target=Target(0),
            )
    except NotRun as reason:
        yield Row(what, unit="ms", target=target, not_run=str(reason))
