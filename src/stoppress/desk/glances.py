"""What is new in each panel for one member since she looked last, without printing the panel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef

from stoppress.desk.underway import Underway
from stoppress.people.models import Member, PeopleEntry
from stoppress.people.rights import Role, may
from stoppress.publishing.hand_over import newest_note
from stoppress.publishing.models import AuditEntry
from stoppress.questions import inbox
from stoppress.snippets.models import Snippet
from stoppress.stories.models import LiveBlog, Post, PostVersion, Review
from stoppress.stories.watching import count_watched

#: More than so many are not told apart.
MOST_UNREAD = 100


@dataclass(frozen=True)
class Glance:
    """How much is new, and a word that is another when the panel's contents are."""

    unread: int = 0
    stamp: str = ""


@dataclass(frozen=True)
class Looker:
    """Who looks at the panels of a live blog, as what; and what several of them tell of, asked once."""

    blog: LiveBlog
    member: Member
    role: Role

    @cached_property
    def underway(self) -> Underway:
        """What is on its way out."""
        return Underway.of(self.blog)


def nothing(_looker: Looker, _since: datetime) -> Glance:
    """For panels in which nothing is ever new by itself."""
    return Glance()


def key_points(looker: Looker, since: datetime) -> Glance:
    """How often a colleague has changed the list."""
    changed = looker.blog.key_points_versions.filter(at__gt=since).exclude(by=looker.member)
    return Glance(changed[:MOST_UNREAD].count(), str(looker.blog.key_points_version))


def questions(looker: Looker, _since: datetime) -> Glance:
    """The questions that nobody has looked after yet, whoever looks."""
    count = inbox.unread(looker.blog)
    return Glance(count, str(count))


def drafts(looker: Looker, since: datetime) -> Glance:
    """The drafts that a colleague has saved, found ready, or given back with a note."""
    saved = PostVersion.objects.filter(post=OuterRef("pk"), at__gt=since).exclude(by=looker.member)
    reviewed = Review.objects.filter(post=OuterRef("pk"), at__gt=since).exclude(by=looker.member)
    standing = Post.objects.drafts().filter(blog=looker.blog)
    if not may(looker.role, "publish"):
        standing = standing.filter(created_by=looker.member)
    told = standing.annotate(is_new=Exists(saved) | Exists(reviewed)).order_by("-pk")
    rows = told.values_list("public_id", "version", "review__at", "is_new")[: 2 * MOST_UNREAD]
    unread = sum(is_new for *_stamp, is_new in rows)
    return Glance(
        min(unread, MOST_UNREAD),
        stamp_of(*(f"{post}:{version}:{at}" for post, version, at, _is_new in rows)),
    )


def scheduled(looker: Looker, since: datetime) -> Glance:
    """What colleagues have sent on its way since, and what went out late.

    What was held back, and what is hers and came back, counts until somebody has looked after it.
    """
    underway = looker.underway
    return Glance(min(underway.unread(looker.member, since), MOST_UNREAD), underway.state)


def watch(looker: Looker, _since: datetime) -> Glance:
    """All that there is to look at: it waits until somebody has."""
    count = count_watched(looker.blog)
    return Glance(count, str(count))


def header(looker: Looker, _since: datetime) -> Glance:
    """Nothing is counted; who writes in it is told when it has changed."""
    return Glance(0, str(looker.blog.version))


def people(looker: Looker, since: datetime) -> Glance:
    """Who has come, gone or become something else on this live blog, by the hand of a colleague."""
    done = PeopleEntry.objects.filter(blog=looker.blog)
    newest = done.order_by("-pk").values_list("pk", flat=True).first()
    unread = done.filter(at__gt=since).exclude(by=looker.member)[:MOST_UNREAD].count()
    return Glance(unread, str(newest or ""))


def hand_over(looker: Looker, _since: datetime) -> Glance:
    """The note, until she says that she has read it."""
    note = newest_note(looker.blog)
    if note is None:
        return Glance()
    is_read = (
        not note.text or note.by_id == looker.member.pk or note.readings.filter(member=looker.member).exists()
    )
    return Glance(0 if is_read else 1, stamp_of(str(note.number), str(note.readings.count())))


def history(looker: Looker, since: datetime) -> Glance:
    """What colleagues have done."""
    done = AuditEntry.objects.filter(blog=looker.blog)
    newest = done.order_by("-pk").values_list("pk", flat=True).first()
    unread = done.filter(at__gt=since).exclude(member=looker.member)[:MOST_UNREAD].count()
    return Glance(unread, str(newest or ""))


def snippets(looker: Looker, _since: datetime) -> Glance:
    """Nothing is counted; the list is another when one is made, changed or deleted."""
    at_hand = Snippet.objects.at_hand(looker.blog).values_list("public_id", "version")
    return Glance(0, stamp_of(*(f"{name}:{version}" for name, version in at_hand)))


def stamp_of(*words: str) -> str:
    """A short word that is another when one of these is."""
    return hashlib.blake2s("\n".join(words).encode(), digest_size=8).hexdigest()
