"""A picture: who keeps it, what it shows in words, and who may see it. Its files are on the shelf."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from stoppress.people.models import Member, Newsroom
from stoppress.toolkit import ids

#: Letters of a name, five bits each: 130 bits, which nobody guesses (PROMISES E4).
SECRET_LETTERS = 26


class PictureState(StrEnum):
    """Who sees a picture: its newsroom, everybody, or nobody any more."""

    HIDDEN = "hidden"
    PUBLIC = "public"
    TAKEN_DOWN = "taken down"


def new_secret() -> str:
    """A name that nobody guesses."""
    return ids.secret(SECRET_LETTERS)


class Pictures(models.QuerySet["Picture"]):
    """Pictures, by who asks."""

    def of_newsroom(self, newsroom: Newsroom) -> Self:
        """Those that a newsroom holds; those of the others do not exist for its members."""
        return self.filter(newsroom=newsroom).exclude(state=PictureState.TAKEN_DOWN)


class Picture(models.Model):
    """One picture as we wrote it anew; `width` and `height` are those of its largest rendition."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="pictures")
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in PictureState],
        default=PictureState.HIDDEN,
    )
    alt = models.CharField(max_length=300)
    credit = models.CharField(max_length=200, blank=True)
    width = models.IntegerField()
    height = models.IntegerField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Picture]] = Pictures.as_manager()

    def __str__(self) -> str:
        return self.alt or self.secret

    def address(self, width: int) -> str:
        """Where everybody finds the rendition of this width once the picture is public; before that, 404."""
        return f"/media/{self.name(width)}"

    def desk_address(self, width: int) -> str:
        """Where the members of its newsroom find it, hidden or public."""
        return f"/desk/pictures/{self.name(width)}"

    def name(self, width: int) -> str:
        """The name of the file of this width."""
        return f"{self.secret}-{width}.webp"
