"""The player plays a story whole, once, and can be stopped and taken up again at any act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stoppress.demo import story
from stoppress.demo.acts import (
    Amend,
    AnyAct,
    ChangeHeader,
    Correct,
    MarkKeyEvent,
    Open,
    Publish,
    SetKeyPoints,
    TakeDown,
    Withdraw,
)
from stoppress.demo.models import PlayedAct
from stoppress.demo.player import CannotGoOn, Cue, Stop, at_speed, play
from stoppress.demo.stage import Stage
from stoppress.demo.telling import on_day, told
from stoppress.publishing import live_blogs, posts
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import AuditEntry
from stoppress.stories.models import Phase, Post, State
from stoppress.wire import reading
from tests.cast import member

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 3, 14, tzinfo=UTC)


def tale(name: str = "vessary-eruption") -> list[AnyAct]:
    """A story, told by its own times on a day in March."""
    written = story.load(name).acts
    return told(written, on_day(written, MIDNIGHT))


def silent(_line: str) -> None:
    """Nobody watches."""


class Troubled(AssertionError):
    """The player passed over an act that could have been done."""


def strict(line: str) -> None:
    """Nothing may be passed over."""
    if line.startswith("passed over"):
        raise Troubled(line)


def played(acts: list[AnyAct]) -> Stage:
    """The stage after all acts, played at once, with nothing passed over."""
    stage = Stage(member("Alice"))
    assert play(stage, at_speed(acts, 0), tell=strict)
    return stage


def data_of(stage: Stage, key: str) -> dict[str, object]:
    """What the wire's last word says of a part."""
    assert stage.blog is not None
    part = reading.standing_part(stage.blog.wire, key)
    assert part is not None
    data: dict[str, object] = msgspec.json.decode(part.data)
    return data


def test_the_wire_ends_where_the_story_ends() -> None:
    acts = tale()
    stage = played(acts)
    expected = Ending.of(acts)
    header = data_of(stage, "header")
    assert (header["headline"], header["standfirst"], header["phase"]) == (
        expected.headline,
        expected.standfirst,
        Phase.CLOSED,
    )
    points = data_of(stage, "key-points")["points"]
    assert isinstance(points, list)
    assert [(point["text"], point["post"]) for point in points] == [
        (words, stage.names[ref or ""]) for words, ref in expected.points
    ]
    assert stage.blog is not None
    assert reading.standing_part(stage.blog.wire, "pinned") is None
    for ref, words in expected.posts.items():
        if words is None:
            assert reading.standing_part(stage.blog.wire, f"post/{stage.names[ref]}") is None
            continue
        data = data_of(stage, f"post/{stage.names[ref]}")
        assert {name: data.get(name) for name in words} == words


def test_posts_bear_the_moments_at_which_they_are_played() -> None:
    stage = played(tale())
    siren = Post.objects.get(public_id=stage.names["first-siren"])
    assert siren.published_at == MIDNIGHT + timedelta(hours=6, minutes=12, seconds=40)


def test_references_lead_from_post_to_post() -> None:
    stage = played(tale())
    roundup = Post.objects.get(public_id=stage.names["roundup-1"])
    assert stage.names["cawdle-lava"] in set(roundup.references.values_list("target__public_id", flat=True))


def test_a_writer_posts_under_her_own_name() -> None:
    yuna = member("Yuna", role="reporter")
    stage = Stage(member("Alice"), {"Yuna Pellegrin": yuna})
    play(stage, at_speed(tale("island-cup-final"), 0), tell=strict)
    acting = AuditEntry.objects.filter(blog=stage.blog, act="publish").values_list("member__email", flat=True)
    assert set(acting) == {yuna.email}


def test_a_player_that_was_stopped_goes_on_and_doubles_nothing() -> None:
    acts = tale("island-cup-final")
    alice = member("Alice")
    half = Stage(alice)
    play(half, at_speed(acts, 0)[:9], tell=strict)
    rest = Stage.of("island-cup-final", alice)
    assert rest.position == 9
    assert rest.names == half.names
    play(rest, at_speed(acts, 0), tell=strict)
    again = Stage.of("island-cup-final", alice)
    assert play(again, at_speed(acts, 0), tell=strict)
    assert Post.objects.count() == sum(isinstance(act, Publish) for act in acts)
    assert PlayedAct.objects.count() == len(acts)


