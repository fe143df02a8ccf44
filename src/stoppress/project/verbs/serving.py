"""`stoppress serve` and `stoppress demo`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from stoppress.project import serve as server

if TYPE_CHECKING:
    from stoppress.demo.command import Demo


def serve(options: Namespace) -> None:
    """Serve until told to stop."""
    server.serve(options.host, options.port)


def demo(options: Namespace) -> None:
    """Serve the demo, and play its story beside the server."""
    company = _DemoCompany(is_fresh=options.fresh)
    try:
        server.serve(options.host, options.port, company)
    finally:
        company.leave()


class _DemoCompany:
    """The demo, met only when Django is set up: its settings want to know the server's address."""

    def __init__(self, *, is_fresh: bool) -> None:
        self._is_fresh = is_fresh
        self._demo: Demo | None = None

    def first(self) -> None:
        from stoppress.demo import setting
        from stoppress.demo.command import Demo

        if self._is_fresh:
            setting.start_over()
        self._demo = Demo(_tell)

    def before(self) -> None:
        if self._demo:
            self._demo.before()

    def beside(self, address: str) -> None:
        if self._demo:
            self._demo.beside(address)

    def leave(self) -> None:
        if self._demo:
            self._demo.stop.ask()


def _tell(line: str) -> None:
    print(line, flush=True)
