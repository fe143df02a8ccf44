"""The demo fills an empty folder, brings the story to its middle, plays on, and harms nothing that is not its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from stoppress.demo import setting, story
from stoppress.demo.command import Demo, welcome
from stoppress.demo.models import PlayedAct
from stoppress.demo.player import Cue, play
from stoppress.demo.setting import NotADemo
from stoppress.people.models import Member
from stoppress.stories.models import LiveBlog, Phase, Post
from stoppress.toolkit import clock
from tests.cast import member
from tests.demo.test_the_player import silent, strict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of our own."""
    settings.DATA = tmp_path
    return tmp_path


def test_the_page_looks_lived_in_when_somebody_first_looks() -> None:
    before = clock.now()
    setting.set_the_scene()
    big = LiveBlog.objects.get(slug=setting.BIG_STORY)
    newest = Post.objects.filter(blog=big).order_by("-place").first()
    assert newest is not None and newest.published_at is not None
    assert newest.title == "First houses in Upper Sethe destroyed"
    assert timedelta(0) < clock.now() - newest.published_at < timedelta(minutes=2)
    assert Post.objects.filter(blog=big, published_at__gt=before).count() == 0
    assert big.phase == Phase.LIVE


def test_one_page_is_over_and_one_begins_tomorrow() -> None:
    setting.set_the_scene()
    assert LiveBlog.objects.get(slug="island-cup-final").phase == Phase.CLOSED
    count = LiveBlog.objects.get(slug="tovanne-count")
    assert count.phase == Phase.UPCOMING
    assert count.coverage_starts_at is not None
    assert count.coverage_starts_at.date() == clock.now().date() + timedelta(days=1)


def test_everybody_of_the_cast_can_sign_in() -> None:
    for who in setting.set_the_scene():
        assert Member.objects.get(email=who.email).check_password(who.pass_phrase)


def test_a_second_start_changes_nothing_and_tells_no_pass_phrase() -> None:
    setting.set_the_scene()
    done = PlayedAct.objects.count()
    sign_ins = setting.set_the_scene()
    assert PlayedAct.objects.count() == done
    assert {who.pass_phrase for who in sign_ins} == {""}
    assert any("--fresh" in line for line in welcome("http://127.0.0.1:8000", sign_ins))


def test_the_rest_of_the_story_comes_at_a_gentle_pace_and_reaches_its_end() -> None:
    setting.set_the_scene()
    written = story.load(setting.BIG_STORY)
    stage = setting.stage_of(written)
    rest = setting.the_rest(stage, written)
    coming = rest[stage.position :]
    assert all(5 <= cue.wait_seconds <= 40 for cue in coming)
    assert sum(cue.wait_seconds for cue in coming) < 3600
    assert {cue.stamp for cue in coming} == {None}
    assert play(stage, [Cue(cue.act) for cue in rest], tell=strict)
    assert LiveBlog.objects.get(slug=setting.BIG_STORY).phase == Phase.CLOSED


def test_a_demo_that_was_ended_in_its_first_half_goes_on_by_the_same_clock() -> None:
    setting.set_the_scene()
    whole = list(PlayedAct.objects.filter(blog__slug=setting.BIG_STORY).values_list("at", flat=True))
    begun = whole[0]
    written = story.load(setting.BIG_STORY)
    stage = setting.stage_of(written)
    PlayedAct.objects.filter(blog__slug=setting.BIG_STORY, position__gt=10).delete()
    acts = setting._up_to_the_middle(written, stage, clock.now() + timedelta(hours=5))
    assert acts[0].at == begun
    assert [act.at for act in acts] == whole


def test_the_demo_says_where_everything_is_and_stops_when_asked() -> None:
    said: list[str] = []
    demo = Demo(said.append)
    demo.before()
    demo.stop.ask()
    demo.beside("http://127.0.0.1:8123")
    text = "\n".join(said)
    assert "http://127.0.0.1:8123/vessary-eruption/" in text
    assert "http://127.0.0.1:8123/desk/" in text
    assert "ngozi@courier.example" in text


def test_the_demo_leaves_a_newsroom_that_is_not_its_own_alone() -> None:
    member("Alice", newsroom="The Harrow Courier")
    with pytest.raises(NotADemo, match="holds a newsroom already"):
        setting.set_the_scene()
    assert LiveBlog.objects.count() == 0


def test_starting_over_removes_only_what_a_demo_made(folder: Path) -> None:
    database = folder / "stoppress.sqlite3"
    setting.start_over()
    database.write_text("a newsroom")
    with pytest.raises(NotADemo, match="nothing was removed"):
        setting.start_over()
    assert database.read_text() == "a newsroom"
    (folder / "demo-data").touch()
    setting.start_over()
    assert not database.exists()


def test_nobody_is_told_anything_while_the_past_is_brought_up(capsys: pytest.CaptureFixture[str]) -> None:
    setting.set_the_scene()
    silent("")
    assert capsys.readouterr().out == ""
