"""Photographs of screens as tests meet them, to be looked at: they lie in build/photographs, under the names of file and test."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "build" / "photographs"
_taken: Counter[str] = Counter()


def photograph(page: Page, scheme: Literal["light", "dark"]) -> Path:
    """Take the whole page as it stands; the file says the test, the how-manieth screen of it, the width and the scheme."""
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" (")[0]
    words = re.sub(r"[^a-z0-9]+", "-", test.partition("/test_")[2].lower()).strip("-")
    screen = f"{words}-{page.evaluate('innerWidth')}-{scheme}"
    _taken[screen] += 1
    path = FOLDER / f"{screen}-{_taken[screen]:02}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path
