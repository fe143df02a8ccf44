"""What an act leaves beside the rows and the wire: a receipt, an entry in the audit log, work for later."""

from __future__ import annotations

from django.db import models

from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog


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
