"""Who may do what: one table that people can read; everything not in it is refused."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member is in the newsroom, from most to least rights."""

    CHIEF = "chief"
    EDITOR = "editor"
    REPORTER = "reporter"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        return self.value.capitalize()


_ALL = frozenset(Role)
_WRITERS = frozenset({Role.CHIEF, Role.EDITOR, Role.REPORTER})
_EDITORS = frozenset({Role.CHIEF, Role.EDITOR})

#: Act → the roles that may do it.
RIGHTS: dict[str, frozenset[Role]] = {
    "see the desk": _ALL,
    "save draft": _WRITERS,
    "publish": _WRITERS,
    "amend": _WRITERS,
    "correct": _WRITERS,
    "change time": _WRITERS,
    "withdraw": _WRITERS,
    "mark key event": _WRITERS,
    "pin": _EDITORS,
    "move post": _EDITORS,
    "write hand-over": _WRITERS,
    "set key points": _EDITORS,
    "change header": _EDITORS,
    "change phase": _EDITORS,
    "take down": _EDITORS,
    "open live blog": _EDITORS,
    "see log": _EDITORS,
    "bring in": _EDITORS,
    "let stand": _WRITERS,
    "remind of round-ups": _EDITORS,
    "see questions": _WRITERS,
    "sort questions": _WRITERS,
    "release answer": _EDITORS,
    "set question box": _EDITORS,
    "keep experts": _EDITORS,
    "hold session": _EDITORS,
}


def may(role: str, act: str) -> bool:
    """Say whether this role may do this act; an act that is not in the table is a mistake of ours, and raises KeyError."""
    return Role(role) in RIGHTS[act]
