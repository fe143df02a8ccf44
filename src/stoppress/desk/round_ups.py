"""The round-up screen: what is proposed, what was chosen and typed, and what the act is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stoppress.desk import screens, zones
from stoppress.desk.forms import DeskForm
from stoppress.drafting.proposals import Proposal, propose_round_up
from stoppress.press.contexts import Moment
from stoppress.press.round_ups import title_for
from stoppress.publishing.refusals import Conflict, Invalid, Refusal
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.stories.round_ups import is_due, last_told_at, newest_round_up, told_until
from stoppress.toolkit import clock, ids

#: Spans that can be chosen besides “since the last one” and a typed time, in hours.
HOURS = (2, 4, 8)
#: How often the desk can be reminded, in hours; 0 is never.
INTERVALS = (0, 1, 2, 3, 4, 6, 8, 12)


@dataclass(frozen=True)
class Line:
    """One bullet as the form shows it. `row` names it, whatever its place; `is_own` was added by the editor."""

    row: str
    text: str
    post: str
    seen: str
    is_taken: bool
    is_own: bool = False
    clock: str = ""
    name: str = ""
    address: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Span:
    """What is summed up, in the story's zone; `chosen` is the choice that led to it."""

    since: Moment
    until: Moment
    chosen: str
    typed: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class SpanChoice:
    """One span or interval to choose: its name, its words, and whether it is the one that is set."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Due:
    """The line at the desk that leads to the round-up; `is_due` is a reminder."""

    is_due: bool
    since: Moment | None
    has_one: bool
    phase: str

    @property
    def state(self) -> str:
        """By which the script sees that the line has changed."""
        return f"{self.phase} {'due' if self.is_due else 'open'} {self.since.iso if self.since else ''}"


class RoundUpForm(DeskForm):
    """Title, introduction and bullets; the bullets are columns of lines that belong together."""

    title = forms.CharField(label=_("Title"), required=False, strip=False)
    introduction = forms.CharField(
        label=_("Introducing line"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    since = forms.CharField(required=False, widget=forms.HiddenInput)
    until = forms.CharField(required=False, widget=forms.HiddenInput)

    def lines(self, change: str = "") -> list[Line]:
        """The bullets as they were typed, in their order.

        `change` is a button of those without script: “add:”, “up:ROW”, “down:ROW”, “out:ROW”.
        """
        typed = cast(QueryDict, self.data)
        taken = set(typed.getlist("taken"))
        columns = [typed.getlist(name) for name in ("row", "text", "post", "seen", "own")]
        longest = len(columns[0])
        padded = [column + [""] * (longest - len(column)) for column in columns]
        lines = [
            Line(
                row, text, post, "" if own else seen, row in taken, bool(own)
            )  # she chooses her own posts as they stand
            for row, text, post, seen, own in zip(*padded, strict=False)
        ]
        return _rearranged(lines, change) if change else lines

    def summary(self) -> Summary:
        """What the acts take: the bullets that are ticked; raises Invalid."""
        data = self.checked()
        bullets = [
            Bullet(line.text, ((line.post, _number(line.seen)),) if line.post else ())
            for line in self.lines()
            if line.is_taken
        ]
        since, until = self._moment("since"), self._moment("until")
        return Summary(data["title"], tuple(bullets), since, until, data["introduction"])

    def take(self, refusal: Refusal) -> None:
        """As every form; what is said about a bullet stands at the bullet, and here that there is something."""
        about_bullets = [field for field in refusal.fields if field.startswith("bullet-")]
        others = {field: words for field, words in refusal.fields.items() if field not in about_bullets}
        if about_bullets:
            self.add_error(None, gettext("Look at the bullets that are marked."))
        if others or not about_bullets:
            super().take(Invalid(refusal.message, **others))

    def place(self, refusal: Refusal) -> None:
        """Let the words about a bullet stand at its row, whatever its place among those that were sent."""
        rows = [line.row for line in self.lines() if line.is_taken]
        refusal.fields = {_at_row(field, rows): words for field, words in refusal.fields.items()}

    def _moment(self, field: str) -> datetime:
        try:
            moment = datetime.fromisoformat(self.cleaned_data[field])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Invalid(since=gettext("The span cannot be read. Choose it again above."))
        return moment


def span_of_request(blog: LiveBlog, query: QueryDict) -> Span:
    """The span that was chosen: since the last round-up unless the address says otherwise, always up to now."""
    now = clock.now()
    last = last_told_at(blog) or blog.created_at
    chosen = query.get("since", "last")
    if chosen in {str(hours) for hours in HOURS}:
        return _span(blog, now - timedelta(hours=int(chosen)), now, chosen)
    if chosen == "start":
        return _span(blog, blog.coverage_starts_at or blog.created_at, now, chosen)
    if chosen != "time":
        return _span(blog, last, now, "last")
    typed = query.get("at", "")
    try:
        since = zones.moment_in(blog.zone, datetime.fromisoformat(typed).replace(tzinfo=None))
    except (ValueError, Invalid):
        since = None
    if since is None or since >= now:
        words = gettext("Type a day and a time before now, such as 2031-05-04 09:30.")
        return replace(_span(blog, last, now, chosen), typed=typed, trouble=words)
    return replace(_span(blog, since, now, chosen), typed=typed)


def span_choices(blog: LiveBlog, chosen: str) -> list[SpanChoice]:
    """The spans that can be chosen, and which one is."""
    last = _moment_of(last_told_at(blog), blog)
    choices = []
    if newest_round_up(blog) and last:
        words = gettext("the last round-up, %(clock)s") % {"clock": last.clock}
        choices.append(SpanChoice("last", words))
    start = _moment_of(blog.coverage_starts_at, blog)
    if start:
        words = gettext("the coverage began, %(date)s, %(clock)s") % {
            "date": start.date,
            "clock": start.clock,
        }
        choices.append(SpanChoice("start" if choices else "last", words))
    choices += [SpanChoice(str(hours), gettext("%(hours)s hours ago") % {"hours": hours}) for hours in HOURS]
    choices.append(SpanChoice("time", gettext("a time that I type")))
    return [replace(choice, is_chosen=choice.value == chosen) for choice in choices]


def blank() -> Line:
    """A bullet of her own that is not written yet, for the script to make copies of."""
    return Line("blank", "", "", "", is_taken=True, is_own=True)


def proposed(blog: LiveBlog, span: Span) -> tuple[RoundUpForm, list[Line], int, int]:
    """The form with what is proposed for this span, and how many posts were read of how many."""
    found = propose_round_up(blog, span.since.at, span.until.at)
    start = {
        "title": title_for(span.until.at, blog),
        "since": span.since.at.isoformat(),
        "until": span.until.at.isoformat(),
    }
    lines = [_line(bullet, blog) for bullet in found.bullets]
    return RoundUpForm(initial=start), lines, found.posts_read, found.posts_in_all


def shown_again(
    blog: LiveBlog, form: RoundUpForm, refusal: Refusal | None = None, change: str = ""
) -> list[Line]:
    """The bullets as they were typed, with their posts' names, and what was wrong with each."""
    wrongs = refusal.fields if refusal else {}
    versions = refusal.current.get("versions", {}) if isinstance(refusal, Conflict) else {}
    return named(
        blog,
        [
            replace(
                line,
                trouble=wrongs.get(f"bullet-{line.row}", ""),
                seen="" if line.is_own else str(versions.get(line.post, line.seen)),
            )
            for line in form.lines(change)
        ],
    )


