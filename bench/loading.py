"""Drives the request generator: one request over and over, and how many answers a second come back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass

from bench import programs
from bench.readers import written
from bench.servers import Server, busy_seconds, disturbance
from bench.table import NotRun

CONNECTIONS = 64
WARM_UP_SECONDS = 0.7


@dataclass(frozen=True)
class Load:
    """How one load went."""

    per_second: float
    p99: float
    bytes_an_answer: float
    server_share: float  # of its core
    generator_share: float
    foreign_share: float

    @property
    def remark(self) -> str:
        """Says so when others, or the generator, and not the server, were what could not go faster."""
        if disturbed := disturbance(self.foreign_share):
            return disturbed
        if self.server_share < 0.85 and self.generator_share > 0.9:
            return f"bounded by the generator; the server used {self.server_share:.0%} of its core"
        return ""


def load(server: Server, request: bytes, seconds: float, core: int) -> Load:
    """Ask this raw request on 64 connections for so long; raise NotRun unless all answers are 200 or 304."""
    command = [
        str(programs.generator("requests")),
        f"--port={server.port}",
        f"--request={written(server.folder / 'request', request)}",
        f"--connections={CONNECTIONS}",
        f"--warm-up={WARM_UP_SECONDS}",
        f"--seconds={seconds}",
    ]
    cpu, busy, began = server.cpu_seconds(), busy_seconds(), time.monotonic()
    outcome = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=seconds + 30,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    took = time.monotonic() - began
    cpu, busy = server.cpu_seconds() - cpu, busy_seconds() - busy
    if outcome.returncode:
        raise NotRun(f"the generator gave up on {server.name}: {outcome.stderr.strip()[:300]}")
    told = json.loads(outcome.stdout)
    if told["other_status"] or not told["answers"]:
        raise NotRun(
            f"{server.name} answered {told['other_status']:,} times {told['first_other']} under load"
        )
    return Load(
        per_second=told["per_second"],
        p99=told["p99_ms"],
        bytes_an_answer=told["bytes_an_answer"],
        server_share=cpu / (told["seconds"] + WARM_UP_SECONDS),
        generator_share=told["generator_cpu_seconds"] / told["seconds"],
        foreign_share=max(0.0, (busy - cpu - told["cpu_seconds_in_all"]) / took),
    )


def second_opinion(server: Server, path: str, seconds: float, core: int, *headers: str) -> float | None:
    """What wrk says of the same load, where it is installed: requests a second."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    for header in headers:
        command += ["-H", header]
    outcome = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        timeout=seconds + 30,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    found = re.search(r"Requests/sec:\s+([\d.]+)", outcome.stdout)
    return float(found[1]) if found else None
