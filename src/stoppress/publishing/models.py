"""What an act leaves beside rows and wire: a receipt, an audit entry, work for later; and what is not sent yet."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import ids


class Receipt(models.Model):
    """The answer to one sending of one act, so that the same sending again gets the same answer. Kept for seven days."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    answer = models.TextField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "act", "key"], name="one_receipt_a_sending")]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"


class AuditEntry(models.Model):
    """Who did what, when, from where, without the text itself (the versions hold that).

    The database lets lines come and neither change nor go: a trigger says so in SQLite and PostgreSQL alike.
    """

    blog = models.ForeignKey(LiveBlog, null=True, on_delete=models.PROTECT, related_name="audit")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    door = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    version_before = models.IntegerField(null=True)
    version_after = models.IntegerField(null=True)
    last_number = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="log_by_subject"),
            models.Index(fields=["at"], name="log_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} {self.subject}"


class Errand(models.Model):
    """One piece of work that must follow an act, written in the act's transaction and done afterwards, at least once."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    given_up_because = models.TextField(blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Standing(StrEnum):
    """Where an act stands that has been done and is not public yet."""

    WAITING = "waiting"  # for a second person
    DUE = "due"  # released; goes out at its moment
    HELD_BACK = "held back"  # its moment came, and something was wrong
    STOPPED = "stopped"
    SENT_BACK = "sent back"
    OUT = "out"


#: What the desk still has to do with; a draft that was stopped or sent back is a draft again, and has no such row any more.
OPEN = (Standing.WAITING, Standing.DUE, Standing.HELD_BACK, Standing.STOPPED, Standing.SENT_BACK)


class Outgoings(models.QuerySet["Outgoing"]):
    """Acts on their way out, by where they stand."""

    def open(self) -> Self:
        """Those with which somebody or the clock still has to do."""
        return self.filter(standing__in=OPEN)

    def due(self) -> Self:
        """Those that go out at their moment, in the order in which they do."""
        return self.filter(standing=Standing.DUE).order_by("due_at", "position", "pk")


class Outgoing(models.Model):
    """An act that makes words public and has not yet: it waits for a second person, or for its moment.

    `content` is all that is needed to do it then, as JSON; for a post that is new only which draft in which version. It is
    emptied when the act is done, and when a post that it is about is taken down.
    """

    blog = models.ForeignKey(LiveBlog, on_delete=models.PROTECT, related_name="outgoing")
    public_id = models.CharField(max_length=12, unique=True, default=ids.public_id)
    act = models.CharField(max_length=20)
    subject = models.CharField(max_length=80, blank=True)
    content = models.TextField()
    door = models.CharField(max_length=10)
    standing = models.CharField(max_length=10, choices=[(word.value, word.value) for word in Standing])
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    #: Whose words they are: whoever wrote last, and cannot be the one who releases where two people are needed.
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    #: The moment that was chosen for it; None: as soon as it is released.
    wanted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    position = models.IntegerField(default=0)
    #: Why it was held back or sent back.
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Outgoing]] = Outgoings.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["standing", "due_at"], name="outgoing_by_moment"),
            models.Index(fields=["blog", "standing"], name="outgoing_of_a_blog"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}: {self.standing}"


class UnsentText(models.Model):
    """What a member was typing and has not sent, one state of it; hers alone, on whatever device. Kept for fourteen days.

    `key` is that of the sending it is to become; `place` is the form, `post` what it is about; `fields` is JSON.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="unsent_texts"
    )
    place = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    number = models.IntegerField()
    fields = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "key", "number"], name="one_unsent_state_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.place} {self.number}"
