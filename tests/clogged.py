"""`python -m tests.clogged serve …`: the server when nothing that is due can go out, for as long as a file lies in its folder."""

from __future__ import annotations

import os
from pathlib import Path

from stoppress.project import start

NAME = "clogged"


def main() -> None:
    """Begin as the program does; what lets an act out looks for the file first."""
    start_django = start.start_django

    def start_and_clog() -> None:
        start_django()
        _clog(Path(os.environ["STOPPRESS_DATA"]) / NAME)

    start.start_django = start_and_clog
    from stoppress.project.commands import main as begin

    begin()


def _clog(file: Path) -> None:
    from stoppress.publishing import carrying_out
    from stoppress.publishing.refusals import DiskFull

    step = carrying_out.step

    def step_if_it_can() -> bool:
        if file.exists():
            raise DiskFull("The disk is full.")
        return step()

    carrying_out.step = step_if_it_can


if __name__ == "__main__":
    main()
