"""What a role is called at the desk, and what it may do, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stoppress.people.rights import Role

ROLE_WORDS: dict[Role, Promise] = {
    Role.CHIEF: _("Chief"),
    Role.EDITOR: _("Editor"),
    Role.REPORTER: _("Reporter"),
    Role.CONTRIBUTOR: _("Contributor"),
    Role.MODERATOR: _("Moderator"),
    Role.EXPERT: _("Expert"),
    Role.VIEWER: _("Viewer"),
    Role.GUEST: _("Guest"),
}
#: For the list under the forms.
ROLE_HINTS: dict[Role, Promise] = {
    Role.CHIEF: _("everything, everywhere, and who belongs to the newsroom"),
    Role.EDITOR: _("everything on live blogs: key points, take-downs, answers, phase, who works on it"),
    Role.REPORTER: _("writes, publishes, corrects and withdraws posts, sorts questions"),
    Role.CONTRIBUTOR: _("writes drafts; others publish them"),
    Role.MODERATOR: _("sorts readers’ questions"),
    Role.EXPERT: _("answers what is assigned, and sees nothing else"),
    Role.VIEWER: _("sees the desk and changes nothing"),
    Role.GUEST: _("sees only the live blogs on which they were given a role"),
}


def role_words(role: str) -> Promise:
    """What this role is called."""
    return ROLE_WORDS[Role(role)]


def role_choices(roles: Sequence[Role]) -> list[tuple[str, Promise]]:
    """For a list to choose from."""
    return [(role.value, ROLE_WORDS[role]) for role in roles]


def role_lines(roles: Sequence[Role]) -> list[tuple[Promise, Promise]]:
    """Each role and what it may do."""
    return [(ROLE_WORDS[role], ROLE_HINTS[role]) for role in roles]
