"""Programs run with Django set up on a newsroom's folder, each in its turn, in a process that stays: a start costs more.

Each program begins with nothing of the one before: names of its own, no open connection, no chosen language. What is to be
tried in a process of its own is run by `Newsroom.python`.
"""

from __future__ import annotations

import contextlib
import io
import json
import select
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.dying import die_with_us

_SOURCE = Path(__file__).resolve().parent.parent
DONE_SECONDS = 300
#: So many stay; whoever was asked last longest ago makes room.
_MOST = 2


class Failed(AssertionError):
    """A program did not end well; carries its traceback."""


@dataclass
class _Arranger:
    """One process, for one environment."""

    environment: Mapping[str, str]
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.arranging"],
            env=dict(self.environment),
            cwd=_SOURCE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_us,
        )

    def run(self, program: str) -> str:
        """What the program printed; raises Failed."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(program) + "\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], DONE_SECONDS)[0]:
            self.end()
            raise Failed(f"not done after {DONE_SECONDS} s:\n{program}")
        line = self.process.stdout.readline()
        if not line:
            self.end()
            raise Failed(f"its process ended:\n{program}")
        printed, trouble = json.loads(line)
        if trouble:
            raise Failed(f"{trouble}\n{printed}")
        return str(printed)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()


_STANDING: dict[str, _Arranger] = {}


def run(folder: Path, environment: Mapping[str, str], program: str) -> str:
    """Run a program on this folder, in this environment; returns what it printed. Raises Failed."""
    return _of(str(folder), environment).run(program)


def _of(folder: str, environment: Mapping[str, str]) -> _Arranger:
    """The process of this folder, or a new one if there is none, or its environment was another."""
    standing = _STANDING.pop(folder, None)
    if standing is not None and (standing.environment != environment or standing.process.poll() is not None):
        standing.end()
        standing = None
    while len(_STANDING) >= _MOST:
        _STANDING.pop(next(iter(_STANDING))).end()
    _STANDING[folder] = standing or _Arranger(dict(environment))
    return _STANDING[folder]


def _serve(programs: IO[str], answers: IO[str]) -> None:
    """Run what is asked for, a program a line, until nobody asks any more."""
    from stoppress.project.start import start_django

    start_django()
    for line in programs:
        answers.write(json.dumps(_done(json.loads(line))) + "\n")
        answers.flush()


def _done(program: str) -> tuple[str, str]:
    """What it printed, and its traceback if it failed."""
    from django.db import connections
    from django.utils import translation

    printed, trouble = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(program, "<arranged>", "exec"), {"__name__": "__main__"})
    except BaseException:
        trouble = traceback.format_exc()
    finally:
        connections.close_all()
        translation.deactivate()
    return printed.getvalue(), trouble


if __name__ == "__main__":
    _serve(sys.stdin, sys.stdout)
