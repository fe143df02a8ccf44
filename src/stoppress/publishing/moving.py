"""The act that moves a post to another live blog: it leaves this page, stands on the other, and its old address leads there."""

from __future__ import annotations

from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.press import key_events, parts, round_ups
from stoppress.publishing import outgoing
from stoppress.publishing.act import Act, perform
from stoppress.publishing.following import refresh_dependants
from stoppress.publishing.front import forget_on_card
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.key_points import loosen_points_of
from stoppress.publishing.posts import find, next_version
from stoppress.publishing.refusals import Invalid, NotAllowed, WrongState
from stoppress.publishing.times import free_place
from stoppress.publishing.writers import without_references, writer_of
from stoppress.stories.models import CrossReference, Kind, LiveBlog, Post, State
from stoppress.wire import redact

#: What belongs to its live blog: the questions of its readers, the posts that it sums up.
_STAY = frozenset({Kind.ANSWER, Kind.ROUNDUP})


def move_post(hand: Hand, blog: LiveBlog, post: str, version: int, to: str) -> Answer:
    """Move a post, published or draft, to the live blog `to` of the same newsroom, in one transaction.

    From this page and its past it leaves without a tombstone, and links to it become words; its old address leads to the
    new one. There it stands at its time, its history with it. Raises WrongState, Invalid, Conflict.
    """

    def do(act: Act) -> Answer:
        found = find(act, post, version)
        there = _there(act, to)
        _refuse_unlikely(found, there)
        _refuse_own_words(act, found, there)
        arrival = act.beside(there)
        outgoing.forget(found)
        if found.state == State.PUBLISHED:
            _leave(act, found, there)
        else:
            _loosen(act, found)
        _arrive(arrival, found)
        act.take_along(arrival, found.public_id, found.version)
        return act.answer(post=post, version=found.version, state=found.state)

    content = {"post": post, "version": version, "to": to}
    return perform(hand, "move post", blog, content, do)


def _there(act: Act, slug: str) -> LiveBlog:
    ours = LiveBlog.objects.filter(newsroom=act.hand.member.newsroom, slug=slug)
    found = ours.select_related("wire", "newsroom").first()
    if found and found.pk == act.blog.pk:
        raise Invalid(to="The post is in this live blog already. Choose another one.")
    if found is None or not may(role_on(act.hand.member, found.pk), "move post"):
        # Whether there is one she may not work in is not told.
        raise Invalid(
            to="There is no live blog of this name to which you may move posts. Choose one of your newsroom."
        )
    return found


def _refuse_unlikely(post: Post, there: LiveBlog) -> None:
    if post.state == State.WITHDRAWN:
        raise WrongState("This post is withdrawn; its tombstone stays here. Restore it first.")
    if post.kind in _STAY:
        raise WrongState(
            "An answer or a round-up belongs to its live blog. Duplicate its words, and move the copy."
        )
    if post.state == State.PUBLISHED and not there.is_public:
        raise Invalid(to="That live blog is not public yet. Announce or open its coverage first.")


def _refuse_own_words(act: Act, post: Post, there: LiveBlog) -> None:
    """Where two people are needed, whoever wrote the words that stand is not the one who brings them onto the page."""
    if not there.needs_two_people or post.state != State.PUBLISHED:
        return
    if writer_of(post) in {None, act.hand.member.pk}:
        raise NotAllowed(
            "These are your words, and on that page nothing stands that two people have not read. Let a colleague move it."
        )


def _leave(act: Act, post: Post, there: LiveBlog) -> None:
    """Let nothing of the post stay on this page, nor in what the page was: whoever erases it there later erases all."""
    wire = act.blog.wire
    if act.blog.pinned_id == post.pk:
        act.blog.pinned = None
        act.blog.save()
        act.remove("pinned")
    redact.blank_copies(wire, "pinned", post.public_id)
    redact.blank(wire, post.part_key)
    act.remove(post.part_key)
    _loosen(act, post)
    post.blog = there
    post.save()
    refresh_dependants(act, post, is_erased=True)
    redact.blank_links(wire, post.public_id)
    redact.blank_copies(wire, round_ups.KEY, post.public_id)
    redact.blank_copies(wire, key_events.KEY, post.public_id, named="post")
    redact.blank_copies(wire, "key-points", post.public_id, named="post")
    act.put(parts.key_points_part(act.blog))
    forget_on_card(act.blog, post)
    act.show_card()


def _loosen(act: Act, post: Post) -> None:
    """Let nothing of this live blog refer to the post any more, nor it to anything here; what was linked is shown anew."""
    referring = CrossReference.objects.filter(target=post)
    act.unsettled |= set(post.references.values_list("target_id", flat=True))
    act.unsettled |= set(referring.values_list("origin_id", flat=True))
    referring.delete()
    post.references.all().delete()
    post.loose_references.all().delete()
    loosen_points_of(post)


def _arrive(act: Act, post: Post) -> None:
    """Let the post stand in the live blog of this act, at its time; what it said of posts there are plain words here."""
    post.blog = act.blog
    post.body_html = without_references(post.body_html)
    if post.published_at:
        post.place = free_place(post, post.published_at)
    next_version(act, post)
    if post.state == State.PUBLISHED:
        act.put(parts.post_part(post))
        refresh_dependants(act, post)
