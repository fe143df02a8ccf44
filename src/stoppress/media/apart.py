"""Asks a program in a process of its own, which may fail without harm: it has no environment of ours and a deadline."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

#: All that the process is given of our environment: where a Python that was built by hand finds its libraries.
_ENVIRONMENT = {
    name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ
}


class Said(NamedTuple):
    """What a program wrote, what it complained of, and how it ended; a negative code is the signal that ended it."""

    answer: bytes
    complaint: bytes
    code: int


def ask(program: Path, words: list[str], given: bytes, seconds: float) -> Said:
    """Run one of our programs; raises OSError where no process can be had, subprocess.TimeoutExpired at the deadline.

    It answers into a file and not into a pipe, so that one that was taken over cannot say more than its limit.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        done = subprocess.run(  # noqa: S603  (the command is our own)
            [sys.executable, "-I", str(program), *words],
            input=given,
            stdout=said,
            stderr=complaint,
            timeout=seconds,
            check=False,
            env=_ENVIRONMENT,
            cwd="/",
        )
        said.seek(0)
        complaint.seek(0)
        return Said(said.read(), complaint.read(), done.returncode)
