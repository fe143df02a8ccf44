"""What the forms of the panel “Watch”, and the form of another time, hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stoppress.desk import zones
from stoppress.desk.forms import DeskForm, SeenForm
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog, Post


class _WatchForm(DeskForm):
    post = forms.CharField(required=False)
    target = forms.CharField(required=False)

    def back_to(self, blog: LiveBlog) -> str:
        """Where one goes on without script."""
        return reverse("desk:watch", args=[blog.slug])


class StandForm(_WatchForm):
    """That something is still right: a post that cites, or the key point at a position."""

    position = forms.IntegerField(required=False, min_value=0, max_value=100)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class ChoiceForm(_WatchForm):
    """Which words of which post, and where they lead."""

    phrase = forms.CharField(required=False, strip=False)


class TimeForm(SeenForm):
    """When a post was published, by the clock of the story's zone."""

    published_at = forms.DateTimeField(
        label=gettext_lazy("Published at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    @classmethod
    def about(cls, post: Post) -> Self:
        """The form that shows the time as it stands."""
        local = (post.published_at or post.created_at).astimezone(post.blog.time_zone)
        return cls(initial={"published_at": local.replace(tzinfo=None), "version": post.version})

    def moment(self, post: Post) -> datetime:
        """The moment that was typed; the minute that stands already is the moment that stands."""
        typed = self.checked()["published_at"]
        if typed is None:
            raise Invalid(published_at=_("Type the day and the time."))
        typed = typed.replace(tzinfo=None)
        stands = post.published_at or post.created_at
        if stands.astimezone(post.blog.time_zone).replace(tzinfo=None, second=0, microsecond=0) == typed:
            return stands
        try:
            found = zones.moment_in(post.blog.zone, typed)
        except Invalid as error:
            raise Invalid(published_at=error.message) from error
        return (found or stands).astimezone(UTC)
