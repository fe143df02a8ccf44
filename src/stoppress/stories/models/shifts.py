"""What the desk leaves for the next shift, and how many are reading now."""

from __future__ import annotations

from django.db import models

from stoppress.people.models import Member
from stoppress.stories.models.story import LiveBlog


class HandOverNote(models.Model):
    """One version of the note that a shift leaves for the next; the newest is the note."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="hand_over_notes")
    number = models.IntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["blog", "number"], name="one_note_a_number")]

    def __str__(self) -> str:
        return self.text


class HandOverReading(models.Model):
    """That a member has read this version of the note."""

    note = models.ForeignKey(HandOverNote, on_delete=models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["note", "member"], name="one_reading_a_member")]

    def __str__(self) -> str:
        return f"{self.note_id} read by {self.member_id}"


class ReadingNow(models.Model):
    """How many open pages of a live blog one server process sends changes to, as it said last."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="reading_now")
    process = models.CharField(max_length=40)
    count = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blog", "process"], name="one_count_a_process")]

    def __str__(self) -> str:
        return f"{self.count} by {self.process}"