def named(blog: LiveBlog, lines: Sequence[Line]) -> list[Line]:
    """The lines with clock and name of the posts that they rest on."""
    found = {
        post.public_id: post
        for post in Post.objects.standing().filter(blog=blog, public_id__in={line.post for line in lines})
    }
    return [_with_post(line, found.get(line.post), blog) for line in lines]


def due(blog: LiveBlog) -> Due:
    """How the round-up stands, for the line at the desk and for its pulse."""
    newest = newest_round_up(blog)
    last = told_until(blog, newest)
    return Due(is_due(blog, last, clock.now()), _moment_of(last, blog), newest is not None, blog.phase)


def can_be_rounded_up(blog: LiveBlog) -> bool:
    """Whether a round-up can be published now."""
    return blog.phase not in {Phase.PREPARING, Phase.CLOSED}


def intervals(blog: LiveBlog) -> list[SpanChoice]:
    """How often the desk can be reminded, the one that is set among them."""
    minutes = sorted({hours * 60 for hours in INTERVALS} | {blog.round_up_every_minutes})
    return [
        SpanChoice(str(each), _interval_words(each), each == blog.round_up_every_minutes) for each in minutes
    ]


def _interval_words(minutes: int) -> str:
    if not minutes:
        return gettext("never")
    hours = minutes / 60
    if hours == 1:
        return gettext("every hour")
    return gettext("every %(hours)s hours") % {"hours": f"{hours:g}"}


def _line(bullet: Proposal, blog: LiveBlog) -> Line:
    post = bullet.post
    line = Line(ids.public_id(), bullet.text, post.public_id, str(post.words_version), bullet.is_proposed)
    return _with_post(line, post, blog)


def _with_post(line: Line, post: Post | None, blog: LiveBlog) -> Line:
    if post is None:
        return line
    at = Moment.of(post.published_at or post.created_at, blog.time_zone)
    return replace(
        line,
        clock=at.clock,
        name=screens.name_of(post),
        address=f"{blog.address}p/{post.public_id}/",
    )


def _rearranged(lines: list[Line], change: str) -> list[Line]:
    kind, _colon, row = change.partition(":")
    if kind == "add":
        return [*lines, Line(ids.public_id(), "", "", "", is_taken=True, is_own=True)]
    at = next((number for number, line in enumerate(lines) if line.row == row), None)
    if at is None:
        return lines
    line = lines.pop(at)
    if kind != "out":
        lines.insert(max(0, at - 1) if kind == "up" else at + 1, line)
    return lines


def _at_row(field: str, rows: Sequence[str]) -> str:
    kind, _dot, number = field.partition(".")
    return f"bullet-{rows[int(number)]}" if kind == "bullets" and number else field


def _span(blog: LiveBlog, since: datetime, until: datetime, chosen: str) -> Span:
    zone = blog.time_zone
    return Span(Moment.of(min(since, until), zone), Moment.of(until, zone), chosen)


def _moment_of(at: datetime | None, blog: LiveBlog) -> Moment | None:
    return Moment.of(at, blog.time_zone) if at else None


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None
