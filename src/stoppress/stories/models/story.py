"""The live blog and its posts: their versions, and what was said of them since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

import msgspec
from django.db import models

from stoppress.people.models import Member, Newsroom
from stoppress.toolkit import ids
from stoppress.wire.models import Wire


class Phase(StrEnum):
    """Where the coverage stands; `preparing` is not public."""

    PREPARING = "preparing"
    UPCOMING = "upcoming"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


class Kind(StrEnum):
    """What sort of post it is, of the house's own; a newsroom may declare further ones (`kinds/`)."""

    UPDATE = "update"
    ANSWER = "answer"
    ROUNDUP = "roundup"
    PICTURES = "pictures"
    QUOTE = "quote"
    NOTICE = "notice"
    SCOREBOARD = "scoreboard"
    POLL = "poll"


class State(StrEnum):
    """Where a post stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    TAKEN_DOWN = "taken down"


def read_details(details: str) -> dict[str, Any]:
    """The fields of a kind, as a post keeps them."""
    found: dict[str, Any] = msgspec.json.decode(details) if details else {}
    return found


def written_details(fields: Mapping[str, Any]) -> str:
    """The fields of a kind, as a post keeps them; nothing of none."""
    return msgspec.json.encode(fields).decode() if fields else ""


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class LiveBlogs(models.QuerySet["LiveBlog"]):
    """Live blogs, by who asks."""

    def of_newsroom(self, newsroom: Newsroom) -> Self:
        """Those of one newsroom; the others do not exist for its members."""
        return self.filter(newsroom=newsroom)

    def public(self) -> Self:
        """Those that readers can see."""
        return self.filter(wire__head__gt=0)


class LiveBlog(models.Model):
    """One rolling story."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="live_blogs")
    wire = models.OneToOneField(Wire, on_delete=models.PROTECT, related_name="live_blog")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    slug = models.SlugField(max_length=80, unique=True)
    headline = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    phase = models.CharField(max_length=10, choices=_choices(Phase), default=Phase.PREPARING)
    coverage_starts_at = models.DateTimeField(null=True, blank=True)
    coverage_ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)
    key_points_version = models.IntegerField(default=0)
    #: The desk is reminded of a round-up so many minutes after the last one; 0: never.
    round_up_every_minutes = models.IntegerField(default=0)
    pinned = models.ForeignKey("Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    #: Readers may see the public versions of its posts and what changed.
    shows_versions = models.BooleanField(default=False)
    #: No new words go out before a second person has released them.
    needs_two_people = models.BooleanField(default=False)
    #: What is released goes out so many seconds later, and can be stopped until then; 0: at once.
    delay_seconds = models.IntegerField(default=0)
    #: The live blog in which this coverage goes on, of another day for example.
    continues_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_from"
    )
    source_url = models.URLField(max_length=500, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[LiveBlog]] = LiveBlogs.as_manager()

    def __str__(self) -> str:
        return self.headline

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def address(self) -> str:
        return f"/{self.slug}/"

    @property
    def is_public(self) -> bool:
        return self.phase != Phase.PREPARING

    @property
    def has_corrections(self) -> bool:
        """Something was put right in public: a correction or a withdrawal stands."""
        return (
            Correction.objects.filter(post__blog=self, post__state=State.PUBLISHED).exists()
            or Withdrawal.objects.filter(post__blog=self, post__state=State.WITHDRAWN).exists()
        )


class TeamMember(models.Model):
    """Somebody whose name stands on the page."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="team")
    position = models.IntegerField()
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Posts(models.QuerySet["Post"]):
    """Posts, by how they stand."""

    def standing(self) -> Self:
        """Those that readers can see, their tombstones included."""
        return self.filter(state__in=[State.PUBLISHED, State.WITHDRAWN])

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT)


class Post(models.Model):
    """One entry of a live blog; its columns are its newest version, PostVersion keeps them all."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.PROTECT, related_name="posts")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    #: One of `Kind`, or one that the newsroom has declared.
    kind = models.CharField(max_length=30, default=Kind.UPDATE)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    body_html = models.TextField(blank=True)
    #: The fields of its kind, as JSON; empty where there is nothing in them.
    details = models.TextField(blank=True)
    byline = models.CharField(max_length=200, blank=True)
    #: What it shows in pictures, in their order: JSON (`stories.pictures`).
    pictures = models.TextField(blank=True)
    is_key_event = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    #: The version since which words, time and standing are as they are; what rests on an older one is stale.
    words_version = models.IntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    modified_at = models.DateTimeField(null=True, blank=True)
    place = models.BigIntegerField(default=0)
    source_id = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Post]] = Posts.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["blog", "state", "-place"], name="posts_by_place"),
            models.Index(fields=["blog", "-place"], name="posts_by_place_in_any_state"),
            models.Index(fields=["blog", "source_id"], name="posts_by_source"),
            # Both hold every column that is asked for: else SQLite takes posts_by_place, and walks down all published posts.
            models.Index(
                fields=["blog", "kind", "state", "-place"],
                condition=models.Q(kind=Kind.ROUNDUP),
                name="round_ups_by_place",
            ),
            models.Index(
                fields=["blog", "state", "-place"],
                condition=models.Q(is_key_event=True),
                name="key_events_by_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of its kind, as they are kept."""
        return read_details(self.details)

    @property
    def part_key(self) -> str:
        return f"post/{self.public_id}"

    @property
    def address(self) -> str:
        return f"{self.blog.address}p/{self.public_id}/"


class PostVersion(models.Model):
    """A post as it stood after one act: its words, who, when, by which act.

    `kind`, `state`, `is_key_event` and `published_at` are empty in versions from before they were kept.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    act = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    body_html = models.TextField(blank=True)
    details = models.TextField(blank=True)
    byline = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, blank=True)
    is_key_event = models.BooleanField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    pictures = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.post_id} version {self.number}"

    @classmethod
    def of(cls, post: Post, act: str, by: Member, at: datetime) -> PostVersion:
        """The post as it stands, to be kept as the version that this act has made."""
        return cls(
            post=post,
            number=post.version,
            act=act,
            title=post.title,
            body_html=post.body_html,
            details=post.details,
            byline=post.byline,
            pictures=post.pictures,
            kind=post.kind,
            state=post.state,
            is_key_event=post.is_key_event,
            published_at=post.published_at,
            by=by,
            at=at,
        )


class Review(models.Model):
    """Where a draft stands between its writer and those who publish: ready, or sent back with a note."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="review")
    is_ready = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "ready for review" if self.is_ready else f"sent back: {self.note}"


class Correction(models.Model):
    """The public, dated note that a post was wrong and what changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="corrections")
    note = models.TextField()
    at = models.DateTimeField()
    version = models.IntegerField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.note


class Withdrawal(models.Model):
    """Why a post left the page; the reason is public, the text is not."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="withdrawal")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.reason


class TakeDown(models.Model):
    """The record that a post was erased: who, when, why, which; never the text."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="take_down")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.reason
