"""A vote: one answer to one poll, under a mark that says nothing of who gave it."""

from __future__ import annotations

from django.db import models

from stoppress.stories.models import Post


class Vote(models.Model):
    """One device's vote. `mark` is the hash of the device's mark with the poll, so that two polls cannot be put together."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="votes")
    mark = models.CharField(max_length=64)
    choice = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "mark"], name="one_vote_a_device")]
        indexes = [models.Index(fields=["post", "choice"], name="votes_by_choice")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.choice}"
