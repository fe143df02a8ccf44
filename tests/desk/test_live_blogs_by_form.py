"""Live blogs by form: a new one, its header, its phase, its key points, its drafts."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post
from stoppress.wire import reading
from tests.cast import Scene, open_scene

JSON = {"headers": {"accept": "application/json"}}
NEW = "/desk/live-blogs/new/"


def test_a_headline_is_enough_for_a_live_blog(scene: Scene, alice: Client) -> None:
    answer = alice.post(NEW, {"headline": "Storm over Ävel"})
    assert answer.headers["Location"] == "/desk/storm-over-avel/"
    assert LiveBlog.objects.get(slug="storm-over-avel").phase == "preparing"


def test_the_start_of_the_coverage_is_read_in_the_zone_of_the_story(scene: Scene, alice: Client) -> None:
    alice.post(
        NEW,
        {
            "headline": "Storm",
            "zone": "Europe/Kyiv",
            "coverage_starts_at": "2030-01-15T18:00",
            "team": "Ada, dam\nBen",
        },
    )
    blog = LiveBlog.objects.get(slug="storm")
    assert blog.coverage_starts_at is not None
    assert blog.coverage_starts_at.isoformat() == "2030-01-15T16:00:00+00:00"
    assert [(line.name, line.duty) for line in blog.team.all()] == [("Ada", "dam"), ("Ben", "")]


def test_a_time_that_the_clocks_skip_is_refused_in_words(scene: Scene, alice: Client) -> None:
    answer = alice.post(
        NEW, {"headline": "Storm", "zone": "Europe/Berlin", "coverage_starts_at": "2030-03-31T02:30"}
    )
    assert answer.status_code == 422
    assert "skip this time" in answer.content.decode()


@pytest.mark.parametrize(
    ("zone", "typed"), [("Europe/Berlin", "0001-01-01T00:00"), ("America/New_York", "9999-12-31T23:59")]
)
def test_at_the_ends_of_time_no_coverage_begins(scene: Scene, alice: Client, zone: str, typed: str) -> None:
    answer = alice.post(NEW, {"headline": "Storm", "zone": zone, "coverage_starts_at": typed})
    assert answer.status_code == 422
    assert "Look at the year again." in answer.content.decode()


def test_wrong_fields_are_told_beside_them_and_nothing_typed_is_lost(scene: Scene, alice: Client) -> None:
    answer = alice.post(
        NEW,
        {
            "headline": " ",
            "standfirst": "Kept words",
            "slug": "Not A Slug",
            "zone": "Nowhere/Land",
            "team": "Ada",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "A live blog needs a headline",
        "only lower-case letters",
        "is no time zone",
        "Kept words",
        "Ada",
    ):
        assert words in page


def test_a_taken_address_is_refused(scene: Scene, alice: Client) -> None:
    answer = alice.post(NEW, {"headline": "Another flood", "slug": "flood"})
    assert answer.status_code == 422
    assert "taken by another live blog" in answer.content.decode()


def test_the_form_for_a_new_live_blog_sent_twice_makes_one(scene: Scene, alice: Client) -> None:
    for _ in range(2):
        alice.post(NEW, {"headline": "Storm", "key": "k1"})
    assert LiveBlog.objects.filter(headline="Storm").count() == 1


def test_the_list_tells_phase_last_post_and_address(scene: Scene, alice: Client) -> None:
    scene.publish()
    page = alice.get("/desk/").content.decode()
    for words in ("River rises", "live", "last post", "/flood/"):
        assert words in page


def test_what_is_on_air_stands_on_top_of_the_list(scene: Scene, alice: Client) -> None:
    open_scene("a-match-that-is-over", "closed", scene.editor)
    open_scene("a-draft", "preparing", scene.editor)
    page = alice.get("/desk/").content.decode()
    places = [page.index(f"/desk/{slug}/") for slug in ("flood", "a-draft", "a-match-that-is-over")]
    assert places == sorted(places)


def test_the_header_changes_on_the_page(scene: Scene, alice: Client) -> None:
    sent = {
        "version": scene.blog.version,
        "headline": "River falls",
        "standfirst": "",
        "team": "Ada Marsh, at the dam",
    }
    assert alice.post("/desk/flood/header/", sent).status_code == 302
    header = reading.standing_part(scene.blog.wire, "header")
    assert header is not None
    assert "River falls" in header.html
    assert "Ada Marsh" in header.html


def test_two_who_change_the_header_do_not_overwrite_each_other(scene: Scene, alice: Client) -> None:
    sent = {"version": scene.blog.version, "headline": "River falls", "standfirst": "", "team": ""}
    alice.post("/desk/flood/header/", sent)
    late = alice.post("/desk/flood/header/", sent | {"headline": "River stands"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "River falls" in page
    assert "River stands" in page


def test_the_phase_is_asked_in_place_and_entered(scene: Scene, alice: Client) -> None:
    page = alice.get("/desk/flood/phase/").content.decode()
    assert "Yes, pause" in page
    assert "Yes, close" in page
    alice.post("/desk/flood/phase/", {"version": scene.blog.version, "phase": "closed"})
    assert scene.blog.phase == "closed"
    wrong = alice.post("/desk/flood/phase/", {"version": scene.blog.version, "phase": "paused"})
    assert wrong.status_code == 409
    assert "cannot become paused" in wrong.content.decode()


def test_key_points_are_put_in_order_on_the_page(scene: Scene, alice: Client) -> None:
    post = scene.publish().post
    answer = alice.post(
        "/desk/flood/key-points/", {"version": 0, "text": ["Second", "First", " "], "post": ["", post, ""]}
    )
    assert answer.status_code == 302
    assert [(point.text, point.post_id is not None) for point in scene.blog.key_points.all()] == [
        ("Second", False),
        ("First", True),
    ]


def test_without_script_the_buttons_rearrange_the_list_and_put_nothing_on_the_page(
    scene: Scene, alice: Client
) -> None:
    typed = {"version": 0, "text": ["One", "Two"], "post": ["", ""]}
    down = alice.post("/desk/flood/key-points/", typed | {"change": "down:0"}).content.decode()
    assert down.index(">Two</textarea>") < down.index(">One</textarea>")
    out = alice.post("/desk/flood/key-points/", typed | {"change": "out:1"}).content.decode()
    assert ">Two</textarea>" not in out
    added = alice.post("/desk/flood/key-points/", typed | {"change": "add:"}).content.decode()
    assert added.count("data-point>") == 4  # three, and the blank one for the script
    assert scene.blog.key_points_version == 0


def test_key_points_that_others_changed_are_shown_beside_hers(scene: Scene, alice: Client) -> None:
    alice.post("/desk/flood/key-points/", {"version": 0, "text": ["Theirs"], "post": [""]})
    late = alice.post("/desk/flood/key-points/", {"version": 0, "text": ["Mine"], "post": [""]})
    assert late.status_code == 409
    page = late.content.decode()
    assert "<li>Theirs</li>" in page
    assert ">Mine</textarea>" in page


def test_a_draft_is_kept_taken_up_and_published(scene: Scene, alice: Client, bob: Client) -> None:
    alice.post("/desk/flood/posts/", {"title": "Half a thought", "act": "draft"})
    draft = Post.objects.get()
    assert reading.newest(scene.blog.wire, "stream", 1) == []
    page = bob.get(f"/desk/flood/drafts/{draft.public_id}/").content.decode()
    assert 'value="Half a thought"' in page
    bob.post(
        "/desk/flood/posts/",
        {"title": "A whole thought", "draft": draft.public_id, "version": 1, "act": "publish"},
    )
    assert scene.post(draft.public_id).state == "published"
    assert Post.objects.count() == 1


def test_a_draft_is_thrown_away(scene: Scene, alice: Client) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Nothing")).post
    alice.post(f"/desk/flood/drafts/{draft}/discard/", {"version": 1})
    assert not Post.objects.exists()


def test_the_pulse_tells_what_the_wire_does_not(scene: Scene, alice: Client, vera: Client) -> None:
    posts.save_draft(scene.hand(), scene.blog, Wording("Nothing"))
    pulse = alice.get("/desk/flood/pulse/").json()
    assert pulse["phase"] == "live"
    assert pulse["panels"]["drafts"]["stamp"]
    assert "drafts" not in vera.get("/desk/flood/pulse/").json()["panels"]
