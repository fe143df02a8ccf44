"""What all tests share: quick settings, a real server when one is asked for, and honest words about what did not run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import chromium
from tests.server import Newsroom

#: A busy machine fails no test: neither how long an example takes nor how long they take to be made is asked.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
_PLAIN_STATIC_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests want: patient examples, and static files by their own names."""
    from django.conf import settings

    hypothesis.settings.load_profile("patient")
    settings.STORAGES = {**settings.STORAGES, "staticfiles": _PLAIN_STATIC_FILES}


@pytest.fixture(scope="module")
def newsroom_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A server on an empty folder, shared by the tests of a module."""
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom") / "data").start()
    try:
        yield newsroom
    finally:
        newsroom.stop()


@pytest.fixture
def newsroom_folder(tmp_path: Path) -> Iterator[Newsroom]:
    """A server that is not started yet; whatever the test leaves running is killed."""
    newsroom = Newsroom(tmp_path / "data")
    try:
        yield newsroom
    finally:
        if newsroom.process is not None and newsroom.process.poll() is None:
            newsroom.kill()


def chromium_path() -> str | None:
    """The browser for this run; looked for once."""
    if not hasattr(chromium_path, "found"):
        chromium_path.found = chromium.find()  # type: ignore[attr-defined]
    found: str | None = chromium_path.found  # type: ignore[attr-defined]
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything that asks for a browser belongs to the group “browser”, and says so when it cannot run."""
    browser_tests = [
        item for item in items if {"page", "context", "chromium"} & set(getattr(item, "fixturenames", ()))
    ]
    for item in browser_tests:
        item.add_marker("browser")
    marked = [item for item in items if item.get_closest_marker("browser")]
    if not marked or chromium_path() is not None:
        return
    for item in marked:
        if os.environ.get("CI") == "true":
            item.add_marker(pytest.mark.usefixtures("fail_without_chromium"))
        else:
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


@pytest.fixture
def fail_without_chromium() -> None:
    pytest.fail(f"{chromium.MISSING} Here this is a failure, because CI=true.")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly, at the end, which group did not run."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if chromium.MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("NOT RUN: browser tests", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} browser tests did not run. {chromium.MISSING}")
