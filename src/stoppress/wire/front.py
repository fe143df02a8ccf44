"""The wire of the house's front page: its name is none that a live blog can have."""

from __future__ import annotations

#: An address holds lower-case letters, digits and hyphens; this name has something else in it.
FRONT = "_front"
