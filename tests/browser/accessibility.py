"""Holds an open page against the rules of WCAG 2.2 AA as axe-core reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser.photographs import photograph

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
_ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def faults_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds in the one scheme of colours and in the other, which the page takes on as it stands.

    In the other it looks at colours alone: nothing else differs. Each is photographed, and nothing on it may be wider than
    the screen.
    """
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        rules = _ALL if scheme == SCHEMES[0] else _OF_COLOURS
        found += [f"{scheme}: {fault}" for fault in faults(page, rules)]
        photograph(page, scheme)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    return found


def faults(page: Page, rules: Mapping[str, Any] = _ALL) -> list[str]:
    """What axe finds, a line each: the rule, what it asks for, and the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", rules
    )
    return [
        f"{fault['id']}: {fault['help']}: {[node['html'][:160] for node in fault['nodes'][:4]]}"
        for fault in found["violations"]
    ]
