"""What the edge's tests share: a wire in memory with a story on it, served at the seam and by plain ASGI."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge.memory import MemoryTail, MemoryWire
from tests.edge.serving import SERVERS, Served, serving


@pytest.fixture
def flood() -> MemoryWire:
    """A live blog with three posts."""
    wire = MemoryWire()
    for _ in range(3):
        wire.publish()
    return wire


@pytest.fixture
def tail(flood: MemoryWire) -> MemoryTail:
    """A tail that knows the flood, and nothing else."""
    return MemoryTail(flood=flood)


@pytest.fixture(params=SERVERS)
def served(request: pytest.FixtureRequest, tail: MemoryTail) -> Iterator[Served]:
    """An edge that follows the flood, under each server."""
    with serving(request.param, tail) as one:
        yield one


@pytest.fixture
def seam(tail: MemoryTail) -> Iterator[Served]:
    """An edge that follows the flood, at the seam."""
    with serving("seam", tail) as one:
        yield one
