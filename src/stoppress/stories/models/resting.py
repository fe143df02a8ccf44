"""What rests on posts in the version that somebody saw: key points, round-ups, cross-references."""

from __future__ import annotations

from django.db import models

from stoppress.people.models import Member
from stoppress.stories.models.story import LiveBlog, Post


class KeyPoint(models.Model):
    """One line of the short ordered list at the top, leading to a post in the version that was seen."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="key_points")
    position = models.IntegerField()
    text = models.CharField(max_length=200)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_version = models.IntegerField(default=1)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class KeyPointsVersion(models.Model):
    """The whole list at the top as it stood after one act: who, when; `points` is JSON, `[[text, post id or null], …]`."""

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="key_points_versions")
    number = models.IntegerField()
    points = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["blog", "number"], name="one_list_a_number")]

    def __str__(self) -> str:
        return f"{self.blog_id} key points {self.number}"


class RoundUp(models.Model):
    """Which span a post of kind round-up sums up; its bullets are list items of the body, each citing posts by reference."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="round_up")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.since_at:%H:%M} to {self.until_at:%H:%M}"


class CrossReference(models.Model):
    """A typed link from one post to another, written in prose as “see 11.20 post”.

    It rests on the target in the version that its writer saw (`words_version` of the target then), and shows its time
    where the words say the one that the writer saw (`seen_minute`: of the day, in the zone of the story).
    """

    origin = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="references")
    target = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="referred_from")
    seen_version = models.IntegerField(default=1)
    seen_minute = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "target"], name="one_reference_a_pair")]

    def __str__(self) -> str:
        return f"{self.origin_id} → {self.target_id}"


class LooseReference(models.Model):
    """Words of a post that read like a reference and lead nowhere yet; the desk chooses a target, or lets them be words."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="loose_references")
    phrase = models.CharField(max_length=120)
    is_ambiguous = models.BooleanField(default=False)
    is_let_be = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "phrase"], name="one_loose_phrase_a_post")]

    def __str__(self) -> str:
        return self.phrase
