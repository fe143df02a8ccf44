"""A reusable piece of a post, of one live blog or of the whole newsroom; public nowhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import msgspec
from django.db import models
from django.db.models import Q

from stoppress.people.models import Member, Newsroom
from stoppress.snippets import slots
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import ids


@dataclass(frozen=True)
class Slot:
    """What is asked for when the snippet is put in: the name in the braces, the question, what stands there at first."""

    name: str
    label: str = ""
    default: str = ""

    @property
    def asked_as(self) -> str:
        """The words that stand over the field."""
        return self.label or self.name


class Snippets(models.QuerySet["Snippet"]):
    """Snippets, by where they are at hand."""

    def at_hand(self, blog: LiveBlog) -> Self:
        """Those of this live blog and those of its whole newsroom, by their names."""
        of_all = Q(newsroom=blog.newsroom_id, blog=None)
        return self.filter(of_all | Q(blog=blog)).order_by("name", "pk")


class Snippet(models.Model):
    """One piece: its name, its words, its slots; without a live blog it is the newsroom's."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="snippets")
    blog = models.ForeignKey(
        LiveBlog, null=True, blank=True, on_delete=models.CASCADE, related_name="snippets"
    )
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    name = models.CharField(max_length=80)
    #: The kind of post that it makes; empty: whichever is being written.
    kind = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=200, blank=True)
    body_html = models.TextField(blank=True)
    #: What is asked, in its order: JSON, `[{"name": …, "label": …, "default": …}, …]`.
    slots = models.TextField(blank=True)
    version = models.IntegerField(default=1)
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Snippet]] = Snippets.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_newsroom(self) -> bool:
        return self.blog_id is None

    @property
    def asks(self) -> tuple[Slot, ...]:
        """The slots in the order in which they are asked for."""
        return msgspec.json.decode(self.slots, type=tuple[Slot, ...]) if self.slots else ()

    @asks.setter
    def asks(self, wanted: tuple[Slot, ...]) -> None:
        self.slots = msgspec.json.encode([asdict(one) for one in wanted]).decode() if wanted else ""


def named_in(title: str, body_html: str) -> list[str]:
    """The slots of a title and a text, each once, in their order."""
    return list(dict.fromkeys([*slots.in_words(title), *slots.in_html(body_html)]))
