"""Servers under measurement: started on their core, weighed, timed, and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.table import NotRun

STARTING_SECONDS = 30.0
STOPPING_SECONDS = 4.0

#: More than this share of one core used by others makes a figure doubtful.
DISTURBED = 0.10

#: Where `-m bench.…` is found.
ROOT = Path(__file__).parent.parent

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server; `name` is how the table calls it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    folder: Path
    extras: dict[str, str] = field(default_factory=dict)

    def processes(self) -> list[int]:
        """Its process and all of that one's children."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += [int(child) for child in text_of(children).split()]
        return found

    def memory_kib(self) -> int:
        """Memory of its own, with shared pages counted once."""
        return sum(proportional_kib(pid) for pid in self.processes())

    def cpu_seconds(self) -> float:
        """Processor time that it has used so far."""
        return sum(cpu_seconds_of(pid) for pid in self.processes())

    def log(self) -> str:
        """What it printed."""
        return (self.folder / "log").read_text(errors="replace")

    def last_words(self) -> str:
        """The end of what it printed, and of the trouble that it wrote down in its data folder."""
        trouble = text_of(self.folder / "data" / "trouble.log").strip().splitlines()
        return " … ".join(filter(None, (self.log().strip()[-600:], *trouble[-1:])))


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    port: int,
    core: int,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    says: str = "",
) -> Iterator[Server]:
    """Start a server on this core, wait until it is ready, and end it afterwards; NotRun if it does not start.

    Ready is who takes a connection; for a server that listens before it can answer, who has printed what it `says`.
    """
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as made:
        own = folder or Path(made)
        with (own / "log").open("wb") as log:
            process = subprocess.Popen(
                list(command),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            )
        server = Server(name, port, process, own)
        try:
            wait_until_ready(server, says)
            yield server
        finally:
            stop(process)


def free_port() -> int:
    """A port that nobody holds right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(server: Server, says: str) -> None:
    """Return once it is; NotRun with the end of the log if the server ends or takes too long."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise NotRun(f"{server.name} ended at once: {server.last_words()}")
        if (says in server.log()) if says else listens(server.port):
            return
        time.sleep(0.05)
    raise NotRun(f"{server.name} was not ready within {STARTING_SECONDS:.0f} s: {server.last_words()}")


def listens(port: int) -> bool:
    """Whether somebody takes connections here."""
    try:
        socket.create_connection(("127.0.0.1", port), 0.5).close()
    except OSError:
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server's process group to end, then make it."""
    for wish in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wish)
            process.wait(STOPPING_SECONDS)
        except ProcessLookupError:
            process.wait()
        except subprocess.TimeoutExpired:
            continue


def proportional_kib(pid: int) -> int:
    """Pss, in which shared memory counts once for all processes; Rss where the kernel does not tell it."""
    for line in text_of(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    for line in text_of(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def cpu_seconds_of(pid: int) -> float:
    """User and system time of one process, all threads."""
    fields = text_of(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def busy_seconds() -> float:
    """Processor time that everything on this machine has used so far."""
    fields = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def disturbance(share: float) -> str:
    """What to say of a figure while others used this share of a core; nothing when they hardly did."""
    return f"DISTURBED: others used {share:.0%} of a core" if share > DISTURBED else ""


def kernel_socket_kib() -> int:
    """Memory that the kernel holds for TCP, which no process's own figure shows."""
    for line in text_of(Path("/proc/net/sockstat")).splitlines():
        words = line.split()
        if words[0] == "TCP:" and "mem" in words:
            return int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    return 0


def text_of(path: Path) -> str:
    """What a file of /proc says; nothing once its process is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""
