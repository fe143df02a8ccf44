"""How large a run is, and what every measure is handed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.machine import Machine
from bench.readers import Phase
from bench.servers import disturbance


@dataclass(frozen=True)
class Sizes:
    """How much of everything; `repeats` runs of a thing alternate with those of its references."""

    many: int  # streams that the comparison is made with
    most: int  # streams at the edge of what one process may open
    few: int  # streams beside a publish through the API
    repeats: int
    slow_seconds: float  # at one change a second
    fast_seconds: float  # at ten
    publishes: int
    posts: int  # in the long live blog; the short one has a hundred
    loading_seconds: float  # each case of pages and deltas


FULL = Sizes(
    many=10_000,
    most=19_500,
    few=1_000,
    repeats=3,
    slow_seconds=10,
    fast_seconds=5,
    publishes=150,
    posts=100_000,
    loading_seconds=3,
)

#: Shows that everything runs; says nothing about the targets.
QUICK = Sizes(
    many=1_000,
    most=2_000,
    few=200,
    repeats=1,
    slow_seconds=2,
    fast_seconds=1,
    publishes=10,
    posts=2_000,
    loading_seconds=0.5,
)


@dataclass(frozen=True)
class Bench:
    """One run: the machine and the sizes."""

    machine: Machine
    sizes: Sizes

    @property
    def server_core(self) -> int:
        return self.machine.server_core

    @property
    def generator_core(self) -> int:
        return self.machine.generator_core

    def say(self, line: str) -> None:
        """Tell the person who waits what goes on; the table alone goes to standard output."""
        print(line, file=sys.stderr, flush=True)


def remarks(*phases: Phase, reference: str = "", others: Sequence[Phase] = ()) -> str:
    """What a reader of the table must know: trouble on either side, and others at work on the machine."""
    found = sorted({phase.trouble for phase in phases if phase.trouble})
    found += sorted({f"{reference}: {phase.trouble}" for phase in others if phase.trouble})
    share = max((phase.foreign_share for phase in (*phases, *others)), default=0)
    return "; ".join(filter(None, (*found, disturbance(share))))
