"""What is done each hour: one chore that fails keeps no other from being done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from stoppress.media.receiving import forget_unused
from stoppress.project import runner
from stoppress.project.runner import Runner
from stoppress.toolkit import clock


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
    monkeypatch.setattr(runner, "kept_long_enough", of_the_bucket)
    asyncio.run(Runner(Here())._tidy())  # type: ignore[arg-type]
    assert left == [], "some at a time, until none is left"
    assert "of_the_bucket" in caplog.text and "Files of no picture" in caplog.text


def test_what_readers_sent_is_forgotten_before_anything_is_asked_of_the_storage() -> None:
    assert runner.CHORES.index(runner._forget_some_letters) < runner.CHORES.index(forget_unused)


def test_the_storage_is_asked_beside_the_thread_that_writes_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    here = threading.get_ident()
    erased: set[str] = set()

    def kept() -> set[str]:
        assert threading.get_ident() != here
        return {"held", "left"}

    def unheld(secrets: set[str]) -> set[str]:
        assert threading.get_ident() == here
        return secrets - {"held"}

    def erase(secrets: set[str]) -> None:
        assert threading.get_ident() != here
        erased.update(secrets)

    monkeypatch.setattr(runner, "CHORES", ())
    for name, stands_for in (
        ("kept_long_enough", kept),
        ("held_by_nobody", unheld),
        ("erase_all", erase),
    ):
        monkeypatch.setattr(runner, name, stands_for)
    asyncio.run(Runner(Here())._tidy())  # type: ignore[arg-type]
    assert erased == {"left"}


@pytest.mark.django_db
def test_sessions_that_open_nothing_any_more_are_removed_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(5):
        late = clock.now() - timedelta(hours=number + 1)
        Session.objects.create(session_key=f"over{number}", session_data="", expire_date=late)
    Session.objects.create(
        session_key="stands", session_data="", expire_date=clock.now() + timedelta(hours=1)
    )
    monkeypatch.setattr(runner, "_SESSIONS_AT_ONCE", 2)
    [chore] = [each for each in runner.CHORES if "session" in each.__name__]
    assert [chore() for _time in range(4)] == [2, 2, 1, 0]
    assert list(Session.objects.values_list("pk", flat=True)) == ["stands"]
