"""A real `stoppress serve` in a process group of its own, on a data folder of its own; it never outlives the tests."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests import arranging, ground, slowly
from tests.dying import die_with_us

_SOURCE = Path(__file__).resolve().parent.parent
_READY = re.compile(r"answers at (http://\S+?)/ ")
#: Long enough for the busiest machine; nobody waits so long when all is well.
_START_SECONDS = 120
_STOP_SECONDS = 60


class DidNotStart(Exception):
    """The server ended or kept silent instead of answering; carries what it said."""


@dataclass
class Newsroom:
    """A server that can be started, ended, killed and started again on the same folder and port."""

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    #: What is started: the program itself, or one of the tests that gives it something else to call.
    program: str = "tests.slowly" if os.environ.get(slowly.NAME) else "stoppress.project.commands"
    url: str = ""
    port: int = 0
    process: subprocess.Popen[str] | None = None
    #: Its folder is not made for it: the server itself makes everything.
    is_from_nothing: bool = False

    def start(self, *arguments: str) -> Newsroom:
        """Start, and wait until it says that it answers; raise DidNotStart with what it said instead."""
        self.begin(*arguments)
        assert self.process is not None and self.process.stdout is not None
        self.url = self._first_address(self.process.stdout)
        self.port = int(self.url.rpartition(":")[2])
        ground.keep_static_files(self.data)
        return self

    def begin(self, *arguments: str) -> None:
        """Start, and do not wait."""
        if not self.is_from_nothing:
            self.lay()
        self._log = (self.data.parent / f"{self.data.name}.log").open("a+")
        command = [
            sys.executable,
            "-m",
            self.program,
            "serve",
            "--port",
            str(self.port),
            *arguments,
        ]
        self.process = subprocess.Popen(
            command,
            env=self.environment(),
            cwd=_SOURCE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_us,
        )

    def lay(self) -> None:
        """Make its folder, if it is not there: an empty newsroom, as a server would make it."""
        ground.lay(self.data, self.environment())

    def stop(self) -> int:
        """End it with SIGTERM; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=_STOP_SECONDS)
        self._close()
        return code

    def kill(self) -> None:
        """End its whole process group as a power cut would."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=_STOP_SECONDS)
        self._close()

    def run(self, *arguments: str, typed: str = "", expected: int = 0) -> str:
        """Run one `stoppress` command on the same folder; fails on another exit code. Returns what it printed, or complained."""
        done = self._done(arguments, typed, expected)
        return done.stdout if expected == 0 else done.stderr

    def run_and_read(self, *arguments: str, expected: int) -> str:
        """As `run`, for a command that prints what it finds also when that is bad."""
        return self._done(arguments, "", expected).stdout

    def _done(
        self, arguments: tuple[str, ...], typed: str, expected: int
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "stoppress.project.commands", *arguments],
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=arranging.DONE_SECONDS,
            check=False,
        )
        assert done.returncode == expected, (
            f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        )
        return done

    def python(self, program: str) -> str:
        """Run a program with Django set up on the same folder, to arrange by acts; returns what it printed, stripped."""
        begin = "from stoppress.project.start import start_django; start_django()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + program],
            env=self.environment(),
            cwd=_SOURCE,
            capture_output=True,
            text=True,
            timeout=arranging.DONE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def arrange(self, program: str) -> str:
        """As `python`, in a process that stays for the next one: what a test arranges again and again."""
        return arranging.run(self.data, self.environment(), program).strip()

    def said(self) -> str:
        """What the server wrote to stderr, and to the log of troubles."""
        troubles = self.data / "trouble.log"
        written = troubles.read_text() if troubles.is_file() else ""
        return (self.data.parent / f"{self.data.name}.log").read_text() + written

    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of ours but the path."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("STOPPRESS_", "DJANGO_", "PYTEST_"))
        }
        address = {"STOPPRESS_PUBLIC_URL": f"http://127.0.0.1:{self.port}"} if self.port else {}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "tests.quick",
            "PYTHONPATH": str(_SOURCE),
            "STOPPRESS_DATA": str(self.data),
            **address,
            **self.settings,
        }

    def _first_address(self, output: IO[str]) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
            line = output.readline()
            if found := _READY.search(line):
                return found[1]
            if not line:
                break
        self.kill()
        raise DidNotStart(self.said())

    def _close(self) -> None:
        assert self.process is not None and self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()
