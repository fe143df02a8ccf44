"""The act that brings in a whole live blog from elsewhere: all of it in one transaction, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from html import unescape

from django.db.models import F

from stoppress.people.models import Member
from stoppress.people.rights import may
from stoppress.press import key_events, parts
from stoppress.press.round_ups import round_up_part
from stoppress.publishing import foreign_pictures
from stoppress.publishing.act import perform_anew
from stoppress.publishing.front import show_cards
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.key_points import keep_list
from stoppress.publishing.live_blogs import Opening, make_live_blog
from stoppress.publishing.references import (
    Candidates,
    keep_loose,
    keep_references,
    only_known_references,
    settle,
)
from stoppress.publishing.refusals import Invalid, NotAllowed
from stoppress.publishing.wording import Wording, cleaned
from stoppress.stories.models import KeyPoint, LiveBlog, Phase, Post, PostVersion, State, written_details
from stoppress.stories.round_ups import newest_round_up
from stoppress.stories.search import keeping
from stoppress.toolkit import clock, ids, text
from stoppress.wire import waking
from stoppress.wire.append import append
from stoppress.wire.models import Wire

_REFERENCE = re.compile(r'data-reference="([^"]*)"')


@dataclass(frozen=True)
class Arrival:
    """One post that arrives. `source_id` names it where it comes from; references in its body name source ids."""

    source_id: str
    published_at: datetime
    wording: Wording
    modified_at: datetime | None = None
    source_url: str = ""


@dataclass(frozen=True)
class Load:
    """A whole live blog that arrives. `posts` are oldest first; points and pin name posts by source id."""

    opening: Opening
    posts: Sequence[Arrival]
    key_points: Sequence[tuple[str, str | None]] = ()
    pinned: str | None = None
    source_url: str = ""
    coverage_ended_at: datetime | None = None
    phase: str = Phase.CLOSED


def bring_in(hand: Hand, load: Load, *, second: Member | None = None) -> Answer:
    """Make a public live blog of what arrives; the posts keep their moments, order and source ids.

    Bodies may name other posts of the load by `<span data-reference="SOURCE ID">`; these become cross-references, and so do
    phrases such as “see 9.50 post” that mean one post beyond doubt. What leads nowhere waits for the desk.
    Raises Invalid, naming the post, with nothing written. Where the newsroom asks for two people, `second` is the one who has
    seen what comes in; without, NotAllowed.
    """

    def do(at: datetime) -> tuple[LiveBlog, Answer]:
        _refuse_alone(hand, second)
        blog = make_live_blog(hand, load.opening, at)
        blog.source_url = load.source_url[:500]
        blog.phase = load.phase
        blog.coverage_starts_at = load.opening.coverage_starts_at or (
            load.posts[0].published_at if load.posts else at
        )
        blog.coverage_ended_at = load.coverage_ended_at or (load.posts[-1].published_at if load.posts else at)
        if load.phase != Phase.CLOSED:
            blog.coverage_ended_at = None
        posts = _arrive(hand, blog, load.posts, at)
        _set_points(hand, blog, load, posts, at)
        blog.pinned = posts.get(load.pinned or "")
        blog.save()
        _show(blog, list(posts.values()))
        return blog, Answer(
            "bring in",
            blog.slug,
            version=blog.version,
            state=blog.phase,
            epoch=blog.wire.epoch,
            head=blog.wire.head,
        )

    return perform_anew(hand, "bring in", asdict(load), do)


def _refuse_alone(hand: Hand, second: Member | None) -> None:
    """What is brought in is public at once, so that it cannot wait for a second person: she is named."""
    if not hand.member.newsroom.needs_two_people:
        return
    is_ours = second is not None and second.newsroom_id == hand.member.newsroom_id and second.is_active
    if second is None or second.pk == hand.member.pk or not is_ours or not may(second.role, "bring in"):
        raise NotAllowed(
            "In this newsroom a second person releases what goes out. Name an editor who has seen what comes in, other than "
            "the one who brings it in."
        )


def earlier_arrival(hand: Hand, source_url: str) -> LiveBlog | None:
    """The live blog that was brought in from this address before, so that a second import changes nothing."""
    if not source_url:
        return None
    return LiveBlog.objects.filter(newsroom=hand.member.newsroom, source_url=source_url[:500]).first()


def begin_new_epoch() -> int:
    """After a restore from a backup: give every wire a new epoch, so that all open pages load again; return how many."""
    wires = list(Wire.objects.all())
    for wire in wires:
        wire.epoch = ids.epoch()
    Wire.objects.bulk_update(wires, ["epoch"])
    waking.wake()
    return len(wires)


def _arrive(hand: Hand, blog: LiveBlog, arrivals: Sequence[Arrival], at: datetime) -> dict[str, Post]:
    ids_by_source = {arrival.source_id: ids.public_id() for arrival in arrivals}
    posts: dict[str, Post] = {}
    place = 0
    for number, arrival in enumerate(arrivals, 1):
        words = _words(arrival, number, ids_by_source, hand.member.name)
        place = max(place + 1, clock.microseconds(arrival.published_at))
        posts[arrival.source_id] = Post(
            blog=blog,
            public_id=ids_by_source[arrival.source_id],
            kind=words.kind,
            state=State.PUBLISHED,
            title=words.title,
            body_html=words.body_html,
            details=written_details(words.details),
            byline=words.byline,
            is_key_event=words.is_key_event,
            published_at=arrival.published_at,
            modified_at=arrival.modified_at,
            place=place,
            source_id=arrival.source_id[:300],
            source_url=arrival.source_url[:1000],
            created_by=hand.member,
            created_at=at,
        )
    Post.objects.bulk_create(posts.values(), batch_size=200)
    _settle_references(blog, list(posts.values()))
    PostVersion.objects.bulk_create(
        (PostVersion.of(post, "bring in", hand.member, at) for post in posts.values()),
        batch_size=200,
    )
    keeping.follow_all(posts.values())
    for post in posts.values():
        foreign_pictures.ask(post, hand.member, is_new=True)
    return posts


def _settle_references(blog: LiveBlog, posts: Sequence[Post]) -> None:
    """Links for the references that came as such, and for the phrases that mean one post of the load."""
    candidates = Candidates(blog, posts)
    for post in posts:
        known = only_known_references(post) if "data-reference=" in post.body_html else post.body_html
        before, post.body_html = post.body_html, known
        settled = settle(post, candidates)
        post.body_html = settled.body_html
        if post.body_html != before:
            post.save()
        if "data-reference=" in post.body_html:
            keep_references(post)
        if settled.loose:
            keep_loose(post, settled.loose, ())


def _words(arrival: Arrival, number: int, ids_by_source: Mapping[str, str], byline: str) -> Wording:
    """The arrival's wording, cleaned, its references named by our ids."""
    body = arrival.wording.body_html
    if "data-reference=" in body:
        body = _REFERENCE.sub(
            lambda found: f'data-reference="{ids_by_source.get(unescape(found[1]), "")}"', body
        )
    title = text.first_words(arrival.wording.title, limit=200)
    try:
        return cleaned(replace(arrival.wording, title=title, body_html=body), byline=byline, is_foreign=True)
    except Invalid as error:
        words = "; ".join(error.fields.values())
        raise Invalid(
            f"Post {number} (“{title or arrival.source_id}”) cannot be taken: {words}", **error.fields
        ) from error


def _set_points(hand: Hand, blog: LiveBlog, load: Load, posts: Mapping[str, Post], at: datetime) -> None:
    rows = [
        KeyPoint(
            blog=blog,
            position=position,
            text=text.first_words(words, limit=200),
            post=posts.get(source or ""),
        )
        for position, (words, source) in enumerate(load.key_points)
    ]
    KeyPoint.objects.bulk_create(rows)
    blog.key_points_version = 1 if rows else 0
    if rows:
        keep_list(blog, rows, by=hand.member, at=at)


def _show(blog: LiveBlog, posts: Sequence[Post]) -> None:
    wishes = [parts.document_part(blog), parts.header_part(blog), parts.key_points_part(blog)]
    wishes += parts.post_parts(posts)
    if blog.pinned:
        wishes.append(parts.pinned_part(blog.pinned))
    if newest := newest_round_up(blog):
        wishes.append(round_up_part(newest))
    if turning_points := key_events.key_events_part(blog):
        wishes.append(turning_points)
    Wire.objects.filter(pk=blog.wire.pk).update(head=F("head"))
    append(blog.wire, wishes)
    show_cards([blog], with_page=True)
