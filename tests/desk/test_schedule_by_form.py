"""Reviews, the queue and the rules of release, by form: without script, and as the desk's script asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stoppress.desk.outgoing_forms import moment_of
from stoppress.people.models import Member
from stoppress.publishing import carrying_out, live_blogs, posts, schedule
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import Outgoing, Standing
from stoppress.publishing.read_stamps import stamp
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock
from tests.cast import Scene, colleague
from tests.desk.test_posts_by_form import JSON

MORNING = datetime(2031, 3, 1, 8, tzinfo=UTC)
SKIPPED = "2031-03-30T02:30:00"  # in Berlin clocks go forward at two
TWICE = "2031-10-26T02:30:00"  # and back at three


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """A day from which both nights of the year in which clocks are put are still to come."""
    with clock.standing_at(MORNING):
        yield


def _compose(client: Client, act: str, **more: str) -> object:
    words = {"title": "At noon", "body_html": "As planned.", "body_format": "plain", "act": act}
    return client.post("/desk/flood/posts/", words | more, **JSON).json()


def _reviewed_draft(scene: Scene, client: Client) -> Post:
    _compose(client, "review")
    return Post.objects.select_related("review").get(state=State.DRAFT)


def test_the_composer_lets_a_post_go_out_at_a_moment(scene: Scene, alice: Client) -> None:
    answer = _compose(alice, "schedule", release_at="2031-03-01T12:00:05")
    assert isinstance(answer, dict) and "12:00:05" in answer["said"]
    row = Outgoing.objects.get()
    assert row.due_at == datetime(2031, 3, 1, 11, 0, 5, tzinfo=UTC)
    page = alice.get("/desk/flood/scheduled/").content.decode()
    assert "1 Mar, 12:00:05" in page and "At noon" in page and "09:00:00" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the day and the time."),
        ("2031-03-01T07:00", "This moment has passed."),
        (SKIPPED, "does not exist that night: clocks in Europe/Berlin skip it. Choose 01:30:00 or 03:30:00."),
        (TWICE, "comes twice that night in Europe/Berlin: first at UTC+02:00, then at UTC+01:00"),
        ("0001-01-01T00:00:00", "Look at the year again."),
        ("9999-12-31T23:59:59", "Look at the year again."),
        ("noon", "Type it as 2031-05-04 12:00:00."),
    ],
)
def test_a_moment_that_cannot_be_taken_is_asked_about_beside_the_field(
    scene: Scene, alice: Client, typed: str, words: str
) -> None:
    sent = {
        "title": "At noon",
        "body_html": "Kept.",
        "body_format": "plain",
        "act": "schedule",
        "release_at": typed,
    }
    told = alice.post("/desk/flood/posts/", sent, **JSON).json()
    assert words in told["fields"]["release_at"]
    assert ("fold" in told["fields"]) == (typed == TWICE)
    page = alice.post("/desk/flood/posts/", sent)
    assert page.status_code == 422
    shown = page.content.decode()
    assert words in shown and "Kept." in shown and 'value="At noon"' in shown
    assert not Post.objects.exists()


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_of_an_hour_that_comes_twice_the_chosen_one_is_taken(
    scene: Scene, alice: Client, fold: str, hour: int
) -> None:
    _compose(alice, "schedule", release_at=TWICE, fold=fold)
    assert Outgoing.objects.get().due_at == datetime(2031, 10, 26, hour, 30, tzinfo=UTC)


def test_every_second_of_a_year_is_one_moment_but_for_the_night_of_each_change() -> None:
    start = datetime(2031, 1, 1, 0, 30, 7)
    asked = 0
    for hours in range(366 * 24):
        typed = start + timedelta(hours=hours)
        try:
            moment_of("Europe/Berlin", typed)
        except Invalid:
            asked += 1
    assert asked == 2


def test_a_draft_gets_a_moment_and_another_one(scene: Scene, alice: Client) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Later")).post
    address = f"/desk/flood/drafts/{draft}/schedule/"
    assert alice.get(address).status_code == 200
    for typed in ("2031-03-01T12:00:00", "2031-03-01T13:00:00"):
        assert alice.post(address, {"version": 1, "release_at": typed}).status_code == 302
    assert Outgoing.objects.get().due_at == datetime(2031, 3, 1, 12, tzinfo=UTC)
    assert "13:00:00" in alice.get(address).content.decode()
    assert alice.post(address, {"version": 9, "release_at": "2031-03-01T14:00"}).status_code == 409


def test_the_queue_is_stopped_and_changes_places_by_form(scene: Scene, alice: Client, bob: Client) -> None:
    for title, typed in (("One", "2031-03-01T12:00"), ("Two", "2031-03-01T13:00")):
        _compose(alice, "schedule", title=title, release_at=typed)
    first, second = schedule.in_order(scene.blog)
    page = bob.get("/desk/flood/scheduled/").content.decode()
    assert f'value="{second.public_id} {first.public_id}"' in page
    bob.post("/desk/flood/scheduled/order/", {"order": f"{second.public_id} {first.public_id}"})
    assert [row.public_id for row in schedule.in_order(scene.blog)] == [second.public_id, first.public_id]
    told = bob.post(f"/desk/flood/scheduled/{first.public_id}/stop/", **JSON).json()
    assert told["said"] == "Stopped. It is a draft again."
    assert bob.post(f"/desk/flood/scheduled/{first.public_id}/stop/").status_code == 404
    assert Post.objects.filter(state=State.DRAFT).count() == 2


def test_a_draft_is_ready_and_comes_back_with_a_note(scene: Scene, alice: Client, bob: Client) -> None:
    draft = _reviewed_draft(scene, bob)
    assert "ready for review" in alice.get("/desk/flood/drafts/").content.decode()
    address = f"/desk/flood/drafts/{draft.public_id}/send-back/"
    assert alice.get(address).status_code == 200
    assert alice.post(address, {"version": 1, "note": " "}).status_code == 422
    alice.post(address, {"version": 1, "note": "Who says so?"})
    page = bob.get("/desk/flood/drafts/").content.decode()
    assert "sent back" in page and "Who says so?" in page
    bob.post(f"/desk/flood/drafts/{draft.public_id}/review/", {"version": 1})
    draft.review.refresh_from_db()
    assert draft.review.is_ready


def test_a_contributor_says_that_a_draft_is_ready_and_publishes_nothing(
    scene: Scene, sign_in: object
) -> None:
    client = sign_in(colleague(scene, "Cara", "contributor"))  # type: ignore[operator]
    draft = _reviewed_draft(scene, client)
    assert draft.review.is_ready
    for act in ("publish", "schedule"):
        told = client.post(
            "/desk/flood/posts/", {"title": "x", "act": act, "release_at": "2031-03-01T12:00"}, **JSON
        )
        assert told.status_code == 403
    assert client.get("/desk/flood/scheduled/").status_code == 403
    assert "composer_later" not in client.get("/desk/flood/").content.decode()


def test_what_waits_is_read_and_released_by_another(scene: Scene, alice: Client, sign_in: object) -> None:
    alice.post("/desk/flood/release-rules/", {"needs_two_people": "on"})
    assert scene.blog.needs_two_people
    told = _compose(alice, "publish")
    assert isinstance(told, dict) and told["waits"] == "second person"
    assert "second person" in told["said"]
    live_blogs.change_header(
        scene.hand(), scene.blog, scene.blog.version, headline="All of it is read", standfirst="", team=[]
    )
    eve = sign_in(colleague(scene, "Eve"))  # type: ignore[operator]
    page = eve.get("/desk/flood/scheduled/").content.decode()
    assert "All of it is read" in page and page.count(">Release<") == 2
    assert "Your words" in alice.get("/desk/flood/scheduled/").content.decode()
    row = Outgoing.objects.get(act="publish")
    read = {"seen": stamp(row)}
    assert alice.post(f"/desk/flood/scheduled/{row.public_id}/release/", read, **JSON).status_code == 403
    told = eve.post(f"/desk/flood/scheduled/{row.public_id}/release/", read, **JSON).json()
    assert told["said"] == "Released, and out."
    header = Outgoing.objects.get(act="change header")
    eve.post(f"/desk/flood/scheduled/{header.public_id}/send-back/", {"note": "Too long."})
    assert "Too long." in alice.get("/desk/flood/scheduled/").content.decode()
    alice.post(f"/desk/flood/scheduled/{header.public_id}/throw-away/")
    assert not Outgoing.objects.open().exists()


def _unread(client: Client, panel: str) -> int:
    return int(client.get("/desk/flood/pulse/").json()["panels"][panel]["unread"])


def _look(client: Client, panel: str) -> None:
    assert client.post(f"/desk/flood/panels/{panel}/seen/").status_code == 302


def test_a_note_is_new_in_the_writers_panel_until_she_looks(scene: Scene, alice: Client, bob: Client) -> None:
    draft = _reviewed_draft(scene, bob)
    _look(bob, "drafts")
    with clock.standing_at(MORNING + timedelta(seconds=1)):
        assert (_unread(alice, "drafts"), _unread(bob, "drafts")) == (1, 0)
        alice.post(f"/desk/flood/drafts/{draft.public_id}/send-back/", {"version": 1, "note": "Who says so?"})
        assert _unread(bob, "drafts") == 1
        _look(bob, "drafts")
        assert _unread(bob, "drafts") == 0


def test_what_came_back_to_her_is_new_until_she_has_done_something_about_it(
    scene: Scene, alice: Client, sign_in: object
) -> None:
    eve = sign_in(colleague(scene, "Eve"))  # type: ignore[operator]
    alice.post("/desk/flood/release-rules/", {"needs_two_people": "on"})
    scene.head("All of it is read")
    row = Outgoing.objects.get()
    assert (_unread(alice, "scheduled"), _unread(eve, "scheduled")) == (0, 1)
    eve.post(f"/desk/flood/scheduled/{row.public_id}/send-back/", {"note": "Too long."})
    assert (_unread(alice, "scheduled"), _unread(eve, "scheduled")) == (1, 0)
    alice.post(f"/desk/flood/scheduled/{row.public_id}/throw-away/")
    assert _unread(alice, "scheduled") == 0


def test_what_a_colleague_stopped_is_a_draft_again_that_says_so(
    scene: Scene, alice: Client, bob: Client
) -> None:
    for number in (1, 2):
        _compose(bob, "schedule", release_at=f"2031-03-01T12:0{number}:00")
    assert "Yes, stop all of it" in alice.get("/desk/flood/scheduled/").content.decode()
    _look(bob, "drafts")
    with clock.standing_at(MORNING + timedelta(seconds=1)):
        told = alice.post("/desk/flood/scheduled/stop/", **JSON).json()
        assert told["said"] == "All of it is stopped; posts are drafts again."
        assert _unread(bob, "drafts") == 2
        assert "stopped by Alice" in bob.get("/desk/flood/drafts/").content.decode()
        assert alice.post("/desk/flood/scheduled/stop/", **JSON).status_code == 409


def test_what_is_about_to_go_out_stands_above_every_desk_that_can_stop_it(
    scene: Scene, alice: Client, bob: Client, vera: Client
) -> None:
    alice.post("/desk/flood/release-rules/", {"delay_seconds": "20"})
    _compose(bob, "publish", title="In a moment")
    _compose(bob, "schedule", title="In an hour", release_at="2031-03-01T10:00:00")
    for client in (alice, bob):
        pulse = client.get("/desk/flood/pulse/").json()
        assert "In a moment" in pulse["soon"] and "In an hour" not in pulse["soon"]
        assert pulse["look_every_ms"] > 0
        assert "In a moment" in client.get("/desk/flood/").content.decode().split('id="posts"')[0]
    assert vera.get("/desk/flood/pulse/").json()["soon"] == ""
    with clock.standing_at(MORNING + timedelta(minutes=59, seconds=10)):
        assert "In an hour" in alice.get("/desk/flood/pulse/").json()["soon"]


def test_what_went_out_late_is_told_on_the_desk_and_new_until_one_looks(
    scene: Scene, alice: Client, bob: Client
) -> None:
    _compose(alice, "schedule", release_at="2031-03-01T12:00:00")
    with clock.standing_at(datetime(2031, 3, 1, 11, 5, 0, tzinfo=UTC)):
        while carrying_out.step():
            pass
        assert _unread(bob, "scheduled") == 1
        page = bob.get("/desk/flood/scheduled/").content.decode()
        assert "Went out late" in page and "due 12:00:00, out 12:05:00" in page
        _look(bob, "scheduled")
        assert _unread(bob, "scheduled") == 0


def test_the_wall_clock_of_the_story_stands_beside_the_field(scene: Scene, alice: Client) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Later")).post
    for address in ("/desk/flood/", f"/desk/flood/drafts/{draft}/schedule/"):
        field = alice.get(address).content.decode().split('data-field="release_at"')[1].split("</div>")[0]
        assert 'data-zone="Europe/Berlin"' in field and "09:00:00" in field and "UTC+01:00" in field


def test_the_rules_say_what_cannot_be(scene: Scene, alice: Client, bob: Client) -> None:
    assert alice.post("/desk/flood/release-rules/", {"delay_seconds": "900"}, **JSON).status_code == 422
    assert bob.get("/desk/flood/release-rules/").status_code == 403
    alice.post("/desk/flood/release-rules/", {"delay_seconds": "20", "of_newsroom": "on"})
    blog = LiveBlog.objects.select_related("newsroom").get()
    assert (blog.delay_seconds, blog.newsroom.needs_two_people) == (20, True)


def test_what_is_late_is_an_alarm_on_every_desk(scene: Scene, alice: Client, vera: Client) -> None:
    _compose(alice, "schedule", release_at="2031-03-01T12:00:00")
    assert alice.get("/desk/flood/pulse/").json()["late"] == 0
    with clock.standing_at(datetime(2031, 3, 1, 11, 0, 5, tzinfo=UTC)):
        for client in (alice, vera):
            assert client.get("/desk/flood/pulse/").json()["late"] == 1
            page = client.get("/desk/flood/").content.decode()
            assert 'role="alert" data-late>' in page
        assert "is late: its moment has passed" in alice.get("/desk/flood/scheduled/").content.decode()
        while carrying_out.step():
            pass
        assert alice.get("/desk/flood/pulse/").json()["late"] == 0


def test_what_was_held_back_says_why_and_can_be_released_all_the_same(scene: Scene, alice: Client) -> None:
    cited = scene.publish("4,000 homes")
    words = Wording("Bulletin", f'<p><span data-reference="{cited.post}">before</span></p>')
    schedule.schedule(Hand(Member.objects.get()), scene.blog, MORNING + timedelta(hours=1), wording=words)
    posts.correct(scene.hand(), scene.blog, cited.post, 1, Wording("400"), "It is 400.")
    assert "It will be held back." in alice.get("/desk/flood/scheduled/").content.decode()
    with clock.standing_at(MORNING + timedelta(hours=1)):
        carrying_out.step()
        row = Outgoing.objects.get()
        assert row.standing == Standing.HELD_BACK
        page = alice.get("/desk/flood/scheduled/").content.decode()
        assert "which was corrected after this was written" in page
        place = Post.objects.get(public_id=cited.post).place + 1
        assert ">held back</a>" in alice.get("/desk/flood/drafts/").content.decode()
        assert f'Read again: <a href="/desk/flood/?below={place}">' in page and "Still right: release" in page
        alice.post(f"/desk/flood/scheduled/{row.public_id}/release/", {"seen": stamp(row)})
    assert Post.objects.get(title="Bulletin").state == State.PUBLISHED
    assert not Outgoing.objects.open().exists()
