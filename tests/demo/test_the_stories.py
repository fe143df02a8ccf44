"""The stories of the demo are sound: they can be told at any clock, and nothing in them leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stoppress.demo import story
from stoppress.demo.acts import (
    AddExpert,
    Amend,
    AnswerQuestions,
    AnyAct,
    Ask,
    ChangeHeader,
    Correct,
    Decline,
    NewPost,
    OpenSession,
    Publish,
    SetKeyPoints,
    SumUp,
    TakeDown,
    Vote,
    Withdraw,
    ref_of,
)
from stoppress.demo.telling import Timetable, on_day, told
from stoppress.publishing.key_points import LONGEST_KEY_POINT, MOST_KEY_POINTS
from stoppress.publishing.live_blogs import LONGEST_HEADLINE, LONGEST_STANDFIRST
from stoppress.publishing.wording import LONGEST_NOTE, LONGEST_REASON, LONGEST_TITLE, Wording, cleaned
from stoppress.stories.models import Kind, Phase
from stoppress.toolkit import html

BIG = "vessary-eruption"
MIDNIGHT = datetime(2026, 3, 14, tzinfo=UTC)
REFERENCE = re.compile(r'<span data-reference="([^"]*)">see ([0-9.]+) post</span>')


def acts(name: str, midnight: datetime = MIDNIGHT) -> list[AnyAct]:
    """A story as it is told on a day, by its own times."""
    written = story.load(name).acts
    return told(written, on_day(written, midnight))


@pytest.fixture(params=story.names())
def tale(request: pytest.FixtureRequest) -> list[AnyAct]:
    """Each story in its turn."""
    return acts(request.param)


def test_there_is_a_page_that_is_live_one_that_is_over_and_one_that_has_not_begun() -> None:
    phases = {name: [getattr(act, "phase", "") for act in story.load(name).acts] for name in story.names()}
    assert phases[BIG].count(Phase.LIVE) == 2
    assert Phase.PAUSED in phases[BIG]
    assert phases[BIG][-1] == phases["island-cup-final"][-1] == Phase.CLOSED
    assert set(phases["tovanne-count"]) == {"", Phase.UPCOMING}


def test_the_big_story_has_something_of_everything() -> None:
    tale = acts(BIG)
    counts = Counter(type(act) for act in tale)
    assert 50 <= counts[Publish] <= 80
    assert counts[SumUp] == 4
    assert counts[AnswerQuestions] == 5
    assert counts[Ask] >= 15
    assert counts[AddExpert] == 3
    assert counts[Decline] == counts[OpenSession] == 1
    assert counts[Correct] == 4
    assert counts[Amend] == 10
    assert counts[Withdraw] == 2
    assert counts[TakeDown] == 1
    assert counts[ChangeHeader] >= 4
    assert counts[SetKeyPoints] >= 6
    kinds = {act.kind for act in tale if isinstance(act, Publish)}
    assert kinds == set(Kind) - {Kind.ROUNDUP, Kind.ANSWER, Kind.SCOREBOARD}
    assert counts[Vote] == 1


def test_the_match_has_a_scoreboard_that_ends_as_its_headline_says_and_a_poll_that_is_closed() -> None:
    fields: dict[str, dict[str, Any]] = {}
    for act in acts("island-cup-final"):
        if isinstance(act, Publish | Amend) and act.details:
            fields[act.ref] = {**fields.get(act.ref, {}), **act.details}
    board, poll = fields["board"], fields["who-wins"]
    assert (board["home_score"], board["away_score"], board["standing"]) == ("1", "2", "over")
    assert [event["words"] for event in board["events"]][-2:] == [
        "Own goal, Skovgaard-Ames",
        "Goal, Sefo-Grant",
    ]
    assert poll["standing"] == "closed"


def test_times_rise(tale: list[AnyAct]) -> None:
    moments = [act.at for act in tale]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] < timedelta(days=1)


def test_no_two_posts_have_one_name(tale: list[AnyAct]) -> None:
    refs = [act.ref for act in tale if isinstance(act, NewPost)]
    assert len(refs) == len(set(refs))


def test_an_act_on_a_post_finds_it_on_the_page(tale: list[AnyAct]) -> None:
    standing: set[str] = set()
    for act in tale:
        if isinstance(act, NewPost | Ask | AddExpert | OpenSession):
            standing.add(act.ref)
        elif ref := ref_of(act):
            assert ref in standing, act
        named = {getattr(act, "expert", ""), getattr(act, "session", ""), *getattr(act, "questions", ())}
        assert named - {""} <= standing, act
        if isinstance(act, Withdraw | TakeDown):
            standing.discard(act.ref)


def test_key_points_lead_to_posts_that_stand_then_and_at_the_end(tale: list[AnyAct]) -> None:
    gone = {act.ref for act in tale if isinstance(act, Withdraw | TakeDown)}
    published: set[str] = set()
    for act in tale:
        if isinstance(act, NewPost):
            published.add(act.ref)
        if isinstance(act, SetKeyPoints):
            assert {ref for _, ref in act.points} <= published - gone
            assert len(act.points) <= MOST_KEY_POINTS


def test_every_cross_reference_leads_to_a_post_that_is_out_and_names_its_time(tale: list[AnyAct]) -> None:
    times: dict[str, str] = {}
    for act in tale:
        if isinstance(act, NewPost):
            times[act.ref] = f"{act.at.hour}.{act.at.minute:02d}"
        for ref, time in REFERENCE.findall(getattr(act, "body_html", None) or ""):
            assert times[ref] == time, act


def test_a_round_up_points_to_a_post_that_is_withdrawn_later() -> None:
    tale = acts(BIG)
    withdrawn = {act.ref: act.at for act in tale if isinstance(act, Withdraw)}
    roundups = [act for act in tale if isinstance(act, SumUp)]
    cited = {(ref, act.at) for act in roundups for _, refs in act.bullets for ref in refs}
    assert any(ref in withdrawn and at < withdrawn[ref] for ref, at in cited)


def test_the_door_takes_every_word_as_it_was_written(tale: list[AnyAct]) -> None:
    for act in tale:
        body = re.sub(
            r'data-reference="[^"]*"', 'data-reference="abcdefghijkm"', getattr(act, "body_html", None) or ""
        )
        assert html.clean(body).replace(' rel="noopener noreferrer"', "") == body
        if isinstance(act, NewPost):
            kind = getattr(act, "kind", Kind.UPDATE)
            cleaned(
                Wording(
                    act.title,
                    body or "<p>Bullets.</p>",
                    act.byline,
                    kind,
                    details=getattr(act, "details", {}),
                ),
                byline="Alice",
            )


def test_a_round_up_cites_posts_that_stand_when_it_is_published(tale: list[AnyAct]) -> None:
    standing: set[str] = set()
    for act in tale:
        if isinstance(act, SumUp):
            assert all(refs and set(refs) <= standing for _, refs in act.bullets), act.ref
        if isinstance(act, NewPost):
            standing.add(act.ref)
        if isinstance(act, Withdraw | TakeDown):
            standing.discard(act.ref)


def test_readers_letters_and_experts_portraits_are_fit_to_be_taken(tale: list[AnyAct]) -> None:
    for act in tale:
        if isinstance(act, Ask):
            assert len(act.text) <= 1_000  # as the form takes it
        if isinstance(act, AddExpert):
            assert (story.FOLDER / BIG / "portraits" / act.portrait).stat().st_size < 50_000


def test_nothing_is_over_its_limit(tale: list[AnyAct]) -> None:
    limits = {
        "title": LONGEST_TITLE,
        "headline": LONGEST_HEADLINE,
        "standfirst": LONGEST_STANDFIRST,
        "note": LONGEST_NOTE,
        "reason": LONGEST_REASON,
    }
    for act in tale:
        for field, limit in limits.items():
            assert len(getattr(act, field, "") or "") <= limit
        assert all(len(words) <= LONGEST_KEY_POINT for words, _ in getattr(act, "points", ()))


def test_no_mark_is_left_in_what_readers_see(tale: list[AnyAct]) -> None:
    for act in tale:
        assert "{" not in " ".join(_words(getattr(act, field)) for field in act.__struct_fields__)


def _words(value: Any) -> str:
    """All that is said in a field, rows and fields of a kind included."""
    if isinstance(value, dict):
        return " ".join(map(_words, value.values()))
    return " ".join(map(_words, value)) if isinstance(value, list) else str(value)


def test_links_and_pictures_lead_to_example_domains_only(tale: list[AnyAct]) -> None:
    for act in tale:
        for host in re.findall(r"https?://([^/\"]+)", getattr(act, "body_html", None) or ""):
            assert host.endswith(".example")


def test_every_time_in_the_words_moves_with_the_clock() -> None:
    written = story.load(BIG).acts
    moved = told(written, [act.at + timedelta(hours=3, minutes=20) for act in written])
    siren = next(act for act in moved if isinstance(act, NewPost) and act.ref == "first-siren")
    assert "They began at 9.30" in siren.body_html


def test_a_moment_between_two_acts_is_told_by_proportion() -> None:
    day = datetime(2001, 1, 1, tzinfo=UTC)
    written = [day.replace(hour=10), day.replace(hour=12)]
    timetable = Timetable(written, [MIDNIGHT, MIDNIGHT + timedelta(minutes=10)])
    assert timetable.moment(day.replace(hour=11)) == MIDNIGHT + timedelta(minutes=5)
    assert timetable.moment(day.replace(hour=9)) == MIDNIGHT - timedelta(hours=1)
    assert timetable.moment(day.replace(hour=13)) == MIDNIGHT + timedelta(hours=1, minutes=10)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('[[acts]]\nat = "noon"\nact = "unpin"', "1-x.toml, act 1: `at` must be a time"),
        ('[[acts]]\nat = 06:00:00\nact = "shout"', "1-x.toml, act 1: Invalid value 'shout'"),
        ('[[acts]]\nat = 06:00:00\nact = "pin"', "1-x.toml, act 1: Object missing required field `ref`"),
    ],
)
def test_a_bad_story_says_which_act_is_bad(tmp_path: Path, lines: str, said: str) -> None:
    folder = tmp_path / "tale"
    folder.mkdir()
    (folder / "blog.toml").write_text((story.FOLDER / BIG / "blog.toml").read_text("utf-8"), "utf-8")
    (folder / "1-x.toml").write_text(lines, "utf-8")
    with pytest.raises(story.BadStory, match=re.escape(said)):
        story.load("tale", tmp_path)
