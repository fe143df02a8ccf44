"""What a platform told of one of its things: once for the newsroom as it was fetched, and for each post as it is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from stoppress.media.models import Picture
from stoppress.people.models import Member, Newsroom
from stoppress.stories.models import Post
from stoppress.toolkit import ids


class Stage(StrEnum):
    """How far the asking has come; `bare`: nothing was told, or nobody answered."""

    ASKED = "asked"
    FETCHED = "fetched"
    BARE = "bare"


class Told(models.Model):
    """The words and the picture of a card."""

    address = models.CharField(max_length=500)
    platform = models.CharField(max_length=20)
    author = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Embeds(models.QuerySet["Embed"]):
    """Embeds, by who asks."""

    def of_newsroom(self, newsroom: Newsroom) -> Self:
        """Those of one newsroom; the others do not exist for its members."""
        return self.filter(newsroom=newsroom)


class Embed(Told):
    """A thing that somebody of the newsroom has asked about; public nowhere."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="embeds")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    stage = models.CharField(max_length=10, default=Stage.ASKED)
    #: Why it could not be fetched the last time (`Why`); empty if it could.
    why = models.CharField(max_length=12, blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Embed]] = Embeds.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newsroom", "address"], name="one_embed_an_address")]

    def __str__(self) -> str:
        return self.address


class ShownEmbed(Told):
    """A card as a post shows it: what was told when the post was written last, whatever the platform says since."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="embeds")
    position = models.IntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.address
