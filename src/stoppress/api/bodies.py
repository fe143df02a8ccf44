"""What requests hold: every field typed strictly, unknown ones refused, so that a misspelt name is never silently nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from stoppress.publishing.wording import Wording
from stoppress.stories.pictures import MIDDLE, Placed
from stoppress.toolkit import html

#: The largest number that the databases' integer columns hold.
_HIGHEST_VERSION = 2**31 - 1
Version = Annotated[int, Field(ge=0, le=_HIGHEST_VERSION)]


def _may_be_left_out(description: str | None = None) -> Any:
    """A field without a default of its own: what is left out is told from what is sent by `given`."""
    return Field(None, description=description)


def _moment(value: object) -> object:
    """ISO 8601 with a time zone, as text; numbers could be seconds or milliseconds, and are refused."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("This must be a moment with a time zone, such as 2031-05-04T09:30:00Z.")
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Body(BaseModel):
    """A JSON object without unknown fields; texts are texts, numbers are numbers, and null is neither."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self, name: str, otherwise: Any) -> Any:
        """The field if the request holds it, else `otherwise`."""
        return getattr(self, name) if name in self.model_fields_set else otherwise


class Versioned(Body):
    """What changes something that stands names the version it saw, here or in If-Match."""

    version: Version = _may_be_left_out()


class PlacedPicture(Body):
    """A picture in a post, by the id that sending it has given, and what is said of it."""

    picture: str
    alt: str = _may_be_left_out("For those who do not see it; at most 300 characters")
    is_decorative: bool = _may_be_left_out("It says nothing that the text does not, and needs no `alt`")
    caption: str = _may_be_left_out("At most 600 characters")
    credit: str = _may_be_left_out("Who made it; needed before readers see it")
    focus: Annotated[list[int], Field(min_length=2, max_length=2)] = _may_be_left_out(
        "What stays in sight: per cent from the left, from the top"
    )

    def placed(self) -> Placed:
        """As the acts take it."""
        return Placed(
            self.picture,
            self.given("alt", ""),
            self.given("caption", ""),
            self.given("credit", ""),
            self.given("is_decorative", False),
            tuple(self.given("focus", MIDDLE)),
        )


class Words(Body):
    """The words of a post; a field that is left out stays as it is (in a new post: empty)."""

    title: str = _may_be_left_out("At most 200 characters")
    body_html: str = _may_be_left_out("HTML; cleaned by an allow-list, at most 100,000 characters then")
    body_text: str = _may_be_left_out("Plain text instead of HTML; blank lines part paragraphs")
    byline: str = _may_be_left_out("In a new post: the name of the token's member")
    kind: str = _may_be_left_out(
        "update, answer, roundup, pictures, quote, notice, scoreboard, poll, or one of the newsroom's own"
    )
    is_key_event: bool = _may_be_left_out()
    details: dict[str, Any] = _may_be_left_out("The fields of the kind; empty ones may be left out")
    pictures: list[PlacedPicture] = _may_be_left_out(
        "In their order, at most 20; an empty list takes them out"
    )

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if {"body_html", "body_text"} <= self.model_fields_set:
            raise ValueError("Send body_html or body_text, not both.")
        return self

    def over(self, standing: Wording) -> Wording:
        """These words where there are any, else those that stand."""
        body = (
            html.from_plain(self.body_text)
            if "body_text" in self.model_fields_set
            else self.given("body_html", standing.body_html)
        )
        return Wording(
            title=self.given("title", standing.title),
            body_html=body,
            byline=self.given("byline", standing.byline),
            kind=self.given("kind", standing.kind),
            is_key_event=self.given("is_key_event", standing.is_key_event),
            details=self.given("details", self._standing_details(standing)),
            pictures=tuple(one.placed() for one in self.pictures)
            if "pictures" in self.model_fields_set
            else standing.pictures,
        )

    def _standing_details(self, standing: Wording) -> Mapping[str, Any]:
        """The fields that stand, unless another kind is asked for, which has others."""
        return standing.details if self.given("kind", standing.kind) == standing.kind else {}


class Publication(Words):
    """A new post."""


class Amendment(Words, Versioned):
    """Other words for a published post."""


class CorrectionNote(Words, Versioned):
    """Other words for a published post, with the public note of what was wrong."""

    note: str


class WithdrawalNotice(Versioned):
    """Why a post leaves the page; readers see it."""

    reason: str


class TakeDownRecord(Body):
    """Why a post is erased; for the newsroom's record, never public."""

    reason: str


