"""What is new in each panel for one member since she looked last, without printing the panel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from stoppress.desk import outgoing
from stoppress.people.models import Member, PeopleEntry
from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.publishing import carrying_out
from stoppress.publishing.hand_over import newest_note
from stoppress.publishing.models import AuditEntry, Outgoing, Standing
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


def nothing(_blog: LiveBlog, _member: Member, _since: datetime) -> Glance:
    """For panels in which nothing is ever new by itself."""
    return Glance()


def key_points(blog: LiveBlog, member: Member, since: datetime) -> Glance:
    """How often a colleague has changed the list."""
    changed = blog.key_points_versions.filter(at__gt=since).exclude(by=member)
    return Glance(changed[:MOST_UNREAD].count(), str(blog.key_points_version))


def questions(blog: LiveBlog, _member: Member, _since: datetime) -> Glance:
    """The questions that nobody has looked after yet, whoever looks."""
    count = inbox.unread(blog)
    return Glance(count, str(count))


def drafts(blog: LiveBlog, member: Member, since: datetime) -> Glance:
    """The drafts that a colleague has saved, found ready, or given back with a note."""
    saved = PostVersion.objects.filter(post=OuterRef("pk"), at__gt=since).exclude(by=member)
    reviewed = Review.objects.filter(post=OuterRef("pk"), at__gt=since).exclude(by=member)
    standing = Post.objects.drafts().filter(blog=blog)
    if not may(role_on(member, blog.pk), "publish"):
        standing = standing.filter(created_by=member)
    unread = standing.filter(Exists(saved) | Exists(reviewed))[:MOST_UNREAD].count()
    versions = standing.order_by("pk").values_list("public_id", "version", "review__at")[:200]
    return Glance(unread, stamp_of(*(f"{post}:{version}:{at}" for post, version, at in versions)))


def scheduled(blog: LiveBlog, member: Member, since: datetime) -> Glance:
    """What colleagues have sent on its way since, and what went out late.

    What was held back, and what is hers and came back, counts until somebody has looked after it.
    """
    rows = Outgoing.objects.open().filter(blog=blog)
    sent = Q(made_at__gt=since, standing__in=[Standing.WAITING, Standing.DUE]) & ~Q(made_by=member)
    came_back = Q(made_by=member, standing__in=[Standing.SENT_BACK, Standing.STOPPED])
    unread = rows.filter(sent | came_back | Q(standing=Standing.HELD_BACK))
    late = carrying_out.went_out_late(blog).filter(settled_at__gt=since)
    return Glance(unread[:MOST_UNREAD].count() + late[:MOST_UNREAD].count(), outgoing.state(blog))


def watch(blog: LiveBlog, _member: Member, _since: datetime) -> Glance:
    """All that there is to look at: it waits until somebody has."""
    count = count_watched(blog)
    return Glance(count, str(count))


def header(blog: LiveBlog, _member: Member, _since: datetime) -> Glance:
    """Nothing is counted; who writes in it is told when it has changed."""
    return Glance(0, str(blog.version))


def people(blog: LiveBlog, member: Member, since: datetime) -> Glance:
    """Who has come, gone or become something else on this live blog, by the hand of a colleague."""
    done = PeopleEntry.objects.filter(blog=blog)
    newest = done.order_by("-pk").values_list("pk", flat=True).first()
    unread = done.filter(at__gt=since).exclude(by=member)[:MOST_UNREAD].count()
    return Glance(unread, str(newest or ""))


def hand_over(blog: LiveBlog, member: Member, _since: datetime) -> Glance:
    """The note, until she says that she has read it."""
    note = newest_note(blog)
    if note is None:
        return Glance()
    is_read = not note.text or note.by_id == member.pk or note.readings.filter(member=member).exists()
    return Glance(0 if is_read else 1, stamp_of(str(note.number), str(note.readings.count())))


def history(blog: LiveBlog, member: Member, since: datetime) -> Glance:
    """What colleagues have done."""
    done = AuditEntry.objects.filter(blog=blog)
    newest = done.order_by("-pk").values_list("pk", flat=True).first()
    unread = done.filter(at__gt=since).exclude(member=member)[:MOST_UNREAD].count()
    return Glance(unread, str(newest or ""))


def snippets(blog: LiveBlog, _member: Member, _since: datetime) -> Glance:
    """Nothing is counted; the list is another when one is made, changed or deleted."""
    at_hand = Snippet.objects.at_hand(blog).values_list("public_id", "version")
    return Glance(0, stamp_of(*(f"{name}:{version}" for name, version in at_hand)))


def stamp_of(*words: str) -> str:
    """A short word that is another when one of these is."""
    return hashlib.blake2s("\n".join(words).encode(), digest_size=8).hexdigest()
