"""Who may do what: one table that people can read; everything not in it is refused."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member is, in the newsroom or on one live blog, from most to least rights."""

    CHIEF = "chief"
    EDITOR = "editor"
    REPORTER = "reporter"
    CONTRIBUTOR = "contributor"
    MODERATOR = "moderator"
    EXPERT = "expert"
    VIEWER = "viewer"
    GUEST = "guest"

    @property
    def label(self) -> str:
        return self.value.capitalize()


#: What somebody can be on one live blog; a chief is one everywhere, and a guest is who has no role there.
BLOG_ROLES = (Role.EDITOR, Role.REPORTER, Role.CONTRIBUTOR, Role.MODERATOR, Role.EXPERT, Role.VIEWER)

_ALL = frozenset(Role)
_SEEING = _ALL - {Role.EXPERT, Role.GUEST}
_EDITORS = frozenset({Role.CHIEF, Role.EDITOR})
_WRITERS = _EDITORS | {Role.REPORTER}
_DRAFTERS = _WRITERS | {Role.CONTRIBUTOR}
_SORTERS = _WRITERS | {Role.MODERATOR}

#: Act → the roles that may do it.
RIGHTS: dict[str, frozenset[Role]] = {
    "come in": _ALL,
    "see the desk": _SEEING,
    "see assigned questions": frozenset({Role.EXPERT}),
    "save draft": _DRAFTERS,
    "ask for review": _DRAFTERS,
    "send back": _WRITERS,
    "publish": _WRITERS,
    "schedule": _WRITERS,
    "stop": _WRITERS,
    "set release rules": _EDITORS,
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
    "keep snippets": _EDITORS,
    "bring in": _EDITORS,
    "let stand": _WRITERS,
    "remind of round-ups": _EDITORS,
    "see questions": _SORTERS,
    "sort questions": _SORTERS,
    "release answer": _EDITORS,
    "set question box": _EDITORS,
    "keep experts": _EDITORS,
    "hold session": _EDITORS,
    "see people": _WRITERS,
    "keep people of a live blog": _EDITORS,
    "keep people": frozenset({Role.CHIEF}),
}


def may(role: str, act: str) -> bool:
    """Say whether this role may do this act; an act that is not in the table is a mistake of ours, and raises KeyError."""
    return Role(role) in RIGHTS[act]
