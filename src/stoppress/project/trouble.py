"""What went wrong, under an id that the operator finds in the log, and in words for somebody at a shell."""

from __future__ import annotations

import logging
import os
import re
import traceback

from stoppress.project import data_folder
from stoppress.toolkit import ids

logger = logging.getLogger("stoppress.trouble")

_SECRET = re.compile(r"(/(?:ask|expert|invitation)/)[^/\s]+")


class Line(logging.Formatter):
    """A record of the log, whoever wrote it, without the keys to private pages."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text, with what was raised."""
        return without_secrets(super().format(record))


def without_secrets(path: str) -> str:
    """The path as the log may have it: without the word that is the key to somebody's private page."""
    return _SECRET.sub(r"\1…", path)


def new_trouble_id() -> str:
    """A word under which one failure is logged."""
    return ids.public_id()


def in_words(error: Exception) -> str:
    """What went wrong, for somebody at a shell: our own errors say it themselves, the others are written down."""
    if type(error).__module__.startswith("stoppress."):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    complaint = str(error).lower()
    if "no such table" in complaint or "no such column" in complaint:
        return "The database is not up to date. Run “stoppress migrate”, or start the server once."
    if "database is locked" in complaint:
        return "The database is busy. Nothing was changed; try again in a few seconds."
    return f"Something went wrong that should not ({type(error).__name__}). {_written_down(error)}"


def _written_down(error: Exception) -> str:
    trouble = new_trouble_id()
    path = data_folder.folder() / "trouble.log"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            file.write(f"trouble {trouble}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return f"It says: {error}"
    return f"It is written down as {trouble} in {path}."
