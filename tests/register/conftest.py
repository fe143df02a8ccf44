"""A newsroom full of what nobody may see, on a real server; built once for all tests that only read."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.register.crawl import Crawler, Story, story_from
from tests.server import Newsroom

#: The same public address for every server, so that their bytes can be compared.
PUBLIC_URL = "http://newsroom.example"
#: The same for every server, so that a receipt has the same address.
SECRET_KEY = "of the tests alone, and of no newsroom: 7d1f0c2b9e5a48633f6e"


@dataclass(frozen=True)
class Coverage:
    """A server, what it tells, and the word that it must not tell."""

    newsroom: Newsroom
    story: Story
    canary: str

    @property
    def crawler(self) -> Crawler:
        return Crawler(self.newsroom.url, self.story.token)


@pytest.fixture(scope="session")
def covered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    """A newsroom with hidden things of every sort."""
    coverage = start(tmp_path_factory.mktemp("with") / "data", _canary(), "with")
    yield coverage
    coverage.newsroom.stop()


@pytest.fixture(scope="session")
def uncovered(covered: Coverage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coverage]:
    """The same newsroom, without them."""
    coverage = start(tmp_path_factory.mktemp("without") / "data", covered.canary, "without")
    yield coverage
    coverage.newsroom.stop()


@pytest.fixture
def own_coverage(tmp_path: Path) -> Iterator[Coverage]:
    """A newsroom that the test may change."""
    coverage = start(tmp_path / "data", _canary(), "with")
    yield coverage
    coverage.newsroom.stop()


def start(folder: Path, canary: str, hidden: str) -> Coverage:
    """Build the newsroom by acts, and serve it."""
    hosts = "127.0.0.1,newsroom.example"
    newsroom = Newsroom(
        folder,
        {
            "STOPPRESS_PUBLIC_URL": PUBLIC_URL,
            "STOPPRESS_ALLOWED_HOSTS": hosts,
            "STOPPRESS_SECRET_KEY": SECRET_KEY,
        },
    )
    newsroom.lay()
    told = newsroom.python(f"from tests.register.arrange import main; main({canary!r}, {hidden!r})")
    newsroom.start()
    names = [
        path.relative_to(folder / "static").as_posix() for path in sorted((folder / "static").rglob("*.css"))
    ]
    return Coverage(newsroom, story_from(told.splitlines()[-1], file=_hashed(names)), canary)


def _hashed(names: list[str]) -> str:
    """A static file whose name carries its hash."""
    return next(name for name in names if len(name.split(".")) == 3)


def _canary() -> str:
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(32))
