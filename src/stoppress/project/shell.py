"""How a command gets to the database: beside the server where that is safe, else only when nobody serves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stoppress.project import data_folder
from stoppress.project.start import start_django
from stoppress.toolkit import sqlite


class CannotDo(Exception):
    """The command ends here; the message says why, and what to do."""


@contextmanager
def reading() -> Iterator[None]:
    """The database is there and up to date; raises CannotDo."""
    if not (data_folder.folder() / "stoppress.sqlite3").is_file():
        raise CannotDo(
            f"There is no newsroom in {data_folder.folder()} yet. Start the server once (stoppress serve), "
            "run “stoppress migrate”, or name the right folder in STOPPRESS_DATA."
        )
    start_django()
    yield


@contextmanager
def writing() -> Iterator[None]:
    """As `reading`, for a command that writes; makes the database if it is not there.

    A SQLite with the WAL-reset bug allows one writing process only, so that the command then takes the server's lock.
    """
    folder = data_folder.folder()
    data_folder.prepare(folder)
    with ExitStack() as held:
        if not sqlite.is_safe():
            held.enter_context(data_folder.held_alone(folder))
        start_django()
        if not data_folder.is_served(folder):
            from stoppress.project.database import bring_up_to_date

            bring_up_to_date()
        yield
