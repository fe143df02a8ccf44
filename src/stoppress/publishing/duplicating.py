"""The act that makes a draft in the words of another post."""

from __future__ import annotations

from stoppress.people.rights import may
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import begun, find, told, write
from stoppress.publishing.refusals import NotAllowed
from stoppress.publishing.wording import Wording, cleaned
from stoppress.stories.models import Kind, LiveBlog, Post, State
from stoppress.stories.pictures import read

#: What a copy becomes: it answers no question and sums up no span, for these belong to the post itself.
_BECOMES: dict[str, str] = {Kind.ANSWER: Kind.UPDATE, Kind.ROUNDUP: Kind.UPDATE}


def duplicate(hand: Hand, blog: LiveBlog, post: str) -> Answer:
    """Make a new draft with the title, text, byline and pictures of this post, whatever its standing; it is no key event.

    The post itself is left as it is. Raises NotThere of one that was taken down.
    """

    def do(act: Act) -> Answer:
        original = find(act, post)
        _refuse_what_she_may_not_see(act, original)
        act.version_before = None
        copy = begun(act, None, None)
        write(act, copy, cleaned(_words_of(original), byline=original.byline, is_draft=True))
        return told(act, copy)

    return perform(hand, "duplicate", blog, {"post": post}, do, right="save draft")


def _refuse_what_she_may_not_see(act: Act, post: Post) -> None:
    is_own = post.created_by_id == act.hand.member.pk
    if post.state == State.DRAFT and not is_own and not may(act.role, "publish"):
        raise NotAllowed(f"As {act.role} you can copy only drafts that you have begun.")


def _words_of(post: Post) -> Wording:
    becomes = _BECOMES.get(post.kind, post.kind)
    details = post.fields if becomes == post.kind else {}
    return Wording(
        post.title, post.body_html, post.byline, becomes, pictures=read(post.pictures), details=details
    )
