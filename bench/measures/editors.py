"""Twenty editors at their desks on one live blog: whether a publish still reaches the readers as it does without them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bench import product
from bench.measures.streams import must_be_open
from bench.plan import Bench, remarks
from bench.readers import Phase, Subject, line_within, open_streams
from bench.servers import ROOT, cpu_seconds_of
from bench.table import NotRun, Row, Target

EDITORS = 20
#: Far enough apart that each publish is alone, and the desks have asked for its tools before the next.
PUBLISHES_A_SECOND = 2.0
COMING_IN_SECONDS = 120.0


@dataclass
class Desks:
    """The process in which they work; `refused` says, once they have gone, how much they were not answered well."""

    process: subprocess.Popen[bytes]
    refused: int = 0

    def cpu_seconds(self) -> float:
        """Processor time that the browsers have used so far."""
        return cpu_seconds_of(self.process.pid)


def measure(bench: Bench) -> Iterator[Row]:
    """Turn by turn without and with them, on one server; p99 over the publishes, each counted when its last reader has it."""
    readers = bench.sizes.few
    what = f"API publish to the last of {readers:,} readers beside {EDITORS} editors’ desks, p99"
    target, alone, beside, refused = Target(40.0), [], [], 0
    try:
        with product.whole(bench.server_core) as subject:
            for turn in range(bench.sizes.repeats):
                bench.say(f"  {readers:,} readers, without and with {EDITORS} editors, run {turn + 1}")
                alone.append(published(bench, subject))
                with at_their_desks(bench, subject) as desks:
                    beside.append(published(bench, subject, desks))
                refused += desks.refused
    except NotRun as reason:
        yield Row(what, unit="ms", target=target, not_run=str(reason))
        return
    yield Row(what, last(beside), "ms", target=target, remark=remarks(*beside))
    yield Row(f"{what} → beside the same without them", last(beside), "ms", "without editors", last(alone))
    medians = [phase.last_p50 for phase in beside], [phase.last_p50 for phase in alone]
    yield Row("the same, median", medians[0], "ms", "without editors", medians[1])
    lost = sum(phase.lost for phase in beside)
    deliveries = sum(phase.expected for phase in beside)
    yield Row(
        f"beside {EDITORS} editors: lost of {deliveries:,} deliveries", [lost], "lost", target=Target(0)
    )
    yield Row(f"what {EDITORS} editors’ desks asked for and did not get", [refused], "", target=Target(0))
    yield Row(f"server’s core with {EDITORS} editors and two publishes a second", busy(beside), "%")


def last(phases: list[Phase]) -> list[float]:
    """The p99 of each."""
    return [phase.last_p99 for phase in phases]


def busy(phases: list[Phase]) -> list[float]:
    """How much of its core the server used."""
    return [100 * phase.server_cpu_seconds / phase.seconds for phase in phases]


def published(bench: Bench, subject: Subject, desks: Desks | None = None) -> Phase:
    """One phase of publishing through the API; the browsers of our own editors are no disturbance by others."""
    seconds = bench.sizes.publishes / PUBLISHES_A_SECOND
    phases = ((2.0, 1.0), (PUBLISHES_A_SECOND, seconds))
    with open_streams(subject, bench.sizes.few, bench.generator_core, phases=phases) as streams:
        must_be_open(streams.opened, bench.sizes.few, subject)
        streams.next_phase()
        before = desks.cpu_seconds() if desks else 0.0
        phase = streams.next_phase()
        used = desks.cpu_seconds() - before if desks else 0.0
    return replace(phase, foreign_share=max(0.0, phase.foreign_share - used / phase.seconds))


@contextmanager
def at_their_desks(bench: Bench, subject: Subject) -> Iterator[Desks]:
    """So many editors, at work until the block ends; NotRun if they do not come in."""
    extras = subject.server.extras
    told = (str(subject.server.port), extras["slug"], extras["editors"], extras["password"])
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.editors", *told],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {bench.generator_core}),
    )
    assert process.stdin is not None and process.stdout is not None
    desks = Desks(process)
    try:
        if line_within(process.stdout, COMING_IN_SECONDS).strip() != b"ready":
            raise NotRun(f"the editors did not come in; {subject.server.name}: {subject.server.last_words()}")
        yield desks
        process.stdin.close()
        desks.refused = int(line_within(process.stdout, COMING_IN_SECONDS) or b"0")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
