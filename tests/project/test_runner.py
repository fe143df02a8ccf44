"""What is done each hour: one chore that fails keeps no other from being done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from stoppress.media.receiving import forget_unused
from stoppress.project import runner
from stoppress.project.runner import Runner


class Here:
    """Work is done at once."""

    async def do(self, work: Callable[[], Any]) -> Any:
        return work()


def test_a_chore_that_fails_is_logged_and_the_others_are_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = [2, 1, 0]

    def of_the_bucket() -> None:
        raise OSError("The storage of pictures says: 503")

    def letters() -> int:
        return left.pop(0)

    monkeypatch.setattr(runner, "CHORES", (of_the_bucket, letters))
    asyncio.run(Runner(Here())._tidy())  # type: ignore[arg-type]
    assert left == [], "some at a time, until none is left"
    assert "of_the_bucket" in caplog.text


def test_what_readers_sent_is_forgotten_before_anything_is_asked_of_the_storage() -> None:
    assert runner.CHORES.index(runner._forget_some_letters) < runner.CHORES.index(forget_unused)
