"""A replay brings a live blog about once more as it happened, to the same last word on every part."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from stoppress.demo import command
from stoppress.demo.acts import Publish, SetKeyPoints, TakeDown, Withdraw
from stoppress.demo.command import CannotPlay
from stoppress.demo.player import Stop
from stoppress.demo.replay import acts_of
from stoppress.people.models import Member
from stoppress.publishing import posts
from stoppress.publishing.bringing_in import Arrival, Load, bring_in
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.wording import Wording
from stoppress.questions.models import Session
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.change import Part
from tests.cast import member, open_scene
from tests.demo.test_the_player import played, silent, strict, tale

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 14, 9, tzinfo=UTC)


def blog(slug: str) -> LiveBlog:
    """A live blog as it is now."""
    return LiveBlog.objects.select_related("wire").get(slug=slug)


def last_words(slug: str, names: dict[str, str]) -> dict[str, Part]:
    """Every part that stands, in the names of another live blog."""

    def renamed(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    def shown(html: str) -> str:
        """Without the names of readers' questions: letters are not on the wire, so a replay has none."""
        return re.sub(r' data-answers="[^"]*"', "", renamed(html))

    return {
        renamed(key): Part(renamed(key), part.region, part.place, shown(part.html), renamed(part.data))
        for key, part in reading.standing(blog(slug).wire).parts.items()
    }


def names_of(original: str, replayed: str) -> dict[str, str]:
    """Slug, and the ids of live blog, posts and sessions of the original, each with that of the replay."""
    ids = [
        [
            blog(slug).public_id,
            *Post.objects.standing()
            .filter(blog__slug=slug)
            .order_by("place")
            .values_list("public_id", flat=True),
            *Session.objects.filter(blog__slug=slug).order_by("pk").values_list("public_id", flat=True),
        ]
        for slug in (original, replayed)
    ]
    return dict(zip(*ids, strict=True)) | {f"/{original}/": f"/{replayed}/"}


@pytest.mark.parametrize("name", ["vessary-eruption", "island-cup-final", "tovanne-count", "namir-railway"])
def test_a_replay_ends_at_the_same_last_word_on_every_part(name: str) -> None:
    played(tale(name))
    assert command.replay(name, speed=0, tell=strict)
    replayed = f"{name}-replay"
    assert last_words(name, names_of(name, replayed)) == last_words(replayed, {})


def test_a_replay_shows_each_wording_correction_and_withdrawal_on_the_way() -> None:
    played(tale("island-cup-final"))
    told_again = acts_of(blog("island-cup-final"), "again")
    assert [type(act) for act in told_again] == [type(act) for act in tale("island-cup-final")]
    assert [act.at for act in told_again] == [act.at for act in tale("island-cup-final")]


def test_nothing_of_a_post_that_was_taken_down_is_played() -> None:
    stage = played(tale())
    told_again = acts_of(blog("vessary-eruption"), "again")
    gone = stage.names["walker-family"]
    assert not [act for act in told_again if isinstance(act, Publish) and act.ref == gone]
    assert not [act for act in told_again if isinstance(act, TakeDown)]
    assert "He knows this mountain" not in repr(told_again)


def test_a_restored_post_and_a_repeated_amendment_are_played() -> None:
    with clock.standing_at(NINE):  # an act and its changes are of one moment, whatever the second
        scene = open_scene()
        post = scene.publish("Bridge closed").post
        posts.withdraw(scene.hand(), scene.blog, post, 1, "We are checking.")
        posts.restore(scene.hand(), scene.blog, post, 2)
        posts.amend(scene.hand(), scene.blog, post, 3, Wording("Bridge open", "<p>Open.</p>"))
    assert command.replay("flood", speed=0, tell=strict)
    assert last_words("flood", names_of("flood", "flood-replay")) == last_words("flood-replay", {})


def arrived(editor: Member) -> None:
    """A live blog that came from elsewhere: three posts, the first of which was edited later to name the last."""
    later = '<p>Water is over the wall <span data-reference="c">see 11.20 post</span>.</p>'
    load = Load(
        Opening("River rises", slug="arle", zone="Europe/Berlin", team=(("Alice Okoye", ""),)),
        [
            Arrival("a", NINE, Wording("Water over the wall", later, "Bob Adeyemi")),
            Arrival(
                "b", NINE + timedelta(hours=1), Wording("Trains stopped", "<p>No trains.</p>", "Bob Adeyemi")
            ),
            Arrival(
                "c",
                NINE + timedelta(hours=2),
                Wording("Dam holds", "<p>It holds.</p>", "Bob Adeyemi", "update", True),
            ),
        ],
        [("The dam holds", "c"), ("Reporting by Bob", None), ("Trains stopped", "b")],
        pinned="b",
        coverage_ended_at=NINE + timedelta(hours=5),
    )
    bring_in(Hand(editor), load)


