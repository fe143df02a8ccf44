"""A picture: who keeps it, what it shows in words, and who may see it. Its files are on the shelf."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from stoppress.people.models import Member, Newsroom
from stoppress.stories.models import Post, State
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

    def of_posts(self) -> Self:
        """Those that were sent for posts, not the faces of experts."""
        return self.filter(is_for_posts=True)

    def unused(self) -> Self:
        """Those that were sent for posts and stand in none, drafts included."""
        return self.of_posts().filter(uses=None).exclude(state=PictureState.TAKEN_DOWN)


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
    is_for_posts = models.BooleanField(default=False)
    #: Of a picture for posts: the widths of its files, the widest last, and which of them is a JPEG, too.
    widths = models.JSONField(default=list)
    jpeg_width = models.IntegerField(default=0)
    jpeg_bytes = models.IntegerField(default=0)
    #: What all its files weigh.
    byte_count = models.BigIntegerField(default=0)
    #: A sum of its sending, so that the same sending again is the same picture; of its member alone.
    sending = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[Picture]] = Pictures.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "sending"], condition=~models.Q(sending=""), name="one_picture_a_sending"
            )
        ]

    def __str__(self) -> str:
        return self.alt or self.secret

    def height_at(self, width: int) -> int:
        """How high the rendition of this width is."""
        return max(1, round(self.height * width / self.width))

    def address(self, width: int, suffix: str = "webp") -> str:
        """Where everybody finds the rendition of this width once the picture is public; before that, 404."""
        return f"/media/{self.name(width, suffix)}"

    def desk_address(self, width: int, suffix: str = "webp") -> str:
        """Where the members of its newsroom find it, hidden or public."""
        return f"/desk/pictures/{self.name(width, suffix)}"

    def name(self, width: int, suffix: str = "webp") -> str:
        """The name of the file of this width."""
        return f"{self.secret}-{width}.{suffix}"


class PictureUse(models.Model):
    """That a post shows a picture, or showed it; `was_public` once readers could see it there."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="uses")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="picture_uses")
    was_public = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "post"], name="one_use_a_post")]

    def __str__(self) -> str:
        return f"{self.picture_id} in {self.post_id}"

    @classmethod
    def shown_publicly(cls, picture: Picture) -> bool:
        """Say whether a post that stands shows it, or showed it before it was amended."""
        uses = cls.objects.filter(picture=picture, was_public=True, post__state=State.PUBLISHED)
        return uses.exists()


class Stage(StrEnum):
    """How far the bringing in has come."""

    ASKED = "asked"
    KEPT = "kept"
    REFUSED = "refused"


class Foreign(models.Model):
    """A picture that texts show from another house, and what became of bringing it in; `why` says why it did not come."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=1000)
    stage = models.CharField(
        max_length=10, choices=[(stage.value, stage.value) for stage in Stage], default=Stage.ASKED
    )
    why = models.CharField(max_length=300, blank=True)
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(db_index=True)
    tries = models.IntegerField(default=0)
    posts = models.ManyToManyField(Post, related_name="foreign_pictures")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "address"], name="one_foreign_picture_an_address")
        ]

    def __str__(self) -> str:
        return self.address
