"""The machine: its cores and limits, made ready for the run and described for the report."""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

BACKLOG = Path("/proc/sys/net/core/netdev_max_backlog")

#: With the kernel's 1,000 the loopback drops packets in a large fan-out; each costs a retransmission of 200 ms.
WANTED_BACKLOG = 100_000


@dataclass(frozen=True)
class Machine:
    """Where servers and generator run, how many files one process may open, and what stands in the way."""

    server_core: int
    generator_core: int
    open_files: int
    remarks: tuple[str, ...]


@contextmanager
def prepared() -> Iterator[Machine]:
    """Raise the limits for as long as the run lasts, and move this process to the generator's core."""
    cores = sorted(os.sched_getaffinity(0))
    remarks = []
    if len(cores) < 2:
        remarks.append(
            "Only one core: servers and generator share it, so the times below are those of both together."
        )
    open_files = raise_open_files()
    before, refusal = raise_backlog()
    if refusal:
        remarks.append(refusal)
    generator_core = cores[min(1, len(cores) - 1)]
    try:
        with on_cores(generator_core):
            yield Machine(cores[0], generator_core, open_files, tuple(remarks))
    finally:
        if before is not None:
            BACKLOG.write_text(before)


@contextmanager
def on_cores(*cores: int) -> Iterator[None]:
    """Let this process, and what it starts meanwhile, run on these cores; afterwards where it ran before."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def raise_open_files() -> int:
    """Lift the soft limit to the hard one; return it. The servers inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def raise_backlog() -> tuple[str | None, str]:
    """Raise the loopback's queue; return what to put back, and what to say if it is not allowed."""
    try:
        before = BACKLOG.read_text().strip()
        if int(before) >= WANTED_BACKLOG:
            return None, ""
        BACKLOG.write_text(str(WANTED_BACKLOG))
    except OSError as error:
        return None, (
            f"net.core.netdev_max_backlog could not be raised to {WANTED_BACKLOG} ({error.strerror}): "
            "the loopback drops packets in large fan-outs and adds delays of about 200 ms. "
            "Run as root, or raise it first."
        )
    return before, ""


def description() -> str:
    """One line: processor, cores, memory, kernel, Python and the versions that matter."""
    packages = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("uvicorn", "uvloop", "httptools", "Django")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def processor() -> str:
    """The processor's name as the kernel tells it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
