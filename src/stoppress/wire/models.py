"""The log: a wire for each live blog, its numbered changes, the last word on each part, and where posts stood when."""

from __future__ import annotations

from django.db import models

from stoppress.toolkit import ids
from stoppress.wire import change as travelling


class Wire(models.Model):
    """One append-only, gapless, numbered log; a head of 0 means that nothing of it is public yet.

    `stream_count` counts how often a part has entered the stream; by it archive pages are cut.
    """

    name = models.CharField(max_length=80, unique=True)
    epoch = models.CharField(max_length=8, default=ids.epoch)
    head = models.BigIntegerField(default=0)
    stream_count = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.cursor}"

    @property
    def cursor(self) -> travelling.Cursor:
        return travelling.Cursor(self.epoch, self.head)


class FormerName(models.Model):
    """A name that a wire has had while it was public: what is asked under it is sent on, and no other wire gets it."""

    wire = models.ForeignKey(Wire, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return f"{self.name}, now {self.wire.name}"


class Change(models.Model):
    """One numbered step; it never changes again, except that a take-down blanks it."""

    wire = models.ForeignKey(Wire, on_delete=models.PROTECT, related_name="changes")
    number = models.BigIntegerField()
    action = models.CharField(max_length=6)
    key = models.CharField(max_length=80)
    region = models.CharField(max_length=20, blank=True)
    place = models.BigIntegerField(default=0)
    html = models.TextField(blank=True)
    data = models.TextField(default="{}")
    checksum = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wire", "number"], name="one_change_a_number")]
        indexes = [
            models.Index(fields=["wire", "key", "number"], name="changes_of_a_part"),
            models.Index(fields=["wire", "made_at", "number"], name="changes_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.key}"

    def as_travelling(self) -> travelling.Change:
        """The pure value that edges and readers know."""
        return travelling.Change(
            self.number,
            "put" if self.action == "put" else "remove",
            self.key,
            self.region,
            self.place,
            self.html,
            self.data,
        )


class Part(models.Model):
    """The last word on one part: where it stands, and the number of its last change (which holds html and data)."""

    wire = models.ForeignKey(Wire, on_delete=models.PROTECT, related_name="parts")
    key = models.CharField(max_length=80)
    region = models.CharField(max_length=20, blank=True)
    place = models.BigIntegerField(default=0)
    number = models.BigIntegerField()
    shelf = models.BigIntegerField(default=0)
    is_standing = models.BooleanField(default=True)
    #: Its entry in the index of words, null if it has no words there.
    words_row = models.BigIntegerField(null=True, blank=True)
    #: Its data calls it a key event; once withdrawn, it goes on being one. Null as good as false: so the column was added
    #: without a copy of the table, which would lose its trigger.
    is_marked = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wire", "key"], name="one_word_a_part")]
        indexes = [
            models.Index(fields=["wire", "region", "is_standing", "place"], name="parts_by_place"),
            models.Index(fields=["wire", "region", "place"], name="parts_by_place_ever"),
            models.Index(fields=["wire", "shelf", "place"], name="parts_by_shelf"),
            models.Index(fields=["wire", "place"], condition=models.Q(is_marked=True), name="marked_parts"),
            models.Index(fields=["place"], condition=models.Q(is_marked=True), name="marked_parts_of_all"),
            models.Index(
                fields=["key"],
                condition=models.Q(is_standing=True, region="stream"),
                name="where_posts_stand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} at {self.number}"


class Stay(models.Model):
    """One stretch of numbers through which a part stood in the stream at one place: from `since` up to below `until`.

    By it the page as it stood is found without a replay. `highest` is the highest place that any part had taken up to
    `since`: nothing that stood then stands above it.
    """

    wire = models.ForeignKey(Wire, on_delete=models.PROTECT, related_name="stays")
    key = models.CharField(max_length=80)
    place = models.BigIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True, blank=True)
    highest = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wire", "since"], name="one_stay_a_number")]
        indexes = [
            models.Index(fields=["wire", "place"], name="stays_by_place"),
            models.Index(fields=["wire", "key"], name="stays_of_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.key} at {self.place} from {self.since}"
