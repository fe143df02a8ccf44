"""Answers that are held back until the test lets them go: what a slow line does to a page, without a clock."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Error, Page, Route

_FRAME = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"


class Held:
    """All answers to what a page asks of addresses like this, from now on."""

    def __init__(self, page: Page, address: str, method: str = "GET") -> None:
        self._page, self._method = page, method
        self._is_open = False
        self._answers: list[tuple[Route, APIResponse]] = []
        page.route(re.compile(address), self._take)

    def wait(self) -> None:
        """Until the page has asked, and the server has answered."""
        while not self._answers:
            self._page.evaluate(_FRAME)

    def let_go(self, body: str | None = None) -> None:
        """The answers arrive, as they are or with this body, and nothing is held any more."""
        self.wait()
        self._is_open = True
        for route, answer in self._answers:
            with self._page.expect_event(
                "requestfinished", lambda request, held=route: request == held.request
            ):  # type: ignore[misc]
                route.fulfill(response=answer, body=body)
        for _ in range(3):
            self._page.evaluate(_FRAME)

    def _take(self, route: Route) -> None:
        if self._is_open or route.request.method != self._method:
            route.fallback()
        else:
            try:
                self._answers.append((route, route.fetch()))
            except Error as error:  # the page was closed meanwhile
                if "closed" not in str(error) and "disposed" not in str(error):
                    raise
