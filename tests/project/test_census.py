"""The desk is told how many pages this process sends changes to, and no more often than something is another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from stoppress.project.census import Census
from stoppress.stories import readers
from stoppress.toolkit import clock


class Edge:
    """As much of an edge as is counted."""

    def __init__(self) -> None:
        self.loaded = {"flood": object(), "fire": object()}
        self.counts = {"flood": 0, "fire": 0}

    def readers(self, slug: str) -> int:
        return self.counts[slug]


class Door:
    """Does what it is given at once."""

    async def do(self, work: Any) -> Any:
        return work()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, int]]:
    """What was told, in its order."""
    said: list[Mapping[str, int]] = []
    monkeypatch.setattr(readers, "tell", lambda process, counts: said.append(dict(counts)))
    return said


def test_only_what_is_another_is_told_and_what_stays_is_renewed(told: list[Mapping[str, int]]) -> None:
    edge, now = Edge(), clock.now()
    with clock.standing_at(now):
        census = Census(Door(), edge)  # type: ignore[arg-type]
        _look(census, 2)
        assert told == []
        edge.counts["flood"] = 3
        _look(census, 3)
        assert told == [{"flood": 3}]
    with clock.standing_at(now + readers.RENEWED_EVERY + timedelta(seconds=1)):
        _look(census, 2)
        assert told == [{"flood": 3}, {"flood": 3}]
        edge.counts["flood"] = 0
        _look(census, 2)
        assert told[2:] == [{}]


def _look(census: Census, times: int) -> None:
    for _ in range(times):
        asyncio.run(census._look())