class NewTime(Versioned):
    """When a post was published; not later than now."""

    published_at: Moment


class KeyEventMark(Versioned):
    """Whether the post is a turning point."""

    is_key_event: bool


class QuestionSorting(Versioned):
    """The version of the question that you saw; to decline it, the reason too."""

    reason: str = _may_be_left_out("Why it is declined; those who asked read it. At most 400 characters")


class RoundUpBullet(Body):
    """One line of a round-up, and the posts that it rests on."""

    text: str
    posts: list[str]
    seen: dict[str, Version] = _may_be_left_out(
        "Post → its words_version that you saw (a proposal tells it); left out: whichever stands"
    )


class RoundUp(Body):
    """A round-up of a span; each bullet cites its posts."""

    title: str
    since: Moment
    until: Moment = _may_be_left_out("Left out: now")
    introduction: str = _may_be_left_out("At most 1,000 characters")
    byline: str = _may_be_left_out("Left out: the name of the token's member")
    bullets: list[RoundUpBullet]


class ReleasedQuestion(Body):
    """One question as readers shall see it; `question` and `version` name one of the inbox, which is answered by it."""

    words: str
    first_name: str = _may_be_left_out("Left out: “A reader asks”")
    place: str = _may_be_left_out("At most 80 characters")
    question: str = _may_be_left_out("The id of a question of the inbox")
    version: Version = _may_be_left_out("The version of it that you saw; needed with `question`")


class AnswerRelease(Body):
    """One answer to one or more questions."""

    questions: list[ReleasedQuestion]
    title: str = _may_be_left_out("At most 200 characters")
    body_text: str = _may_be_left_out("Plain text instead of HTML; blank lines part paragraphs")
    body_html: str = _may_be_left_out("Cleaned by an allow-list")
    expert: str = _may_be_left_out("The id of an expert; left out: the token's member answers")
    session: str = _may_be_left_out("The id of a session that is open")


class Pin(Body):
    """Which post stands on top."""

    post: str


class KeyPoint(Body):
    """One line of the list at the top, and the post it leads to."""

    text: str
    post: str | None = None


class KeyPoints(Versioned):
    """The whole list, in its order; `version` is the `key_points_version` that you saw."""

    points: list[KeyPoint]


class TeamMember(Body):
    """A name on the page, and what they do."""

    name: str
    duty: str = ""


class Header(Versioned):
    """What changes at the top of the page; what is left out stays."""

    headline: str = _may_be_left_out("At most 200 characters")
    standfirst: str = _may_be_left_out("At most 1,000 characters")
    team: list[TeamMember] = _may_be_left_out("At most 30 names")
    zone: str = _may_be_left_out("Such as Europe/Dublin")
    language: str = _may_be_left_out("Such as en or ar")
    coverage_starts_at: Moment = _may_be_left_out()


class PhaseChange(Versioned):
    """Where the coverage goes: upcoming, live, paused or closed."""

    phase: str


class Planned(Words):
    """A new post that goes out at a moment, to the second."""

    release_at: Moment


class PlannedTime(Body):
    """Another moment for what is scheduled."""

    release_at: Moment


class Release(Body):
    """What was read: the `seen` of the row in the list of what is on its way out."""

    seen: Annotated[str, Field(min_length=1, max_length=20)]


class QueueOrder(Body):
    """Every scheduled post, once, in the order in which they shall go out: the moments stay, the posts change places."""

    scheduled: Annotated[list[str], Field(max_length=1_000)]


class ReleaseRules(Body):
    """By which rules words go out; a rule that is left out stays as it is."""

    needs_two_people: bool = _may_be_left_out("Nothing goes out before a second person has released it")
    delay_seconds: Annotated[int, Field(ge=0, le=600)] = _may_be_left_out(
        "From release to broadcast; 0: at once"
    )
