"""Who follows a live blog by push message, and what is to be sent: no word of it, only of what it tells."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from stoppress.stories.models import LiveBlog, Post


class Sort(StrEnum):
    """What an alert tells."""

    KEY_EVENT = "key event"
    CORRECTION = "correction"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Subscription(models.Model):
    """One browser that wishes to be told of one live blog: where its push service takes messages, and the keys to seal them.

    Nothing else is known of the reader. It goes at `forget_at`, which moves on when the browser confirms it, and when the
    coverage ends.
    """

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="subscriptions")
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, db_index=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    wants_key_events = models.BooleanField()
    wants_corrections = models.BooleanField()
    failed_in_a_row = models.IntegerField(default=0)
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blog", "endpoint_hash"], name="one_subscription_a_browser")
        ]
        indexes = [models.Index(fields=["blog", "id"], name="subscriptions_in_order")]

    def __str__(self) -> str:
        return f"subscription {self.pk}"  # the endpoint is personal, and never in a log


class Alert(models.Model):
    """One thing to be told to all who wish it; the one row that an act writes. Its words are made when it is sent.

    `reached` is the last subscription that was told so far, `reaching` the last of the slice that is on its way; `until` is the
    last that it is for, 0: all. Who takes a slice moves `due_at` on and counts `tries`, and is believed only while `tries`
    is still his.
    """

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="alerts")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="alerts")
    sort = models.CharField(max_length=10, choices=[(sort.value, sort.value) for sort in Sort])
    to_key_events = models.BooleanField(default=False)
    to_corrections = models.BooleanField(default=False)
    until = models.BigIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    reaching = models.BigIntegerField(default=0)
    tries = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.sort} {self.pk}"


class Retry(models.Model):
    """One alert that one push service did not take yet."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="retries")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    tries = models.IntegerField(default=1)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.alert_id} for {self.subscription_id}"
