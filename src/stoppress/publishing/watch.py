"""What the desk does about things that rest on others: let them stand, choose where words lead, let them be words."""

from __future__ import annotations

from stoppress.drafting import cross_references
from stoppress.drafting.cross_references import Phrase
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.posts import find, next_version, shown, told
from stoppress.publishing.references import LONGEST_PHRASE, keep_references
from stoppress.publishing.refusals import Conflict, Invalid, NotThere
from stoppress.stories.models import LiveBlog, LooseReference, Post, State


def let_stand(hand: Hand, blog: LiveBlog, post: str, target: str, seen: int) -> Answer:
    """Say that what this post says of that one is still right, as that one stands now; readers see nothing of it.

    `seen` is the `words_version` of the target that the editor has read. Raises NotThere if the post does not refer to it any
    more, Conflict if the target has changed again.
    """

    def do(act: Act) -> Answer:
        origin = find(act, post)
        reference = origin.references.filter(target__public_id=target).select_related("target").first()
        if reference is None:
            raise NotThere("This post does not refer to that one any more.")
        now = reference.target.words_version
        if now != seen:
            raise Conflict("The post has changed once more. Read it again.", {"version": now})
        reference.seen_version = seen
        reference.save()
        return told(act, origin)

    return perform(hand, "let stand", blog, {"post": post, "target": target, "seen": seen}, do)


def choose_target(hand: Hand, blog: LiveBlog, post: str, phrase: str, target: str) -> Answer:
    """Let these words of a post, wherever they stand in it, lead to that post."""

    def do(act: Act) -> Answer:
        origin, loose = _loose(act, post, phrase)
        chosen = Post.objects.standing().filter(blog=act.blog, public_id=target).first()
        if chosen is None or chosen == origin:
            raise Invalid(target="Choose a post that stands on the page.")
        origin.body_html = cross_references.mark(origin.body_html, lambda found: _if(found, phrase, target))
        loose.delete()
        next_version(act, origin, is_news=False)
        act.unsettled |= keep_references(origin)
        if origin.state == State.DRAFT:
            return told(act, origin)
        return shown(act, origin)

    content = {"post": post, "phrase": phrase, "target": target}
    return perform(hand, "choose target", blog, content, do, right="amend")


def let_be_words(hand: Hand, blog: LiveBlog, post: str, phrase: str) -> Answer:
    """Say that these words of a post are no reference. Readers see no difference."""

    def do(act: Act) -> Answer:
        origin, loose = _loose(act, post, phrase)
        loose.is_let_be = True
        loose.save()
        return told(act, origin)

    content = {"post": post, "phrase": phrase}
    return perform(hand, "let be words", blog, content, do, right="amend")


def _loose(act: Act, post: str, phrase: str) -> tuple[Post, LooseReference]:
    origin = find(act, post)
    loose = origin.loose_references.filter(phrase=phrase, is_let_be=False).first()
    if loose is None:
        raise NotThere("These words do not stand in the post any more, or somebody has decided about them.")
    return origin, loose


def _if(found: Phrase, phrase: str, target: str) -> str | None:
    return target if found.plain[:LONGEST_PHRASE] == phrase else None
