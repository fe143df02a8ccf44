"""What the desk says of words that rest on a post which is not as it was."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from stoppress.press.contexts import Moment
from stoppress.stories.key_points import stale_points
from stoppress.stories.models import LiveBlog, Post
from stoppress.stories.round_ups import stale_bullets
from stoppress.stories.staleness import Happening
from stoppress.toolkit import ids, text

_SAID = {
    Happening.TAKEN_DOWN: _("The %(clock)s post was taken down; these words were made of it."),
    Happening.WITHDRAWN: _("The %(clock)s post was withdrawn."),
    Happening.CORRECTED: _("The %(clock)s post was corrected since."),
    Happening.RETIMED: _("The %(clock)s post has another time since."),
    Happening.AMENDED: _("The %(clock)s post was amended since."),
    Happening.RESTORED: _("The %(clock)s post was withdrawn and is back."),
}


@dataclass(frozen=True)
class StaleMark:
    """One mark: what has become of the post, in words, and what “Still right” sends. `key` names that sending."""

    number: int  # the point's or bullet's place, from 1
    words: str
    post: str
    seen: int
    said: str
    address: str
    key: str
    can_stand: bool

    @property
    def position(self) -> int:
        """The place from 0, as the act is told."""
        return self.number - 1


def point_marks(blog: LiveBlog) -> dict[int, StaleMark]:
    """The marks of the key points, by the position of the point."""
    return {
        stale.point.position: _mark(
            stale.point.position + 1, stale.point.text, stale.post, stale.happened, blog, can_stand=True
        )
        for stale in stale_points(blog)
    }


def bullet_marks(post: Post, blog: LiveBlog) -> tuple[StaleMark, ...]:
    """The marks of a round-up's bullets, in their order."""
    return tuple(
        _mark(stale.number, stale.text, stale.target, stale.happened, blog, can_stand=stale.is_reference)
        for stale in stale_bullets(post)
    )


def _mark(
    number: int, words: str, post: Post, happened: Happening, blog: LiveBlog, *, can_stand: bool
) -> StaleMark:
    clock = Moment.of(post.published_at or post.created_at, blog.time_zone).clock
    is_there = happened != Happening.TAKEN_DOWN
    return StaleMark(
        number=number,
        words=text.first_words(words, limit=60),
        post=post.public_id,
        seen=post.words_version,
        said=str(_SAID[happened]) % {"clock": clock},
        address=f"{blog.address}p/{post.public_id}/" if is_there else "",
        key=ids.idempotency_key(),
        can_stand=can_stand,
    )
