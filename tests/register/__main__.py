"""Writes docs/permissions.md anew: `python -m tests.register`."""

from tests.register.table import PAGE, page

PAGE.write_text(page())
