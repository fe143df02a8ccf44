"""Drives the stream generator: opens the readers, runs the phases, and weighs the server between them."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bench import programs
from bench.servers import Server, busy_seconds, kernel_socket_kib
from bench.table import NotRun

#: Where the generator writes sequence number and scheduled time; as long as the mark itself.
MARK = "zqm" + "0" * 19 + "x" + "0" * 7 + "qz"

#: Opening waits at most 90 s, a phase lasts at most 120 s.
PATIENCE_SECONDS = 150.0

#: So long may a change still arrive after the last was published, before it counts as lost.
GRACE_SECONDS = 6.0

#: A server's memory comes to rest within this after the last reader connected.
SETTLING_SECONDS = 1.0


@dataclass(frozen=True)
class Subject:
    """A hub under measurement: where its streams are, how to publish (a raw request with MARK in it)."""

    server: Server
    stream_path: str
    publishing: bytes
    plain: bytes = b""
    epoch: str = ""
    head: int = 0


@dataclass(frozen=True)
class Opened:
    """How the readers came in."""

    readers: int
    not_opened: int
    seconds: float
    per_second: float
    kib_a_reader: float
    kernel_kib_a_reader: float
    server_cpu_seconds: float


@dataclass(frozen=True)
class Phase:
    """How one phase of publishing went; times in milliseconds from the scheduled moment of a change.

    `p99` is over all deliveries (readers × changes); `last_…` over the changes, each counted when its last
    reader had it.
    """

    rate: float
    changes: int
    expected: int
    lost: int
    repeats: int
    closed: int
    p50: float
    p99: float
    last_p50: float
    last_p99: float
    last_max: float
    refused: int
    failed: int
    server_cpu_seconds: float
    seconds: float
    foreign_share: float
    answered_p50: float
    answered_p99: float
    plain_p50: float = -1
    plain_p99: float = -1
    plain_max: float = -1
    plain_failed: int = 0

    @property
    def trouble(self) -> str:
        """What went wrong, in words; empty when nothing did."""
        counts = {
            "lost": self.lost,
            "told twice": self.repeats,
            "streams cut": self.closed,
            "publishes refused": self.refused,
            "publishes failed": self.failed,
            "plain requests failed": self.plain_failed,
        }
        return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


class Streams:
    """Open streams; `opened` says how they opened, `phases` runs what was asked for."""

    def __init__(self, server: Server, command: Sequence[str], core: int) -> None:
        self.server = server
        memory, kernel, cpu = server.memory_kib(), kernel_socket_kib(), server.cpu_seconds()
        self.generator = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        try:
            self.opened = self.opening(memory, kernel, cpu)
        except BaseException:
            self.close()
            raise

    def opening(self, memory: float, kernel: float, cpu: float) -> Opened:
        """Wait until all streams are open; the arguments are what the server used before."""
        told = self.hear("open")
        cpu = self.server.cpu_seconds() - cpu
        time.sleep(SETTLING_SECONDS)
        readers = max(1, told["open"])
        return Opened(
            readers=told["open"],
            not_opened=told["not_opened"] + told["closed"],
            seconds=told["seconds"],
            per_second=told["per_second"],
            kib_a_reader=(self.server.memory_kib() - memory) / readers,
            kernel_kib_a_reader=(kernel_socket_kib() - kernel) / readers,
            server_cpu_seconds=cpu,
        )

    def phases(self, count: int) -> list[Phase]:
        """Run the next phases, in the order they were given."""
        return [self.next_phase() for _ in range(count)]

    def next_phase(self) -> Phase:
        """Let the generator go on, and weigh the server over that time."""
        server, busy = self.server.cpu_seconds(), busy_seconds()
        began = time.monotonic()
        self.go()
        told = self.hear("phase")
        seconds = time.monotonic() - began
        used = self.server.cpu_seconds() - server
        foreign = busy_seconds() - busy - used - told["generator_cpu_seconds"]
        return phase_of(told, used, max(0.0, foreign / seconds))

    def close(self) -> None:
        """End the generator; its streams end with it."""
        self.generator.kill()
        self.generator.communicate()

    def go(self) -> None:
        """Say the line that the generator waits for."""
        assert self.generator.stdin is not None
        self.generator.stdin.write(b"go\n")
        self.generator.stdin.flush()

    def hear(self, event: str) -> dict[str, Any]:
        """The generator's next line, which must be this event."""
        assert self.generator.stdout is not None
        line = line_within(self.generator.stdout, PATIENCE_SECONDS)
        if not line:
            raise NotRun(
                f"the generator fell silent before “{event}”; {self.server.name} says: {self.server.last_words()}"
            )
        told: dict[str, Any] = json.loads(line)
        assert told["event"] == event, line
        return told


@contextmanager
def open_streams(
    subject: Subject,
    readers: int,
    core: int,
    *,
    phases: Sequence[tuple[float, float]] = (),
    missed: int = 0,
    plain_rate: float = 0,
    grace_seconds: float = GRACE_SECONDS,
) -> Iterator[Streams]:
    """Open this many streams from many loopback addresses; `phases` are (changes a second, seconds)."""
    folder = subject.server.folder
    command = [
        str(programs.generator("streams")),
        f"--port={subject.server.port}",
        f"--path={subject.stream_path}",
        f"--readers={readers}",
        f"--grace={grace_seconds:g}",
        f"--publish={written(folder / 'publishing', subject.publishing)}",
    ]
    if phases:
        command.append("--phases=" + ",".join(f"{rate:g}:{seconds:g}" for rate, seconds in phases))
    if missed:
        command += [f"--epoch={subject.epoch}", f"--head={subject.head}", f"--missed={missed}"]
    if plain_rate:
        command += [f"--plain={written(folder / 'plain', subject.plain)}", f"--plain-rate={plain_rate:g}"]
    streams = Streams(subject.server, command, core)
    try:
        yield streams
    finally:
        streams.close()


def phase_of(told: dict[str, Any], server_cpu_seconds: float, foreign_share: float) -> Phase:
    """A phase as the generator told it."""
    plain = told.get("plain") or {"p50_ms": -1, "p99_ms": -1, "max_ms": -1, "refused": 0, "failed": 0}
    return Phase(
        rate=told["rate"],
        changes=told["changes"],
        expected=told["expected"],
        lost=told["lost"],
        repeats=told["repeats"],
        closed=told["closed"],
        p50=told["p50_ms"],
        p99=told["p99_ms"],
        last_p50=told["last_p50_ms"],
        last_p99=told["last_p99_ms"],
        last_max=told["last_max_ms"],
        refused=told["publisher"]["refused"],
        failed=told["publisher"]["failed"],
        server_cpu_seconds=server_cpu_seconds,
        seconds=told["seconds"],
        foreign_share=foreign_share,
        answered_p50=told["publisher"]["p50_ms"],
        answered_p99=told["publisher"]["p99_ms"],
        plain_p50=plain["p50_ms"],
        plain_p99=plain["p99_ms"],
        plain_max=plain["max_ms"],
        plain_failed=plain["refused"] + plain["failed"],
    )


def line_within(pipe: IO[bytes], seconds: float) -> bytes:
    """The next line, or nothing when the other side ends or stays silent for so long."""
    ready, _, _ = select.select([pipe], [], [], seconds)
    return pipe.readline() if ready else b""


def written(path: Path, content: bytes) -> Path:
    """The content as a file for the generator."""
    path.write_bytes(content)
    return path
