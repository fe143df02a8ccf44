"""What the forms of the queue hold: the moment of a release, a note, the rules of a live blog."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stoppress.desk import zones
from stoppress.desk.forms import DeskForm, SeenForm
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.release_rules import stand_of
from stoppress.stories.models import LiveBlog

_FOLDS = [
    ("0", gettext_lazy("the first time, before the clocks go back")),
    ("1", gettext_lazy("the second time, after they went back")),
]


class MomentForm(SeenForm):
    """The moment at which a post goes out, by the clock of the story's zone, to the second."""

    release_at = forms.DateTimeField(
        label=gettext_lazy("Goes out at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": gettext_lazy("Type it as 2031-05-04 12:00:00.")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S"),
    )
    fold = forms.ChoiceField(
        label=gettext_lazy("Which of the two"), required=False, choices=_FOLDS, widget=forms.RadioSelect
    )

    def moment(self, blog: LiveBlog) -> datetime:
        """The moment that was typed; raises Invalid beside the field for one that does not exist, or exists twice."""
        data = self.checked()
        if data["release_at"] is None:
            raise Invalid(release_at=_("Type the day and the time."))
        return moment_of(blog.zone, data["release_at"].replace(tzinfo=None), data["fold"])


class NoteForm(SeenForm):
    """What is to be done before it can go out."""

    note = forms.CharField(
        label=gettext_lazy("What is to be done"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReadForm(DeskForm):
    """What was read before it is released: a form that names nothing has read nothing."""

    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class OrderForm(DeskForm):
    """The whole queue in its new order: the names of its acts, parted by blanks."""

    order = forms.CharField(required=False)

    def wanted(self) -> list[str]:
        """The names."""
        return str(self.checked()["order"]).split()


class RulesForm(DeskForm):
    """By which rules words go out of a live blog."""

    needs_two_people = forms.BooleanField(
        label=gettext_lazy("Nothing goes out before a second person has released it"), required=False
    )
    delay_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds between release and broadcast"),
        required=False,
        help_text=gettext_lazy("0: at once. Until they have passed, anyone who may publish can stop it."),
    )
    of_newsroom = forms.BooleanField(
        label=gettext_lazy(
            "New live blogs of this newsroom begin with the second person, and imports need one"
        ),
        required=False,
    )
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    @classmethod
    def about(cls, blog: LiveBlog) -> RulesForm:
        """The rules as they stand."""
        initial = {
            "needs_two_people": blog.needs_two_people,
            "delay_seconds": blog.delay_seconds,
            "of_newsroom": blog.newsroom.needs_two_people,
            "seen": stand_of(blog),
        }
        return cls(initial=initial)

    def rules(self, blog: LiveBlog) -> dict[str, Any]:
        """What the act takes; the newsroom's rule only if it is to be another."""
        data = self.checked()
        of_newsroom = data["of_newsroom"]
        return {
            "needs_two_people": data["needs_two_people"],
            "delay_seconds": data["delay_seconds"] or 0,
            "of_newsroom": None if of_newsroom == blog.newsroom.needs_two_people else of_newsroom,
            "seen": data["seen"] or None,
        }


def moment_of(zone: str, typed: datetime, fold: str = "") -> datetime:
    """The moment that a clock on the wall of this zone shows; asks where it shows it twice, says so where it never does."""
    found = zones.moments_of(zone, typed)
    words = {"time": f"{typed:%H:%M:%S}", "zone": zone}
    if not found:
        before, after = (f"{one:%H:%M:%S}" for one in zones.beside_gap(zone, typed))
        words |= {"before": before, "after": after}
        skipped = _(
            "%(time)s does not exist that night: clocks in %(zone)s skip it. Choose %(before)s or %(after)s."
        )
        raise Invalid(release_at=skipped % words)
    if len(found) == 2 and fold not in {"0", "1"}:
        words |= {"first": _offset(found[0], zone), "second": _offset(found[1], zone)}
        twice = _("%(time)s comes twice that night in %(zone)s: first at %(first)s, then at %(second)s.")
        raise Invalid(release_at=twice % words, fold=_("Choose which of the two you mean."))
    return found[int(fold or 0) if len(found) == 2 else 0]


def _offset(moment: datetime, zone: str) -> str:
    local = zones.in_zone(moment, zone)
    told = local.strftime("%z")
    return f"UTC{told[:3]}:{told[3:]}"
