"""What the desk keeps of its own: tries to sign in, who looked at which panel when, and who is here."""

from __future__ import annotations

from django.db import models

from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog


class SignInTry(models.Model):
    """One failed try; kept as long as it counts, and without the address that was typed."""

    account = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.network} at {self.at:%H:%M:%S}"


class PanelLook(models.Model):
    """When a member looked at a panel of a live blog last; what came since is unread to her."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="+")
    panel = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "blog", "panel"], name="one_look_a_panel")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.panel}"


class Presence(models.Model):
    """A tab with the desk of a live blog; `at_work` is the form she is in. Gone when she is not heard of."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    at_work = models.CharField(max_length=40, blank=True)
    heard_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "blog", "tab"], name="one_presence_a_tab")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.at_work}"
