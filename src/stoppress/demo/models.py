"""What the player has played: one row an act, written in the act's own transaction, so that it can go on where it stopped."""

from __future__ import annotations

from django.db import models

from stoppress.stories.models import LiveBlog


class PlayedAct(models.Model):
    """One act of an act list that was done (or passed over, when the desk had overtaken it)."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="played_acts")
    position = models.IntegerField()
    ref = models.CharField(max_length=300, blank=True)
    post = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["blog", "position"], name="one_playing_an_act")]

    def __str__(self) -> str:
        return f"act {self.position} of {self.blog_id}"
