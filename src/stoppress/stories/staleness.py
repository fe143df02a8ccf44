"""What has become of a post since somebody rested words on it: a cross-reference, a key point, a bullet of a round-up."""

from __future__ import annotations

from enum import StrEnum

from stoppress.stories.models import Post, PostVersion, State


class Happening(StrEnum):
    """What makes words stale that rest on a post; the gravest of all that has happened to it."""

    TAKEN_DOWN = "taken down"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    RETIMED = "retimed"
    AMENDED = "amended"
    RESTORED = "restored"


#: Acts that say what happened, the gravest first.
_BY_ACT = {
    "correct": Happening.CORRECTED,
    "change time": Happening.RETIMED,
    "amend": Happening.AMENDED,
    "restore": Happening.RESTORED,
}


def what_happened(target: Post, seen_version: int) -> Happening | None:
    """What has become of the post since this `words_version` of it was seen; None if it is as it was."""
    if target.state == State.TAKEN_DOWN:
        return Happening.TAKEN_DOWN
    if target.words_version == seen_version:
        return None
    if target.state == State.WITHDRAWN:
        return Happening.WITHDRAWN
    later = PostVersion.objects.filter(post=target, number__gt=seen_version)
    acts = set(later.values_list("act", flat=True))
    return next((happening for act, happening in _BY_ACT.items() if act in acts), Happening.AMENDED)
