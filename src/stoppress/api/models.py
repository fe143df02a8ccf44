"""The keys to the machine door: a token belongs to one member and one live blog, and only its hash is kept."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog


class Tokens(models.QuerySet["Token"]):
    """Tokens, by whether they open the door."""

    def opening(self, at: datetime) -> Self:
        """Those that open it now: neither expired nor revoked nor called in, of an active member of the blog's newsroom."""
        return self.filter(
            Q(expires_at__gt=at),
            Q(member__keys_since=None) | Q(made_at__gt=F("member__keys_since")),
            revoked_at__isnull=True,
            member__is_active=True,
            blog__newsroom=F("member__newsroom"),
        )


class Token(models.Model):
    """One key: whose, for which live blog, until when; the secret itself is nowhere."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Token]] = Tokens.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.scope})"

    @property
    def scope(self) -> str:
        """What the token may do, as people read it."""
        return "read and write" if self.may_write else "read"
