"""Photographs of screens as tests meet them, to be looked at: they lie in build/photographs, under the names of file and test."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "build" / "photographs"
_taken: Counter[str] = Counter()


def photograph(page: Page, scheme: Literal["light", "dark"]) -> Path:
    """Take the whole page as it stands; the file says the test, width and scheme, the how-manieth screen, and its address."""
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" (")[0]
    screen = f"{_dashed(test.partition('/test_')[2])}-{page.evaluate('innerWidth')}-{scheme}"
    _taken[screen] += 1
    path = FOLDER / f"{screen}-{_taken[screen]:02}-{_dashed(urlsplit(page.url).path)[-60:]}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path


def _dashed(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
