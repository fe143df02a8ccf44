"""The act that lets an earlier version of a post stand again, as an amendment: nothing of what stood between is lost."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import begun, find, shown, told, write
from stoppress.publishing.refusals import Invalid, NotThere, WrongState
from stoppress.publishing.wording import Wording, cleaned
from stoppress.stories.models import LiveBlog, Post, PostVersion, State, read_details
from stoppress.stories.pictures import read


def restore_version(hand: Hand, blog: LiveBlog, post: str, version: int, number: int) -> Answer:
    """Let the words of version `number` be the next version of a post that stands, or of a draft.

    Only words come back, with the pictures, and the fields of the kind with their kind.
    Raises Conflict if another version than `version` was seen.
    """

    def do(act: Act) -> Answer:
        standing = begun(act, post, version) if is_draft else find(act, post, version)
        act.version_before = version
        if standing.state == State.WITHDRAWN:
            raise WrongState("This post is withdrawn. Restore it first.")
        write(act, standing, _words_of(standing, number))
        return told(act, standing) if standing.state == State.DRAFT else shown(act, standing)

    content = {"post": post, "version": version, "number": number}
    is_draft = Post.objects.filter(blog=blog, public_id=post, state=State.DRAFT).exists()
    right = "save draft" if is_draft else "amend"
    return perform(hand, "restore version", blog, content, do, right=right)


def _words_of(post: Post, number: int) -> Wording:
    kept = PostVersion.objects.filter(post=post, number=number).first()
    if kept is None:
        raise NotThere("There is no such version of this post.")
    if _words(kept) == _words(post):
        raise Invalid(number="These words stand already; there is nothing to restore.")
    # Fields belong to their kind, and come back with it.
    kind = kept.kind if kept.kind and (kept.details or post.details) else post.kind
    words = Wording(
        kept.title,
        kept.body_html,
        kept.byline,
        kind,
        post.is_key_event,
        pictures=read(kept.pictures),
        details=read_details(kept.details),
    )
    return cleaned(words, byline=kept.byline, is_draft=post.state == State.DRAFT)


def _words(of: Post | PostVersion) -> tuple[str, ...]:
    return of.title, of.body_html, of.byline, of.pictures, of.details