def test_a_live_blog_from_elsewhere_is_played_by_the_moments_of_its_posts() -> None:
    arrived(member("Alice"))
    told_again = acts_of(blog("arle"), "again")
    moments = [act.at for act in told_again if isinstance(act, Publish)]
    assert moments == [NINE, NINE + timedelta(hours=1), NINE + timedelta(hours=2)]
    assert told_again[0].at == NINE
    assert told_again[-1].at == NINE + timedelta(hours=5)
    lists = [[words for words, _ in act.points] for act in told_again if isinstance(act, SetKeyPoints)]
    assert lists == [
        ["Trains stopped"],
        ["The dam holds", "Trains stopped"],
        ["The dam holds", "Reporting by Bob", "Trains stopped"],
    ]


def test_a_live_blog_from_elsewhere_ends_as_it_came_and_as_the_desk_left_it() -> None:
    alice = member("Alice")
    arrived(alice)
    dam = Post.objects.get(title="Dam holds")
    posts.withdraw(Hand(alice), blog("arle"), dam.public_id, dam.version, "The dam does not hold.")
    assert command.replay("arle", speed=0, tell=strict)
    again = blog("arle-replay")
    assert (again.phase, again.headline, again.pinned and again.pinned.title) == (
        Phase.CLOSED,
        "River rises",
        "Trains stopped",
    )
    assert [act.reason for act in acts_of(again, "x") if isinstance(act, Withdraw)] == [
        "The dam does not hold."
    ]
    first = Post.objects.get(blog=again, title="Water over the wall")
    assert [reference.target.title for reference in first.references.all()] == ["Dam holds"]
    points = [(point.text, point.post and point.post.title) for point in again.key_points.all()]
    assert points == [
        ("The dam holds", "Dam holds"),
        ("Reporting by Bob", None),
        ("Trains stopped", "Trains stopped"),
    ]


def test_a_second_replay_must_be_asked_for() -> None:
    arrived(member("Alice"))
    command.replay("arle", speed=0, tell=silent)
    with pytest.raises(CannotPlay, match="“arle-replay” is there already"):
        command.replay("arle", speed=0, tell=silent)
    command.replay("arle", speed=0, again=True, tell=silent)
    command.replay("arle", speed=0, name="elsewhere", tell=silent)
    assert set(LiveBlog.objects.values_list("slug", flat=True)) == {
        "arle",
        "arle-replay",
        "arle-replay-2",
        "elsewhere",
    }


def test_a_stopped_replay_goes_on() -> None:
    played(tale("island-cup-final"))
    stop = Stop()
    said: list[str] = []

    def after_some(line: str) -> None:
        said.append(line)
        if len(said) == 6:
            stop.ask()

    assert not command.replay("island-cup-final", speed=0, stop=stop, tell=after_some)
    assert (
        said[-1]
        == "Stopped. `stoppress play island-cup-final --as island-cup-final-replay --continue` goes on from here."
    )
    assert command.replay("island-cup-final", speed=0, go_on=True, tell=strict)
    names = names_of("island-cup-final", "island-cup-final-replay")
    assert last_words("island-cup-final", names) == last_words("island-cup-final-replay", {})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"slug": "nowhere", "speed": 1.0}, "There is no live blog “nowhere”. There are: flood."),
        ({"slug": "flood", "speed": -1.0}, "The speed is a number such as 60"),
        ({"slug": "flood", "speed": 1.0}, "“flood” has never been public"),
        ({"slug": "flood", "speed": 1.0, "go_on": True}, "There is no replay “flood-replay” to continue"),
        ({"slug": "flood", "speed": 1.0, "name": "flood", "go_on": True}, "“flood” is no replay"),
    ],
)
def test_what_cannot_be_played_is_said_in_words(asked: dict[str, object], said: str) -> None:
    open_scene(phase=Phase.PREPARING)
    with pytest.raises(CannotPlay, match=said):
        command.replay(**asked, tell=silent)  # type: ignore[arg-type]
