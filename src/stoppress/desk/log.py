"""The audit log as the desk shows it: which lines are asked for, each in a sentence, and the way to older ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stoppress.desk import screens, zones
from stoppress.desk.log_words import ACTS, DOORS, PEOPLE, act_words, door_words
from stoppress.desk.people.screens import entry_words
from stoppress.people.models import Member, Newsroom, PeopleEntry
from stoppress.press.contexts import Moment
from stoppress.publishing.auditing import Place, Wanted, door_of, newest
from stoppress.publishing.models import AuditEntry
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog, Post, State

#: Lines on one page, and in the panel.
LENGTH = 50
PANEL_LENGTH = 12

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class LogLine:
    """One act, told: who did what to what, when, from where. Of an act about people the words say who did it."""

    at: Moment
    person: str
    words: str
    door: str
    blog: LiveBlog | None
    #: The history of the post, and what it is called now; of one that was taken down, neither words nor link.
    history: str = ""
    name: str = ""
    is_gone: bool = False
    version_before: int | None = None
    version_after: int | None = None
    number: int | None = None


@dataclass(frozen=True)
class LogPage:
    """Lines of the log, newest first; `older` leads to those before them."""

    lines: tuple[LogLine, ...]
    older: str
    export: str


class LogForm(forms.Form):
    """What is looked for in the log; what is left empty does not matter."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    act = forms.ChoiceField(label=_("What was done"), required=False)
    door = forms.ChoiceField(label=_("From where"), required=False)
    post = forms.CharField(
        label=_("Post"), required=False, max_length=300, help_text=_("Its address, or the end of it.")
    )
    since = forms.DateTimeField(label=_("From"), required=False, widget=_MOMENT)
    until = forms.DateTimeField(label=_("Before"), required=False, widget=_MOMENT)
    before = forms.RegexField(r"^[0-9]{1,19}-[0-9]{1,19}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict, newsroom: Newsroom, blog: LiveBlog | None, *, with_people: bool
    ) -> None:
        super().__init__(data, auto_id="log-%s")
        self._blog, self.with_people = blog, with_people
        anybody = [(str(member.pk), member.name) for member in newsroom.members.order_by("name")]
        self._offer("person", _("Anybody"), anybody)
        acts = ACTS | PEOPLE if with_people else ACTS
        self._offer("act", _("Anything"), sorted(acts.items(), key=lambda pair: str(pair[1])))
        self._offer("door", _("Anywhere"), DOORS.items())

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which moments are typed and told."""
        return self._blog.time_zone if self._blog else ZoneInfo("UTC")

    def wanted(self) -> Wanted | None:
        """What is looked for; None if it cannot be read, and then the words stand beside the fields."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        return Wanted(
            blog=self._blog,
            person=int(data["person"] or 0) or None,
            act=data["act"],
            door=data["door"],
            subject=_post_in(data["post"]),
            since=data["since"],
            until=data["until"],
            with_people=self.with_people,
        )

    def place(self) -> Place | None:
        """Where the page begins, if it is not the newest."""
        typed = self.cleaned_data["before"]
        return Place(*(min(int(number), 2**62) for number in typed.split("-"))) if typed else None

    def clean(self) -> dict[str, Any]:
        """Read the moments by the clock of the zone."""
        data = self.cleaned_data
        for name in ("since", "until"):
            if typed := data.get(name):
                try:
                    data[name] = zones.moment_in(self.zone.key, typed.replace(tzinfo=None))
                except Invalid as error:
                    self.add_error(name, error.message)
        if (since := data.get("since")) and (until := data.get("until")) and until <= since:
            self.add_error("until", _now("The span ends before it begins."))
        return data

    def _offer(self, name: str, nothing: Any, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]


def log_page(newsroom: Newsroom, form: LogForm, *, length: int = LENGTH) -> LogPage:
    """The newest lines that the form asks for; none if it cannot be read."""
    wanted = form.wanted()
    if wanted is None:
        return LogPage((), "", "")
    asked = {name: value for name, value in form.data.items() if value and name != "before"}
    rows, place = newest(newsroom, wanted, length, form.place())
    older = urlencode({**asked, "before": f"{place.act}-{place.people}"}) if place else ""
    return LogPage(_told(rows, form.zone), older, urlencode(asked))


def newest_lines(member: Member, blog: LiveBlog) -> LogPage:
    """What was done last on this live blog, for a panel."""
    form = LogForm(QueryDict(), member.newsroom, blog, with_people=True)
    return log_page(member.newsroom, form, length=PANEL_LENGTH)


def _post_in(typed: str) -> str:
    """The post that an address, or its end, names."""
    steps = [step for step in typed.strip().partition("?")[0].partition("#")[0].split("/") if step]
    return steps[-1][:80] if steps else ""


def _told(rows: Iterable[AuditEntry | PeopleEntry], zone: ZoneInfo) -> tuple[LogLine, ...]:
    acts = [row for row in rows if isinstance(row, AuditEntry)]
    found = Post.objects.filter(public_id__in={row.subject for row in acts if row.subject})
    posts = {post.public_id: post for post in found.select_related("blog")}
    return tuple(
        _line(row, posts.get(row.subject), zone) if isinstance(row, AuditEntry) else _people_line(row, zone)
        for row in rows
    )


def _people_line(row: PeopleEntry, zone: ZoneInfo) -> LogLine:
    return LogLine(Moment.of(row.at, zone), "", entry_words(row), door_words(door_of(row)), row.blog)


def _line(row: AuditEntry, post: Post | None, zone: ZoneInfo) -> LogLine:
    is_gone = post is not None and post.state == State.TAKEN_DOWN
    return LogLine(
        at=Moment.of(row.at, zone),
        person=row.member.name,
        words=act_words(row.act),
        door=door_words(row.door),
        blog=row.blog,
        history=_history(post) if post and not is_gone else "",
        name=screens.name_of(post) if post and not is_gone else "",
        is_gone=is_gone,
        version_before=row.version_before,
        version_after=row.version_after,
        number=row.last_number,
    )


def _history(post: Post) -> str:
    return reverse("desk:history", args=[post.blog.slug, post.public_id])