def test_a_stop_is_heard_between_two_acts() -> None:
    stop = Stop()
    stage = Stage(member("Alice"))

    def after_three(_line: str) -> None:
        if stage.position == 3:
            stop.ask()

    assert play(stage, at_speed(tale("island-cup-final"), 0), stop=stop, tell=after_three) is False
    assert stage.position == 3


def test_a_stop_ends_a_long_wait() -> None:
    stop = Stop()
    stop.ask()
    stage = Stage(member("Alice"))
    cues = [Cue(act, wait_seconds=3600) for act in tale("tovanne-count")]
    assert play(stage, cues, stop=stop, tell=silent) is False
    assert stage.blog is None


def test_what_the_desk_made_impossible_is_told_and_passed_over() -> None:
    acts = tale("island-cup-final")
    alice = member("Alice")
    stage = Stage(alice)
    correction = next(number for number, act in enumerate(acts) if isinstance(act, Correct))
    play(stage, at_speed(acts, 0)[:correction], tell=strict)
    goal = Post.objects.get(public_id=stage.names["equaliser"])
    posts.withdraw(Hand(alice), goal.blog, goal.public_id, goal.version, "We were asked to wait.")
    said: list[str] = []
    assert play(stage, at_speed(acts, 0), tell=said.append)
    assert any(line.startswith("passed over: correct equaliser: This post is withdrawn") for line in said)
    goal.refresh_from_db()
    assert goal.state == State.WITHDRAWN
    assert stage.position == len(acts)


def test_the_player_stops_when_the_desk_closes_the_coverage() -> None:
    acts = tale("island-cup-final")
    alice = member("Alice")
    stage = Stage(alice)
    play(stage, at_speed(acts, 0)[:5], tell=strict)
    blog = stage.blog
    assert blog is not None
    live_blogs.change_phase(Hand(alice), blog, blog.version, Phase.CLOSED)
    with pytest.raises(CannotGoOn, match="closed at the desk"):
        play(stage, at_speed(acts, 0), tell=silent)
    blog.refresh_from_db()
    live_blogs.change_phase(Hand(alice), blog, blog.version, Phase.LIVE)
    assert play(stage, at_speed(acts, 0), tell=strict)


def test_speed_divides_the_gaps_of_the_story() -> None:
    acts = tale("tovanne-count")
    assert [cue.wait_seconds for cue in at_speed(acts, 60)] == [0, 0, 0, 2]
    assert {cue.wait_seconds for cue in at_speed(acts, 0)} == {0}


@dataclass
class Ending:
    """The end of a story, reckoned without any of the house's own rules; a post of None was taken down."""

    headline: str = ""
    standfirst: str = ""
    points: tuple[tuple[str, str | None], ...] = ()
    posts: dict[str, dict[str, object] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, acts: list[AnyAct]) -> Ending:
        end = cls()
        for act in acts:
            end.add(act)
        return end

    def add(self, act: AnyAct) -> None:
        match act:
            case Open() | ChangeHeader():
                self.headline = act.headline or self.headline
                self.standfirst = act.standfirst or self.standfirst
            case SetKeyPoints():
                self.points = act.points
            case Publish():
                told = {name: getattr(act, name) for name in ("title", "byline", "kind", "is_key_event")}
                self.posts[act.ref] = {"state": "published", **told}
            case Correct() | Amend() if act.title is not None:
                self._post(act.ref)["title"] = act.title
            case MarkKeyEvent():
                self._post(act.ref)["is_key_event"] = act.is_key_event
            case Withdraw():
                self.posts[act.ref] = {"state": "withdrawn", "title": None}
            case TakeDown():
                self.posts[act.ref] = None

    def _post(self, ref: str) -> dict[str, object]:
        post = self.posts[ref]
        assert post is not None
        return post
