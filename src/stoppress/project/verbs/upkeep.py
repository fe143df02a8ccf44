"""`stoppress migrate` and `stoppress doctor`."""

from __future__ import annotations

from argparse import Namespace

from stoppress.project import data_folder
from stoppress.project.shell import CannotDo
from stoppress.project.start import start_django


def migrate(options: Namespace) -> None:
    """Bring the database up to date, when nobody serves from it."""
    folder = data_folder.folder()
    data_folder.prepare(folder)
    with data_folder.held_alone(folder):
        start_django()
        from stoppress.project.database import bring_up_to_date

        steps = bring_up_to_date()
        for step in steps:
            print(step)
        print(f"{len(steps)} steps taken." if steps else "Everything is up to date.")


def doctor(options: Namespace) -> int:
    """Look at everything; 1 when something must be done."""
    from stoppress.project.doctor import examine

    if not data_folder.folder().is_dir():
        raise CannotDo(
            f"There is no data folder {data_folder.folder()} yet; the server makes it when it starts."
        )
    start_django()
    findings = examine(is_quick=options.quick)
    for finding in findings:
        print(finding)
    return 1 if any(finding.is_bad for finding in findings) else 0
