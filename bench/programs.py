"""The C programs: compiled when they are needed, kept until their source changes."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from bench.table import NotRun

HERE = Path(__file__).parent
BUILT = HERE / "build"
FLAGS = ("-O2", "-std=gnu11", "-Wall", "-Wextra", "-pthread")


def generator(name: str) -> Path:
    """The path of a generator (`streams`, `requests`), compiled."""
    return compiled(HERE / "generator" / f"{name}.c")


def reference(name: str) -> Path:
    """The path of a reference server (`hub`), compiled."""
    return compiled(HERE / "reference" / f"{name}.c")


@cache
def compiled(source: Path) -> Path:
    """Compile with gcc or cc unless the program is newer than its source; NotRun without a compiler."""
    program = BUILT / source.stem
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return program
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise NotRun(f"no C compiler for {source.name} (Debian: apt-get install gcc libc6-dev)")
    BUILT.mkdir(exist_ok=True)
    command = [compiler, *FLAGS, "-o", str(program), str(source)]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if outcome.returncode:
        raise NotRun(f"{source.name} did not compile: {outcome.stderr.strip()[:300]}")
    return program
