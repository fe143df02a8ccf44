"""The page as it stood at any moment: old words, what became of them, and nothing that was withdrawn or taken down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from stoppress.publishing import key_points, pins, posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db
#: 9 in the morning in Berlin, which is the scene's zone.
_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def _at(minutes: float) -> clock.standing_at:  # type: ignore[name-defined]
    return clock.standing_at(_NINE + timedelta(minutes=minutes))


def _stamp(minutes: float) -> str:
    return (_NINE + timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")


def _page(client: Client, minutes: float) -> str:
    answer = client.get(f"/flood/as-of/{_stamp(minutes)}/")
    assert answer.status_code == 200, answer.get("location")
    return answer.content.decode()


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    with _at(0):
        return open_scene()


def test_it_shows_what_stood_then_and_says_so(client: Client, scene: Scene) -> None:
    with _at(5):
        scene.publish("Bridge closed")
    with _at(10):
        scene.publish("Bridge open again")
    text = Found(_page(client, 5)).text
    assert "The page as it stood at 9.05 on 25 November 2026. It has changed since: to the live page" in text
    assert "Bridge closed" in text
    assert "Bridge open again" not in text
    assert "Nothing has changed since" in Found(_page(client, 10)).text


def test_search_engines_are_sent_to_the_live_page(client: Client, scene: Scene) -> None:
    answer = client.get(f"/flood/as-of/{_stamp(0)}/")
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert 'rel="canonical" href="http' in answer.content.decode()
    assert '/flood/">' in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"


def test_every_moment_between_two_changes_is_one_page(client: Client, scene: Scene) -> None:
    with _at(5):
        scene.publish("Bridge closed")
    for asked in (
        _stamp(7),
        "2026-11-25T08:07:30Z",
        "2026-11-25T09:07:30+01:00",
        "2026-11-25T08:07:30",
        "20990101T000000Z",
    ):
        answer = client.get(f"/flood/as-of/{asked}/")
        assert (answer.status_code, answer["location"]) == (302, f"/flood/as-of/{_stamp(5)}/"), asked
        assert answer["cache-control"] == "public, max-age=60"
    assert client.get("/flood/as-of/19990101T000000Z/")["location"] == f"/flood/as-of/{_stamp(0)}/"
    assert client.get("/flood/as-of/")["location"] == f"/flood/as-of/{_stamp(5)}/"


def test_what_happened_within_one_second_is_one_page(client: Client, scene: Scene) -> None:
    for part_of_second in (0.2, 0.4, 0.9):
        with clock.standing_at(_NINE + timedelta(minutes=5, seconds=part_of_second)):
            scene.publish(f"Word at {part_of_second}")
    text = Found(_page(client, 5)).text
    assert all(f"Word at {part_of_second}" in text for part_of_second in (0.2, 0.4, 0.9))


def test_the_form_asks_in_the_time_of_the_story(client: Client, scene: Scene) -> None:
    with _at(5):
        scene.publish("Bridge closed")
    for asked in ("2026-11-25T09:06", "2026-11-25 09:06:30", "2026-11-25T08:06Z"):
        assert client.get("/flood/as-of/", {"at": asked})["location"] == f"/flood/as-of/{_stamp(5)}/"
    found = Found(_page(client, 5))
    assert "Show another moment (Berlin time)" in found.text
    assert [field["value"] for field in found.all("input") if field["name"] == "at"] == ["2026-11-25T09:05"]


def test_the_minute_that_the_form_shows_leads_back_to_the_same_page(client: Client, scene: Scene) -> None:
    with _at(5.6):
        scene.publish("Bridge closed")
    address = f"/flood/as-of/{_stamp(5.6)}/"
    field = next(field for field in Found(_page(client, 5.6)).all("input") if field["name"] == "at")
    assert client.get("/flood/as-of/", {"at": field["value"]})["location"] == address


@pytest.mark.parametrize(
    "asked", ["noon", "2026-13-45T99:99", "2026-11-25", "x" * 3_000, "9999-12-31T23:59", "0001-01-01T00:00"]
)
def test_what_is_no_moment_is_said_beside_the_field_with_what_was_typed(
    client: Client, scene: Scene, asked: str
) -> None:
    answer = client.get("/flood/as-of/", {"at": asked})
    found = Found(answer.content.decode())
    assert answer.status_code == 400
    assert "This is no date with a time." in found.text
    assert [field["value"] for field in found.all("input") if field["name"] == "at"] == [asked[:40]]


@pytest.mark.parametrize("moment", ["noon", "2026-11-25", "20261399T000000Z", "9" * 200])
def test_an_address_that_is_no_moment_is_no_page(client: Client, scene: Scene, moment: str) -> None:
    assert client.get(f"/flood/as-of/{moment}/").status_code == 404


def test_the_hour_that_comes_twice_and_the_one_that_never_comes_are_understood(
    client: Client, scene: Scene
) -> None:
    for asked in ("2026-10-25T02:30", "2026-03-29T02:30"):
        assert client.get("/flood/as-of/", {"at": asked}).status_code == 302


def test_steps_lead_from_change_to_change(client: Client, scene: Scene) -> None:
    for minutes in (5, 10):
        with _at(minutes):
            scene.publish(f"At {minutes}")
    links = {link.get("rel", ""): link["href"] for link in Found(_page(client, 5)).all("a")}
    assert links["prev nofollow"] == f"/flood/as-of/{_stamp(0)}/"
    assert links["next nofollow"] == f"/flood/as-of/{_stamp(10)}/"


def test_a_corrected_post_is_shown_as_it_stood_with_the_way_to_what_is_right(
    client: Client, scene: Scene
) -> None:
    with _at(5):
        post = scene.publish("4,000 homes", "<p>4,000 homes.</p>").post
    with _at(70):
        posts.correct(scene.hand(), scene.blog, post, 1, Wording("400 homes", "<p>400.</p>"), "It is 400.")
    found = Found(_page(client, 5))
    assert "4,000 homes" in found.text
    assert "Corrected at 10.10, 25 Nov: to the post as it reads now" in found.text
    assert f"/flood/p/{post}/" in [link["href"] for link in found.all("a")]
    assert "Corrected at" not in Found(_page(client, 70)).text


def test_an_amended_post_says_that_it_changed(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish("Bridge closd").post
    with _at(6):
        posts.amend(scene.hand(), scene.blog, post, 1, Wording("Bridge closed"))
    with _at(7):
        posts.mark_key_event(scene.hand(), scene.blog, post, 2, is_key_event=True)
    assert "Changed at 9.06" in Found(_page(client, 5)).text
    assert "Changed at" not in Found(_page(client, 6)).text


def test_a_withdrawn_post_is_its_tombstone_at_every_moment(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish("Rumour", "<p>A rumour.</p>").post
    with _at(6):
        pins.pin(scene.hand(), scene.blog, post)
        key_points.set_key_points(scene.hand(), scene.blog, [("Rumour of it", post), ("Stays", None)], 0)
    with _at(9):
        posts.withdraw(scene.hand(), scene.blog, post, 1, "Not confirmed.")
    for minutes in (5, 6, 9):
        text = Found(_page(client, minutes)).text
        assert "umour" not in text, minutes
        assert "Not confirmed." in text
    assert "Stays" in Found(_page(client, 6)).text


def test_a_restored_post_is_there_again_at_every_moment(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish("Rumour").post
    with _at(6):
        withdrawn = posts.withdraw(scene.hand(), scene.blog, post, 1, "Not confirmed.")
    with _at(7):
        posts.restore(scene.hand(), scene.blog, post, withdrawn.version)
    assert "Rumour" in Found(_page(client, 5)).text


def test_what_was_taken_down_leaves_no_trace_at_any_moment(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish("Libel", "<p>Libel.</p>").post
    with _at(6):
        pins.pin(scene.hand(), scene.blog, post)
        key_points.set_key_points(scene.hand(), scene.blog, [("Libel, too", post)], 0)
    with _at(7):
        scene.publish("After")
    with _at(8):
        take_down.take_down(scene.hand(), scene.blog, post, "A court asked for it.")
    assert client.get(f"/flood/as-of/{_stamp(5)}/")["location"] == f"/flood/as-of/{_stamp(0)}/"
    for minutes in (0, 6, 7):
        page = _page(client, minutes)
        assert "ibel" not in page, minutes
        assert post not in page, minutes


def test_a_post_that_named_a_withdrawn_one_is_shown_as_it_reads_now(client: Client, scene: Scene) -> None:
    with _at(5):
        rumour = scene.publish("Rumour").post
    with _at(6):
        body = f'<p>Old words, <span data-reference="{rumour}">see 9.05 post</span>.</p>'
        other = scene.publish("Says who", body).post
    with _at(7):
        posts.amend(scene.hand(), scene.blog, other, 1, Wording("Says who", "<p>New words.</p>"))
    assert "Old words" in Found(_page(client, 6)).text
    with _at(8):
        posts.withdraw(scene.hand(), scene.blog, rumour, 1, "Not confirmed.")
    text = Found(_page(client, 6)).text
    assert "New words." in text
    assert "Old words" not in text
    assert "Shown as it reads now" in text


def test_only_the_newest_posts_of_then_are_on_it_and_the_rest_are_a_link(
    client: Client, scene: Scene
) -> None:
    for number in range(30):
        with _at(5 + number):
            scene.publish(f"Number {number:02}.")
    found = Found(_page(client, 30))
    shown = [number for number in range(30) if f"Number {number:02}." in found.text]
    assert shown == list(range(6, 26))
    older = [link["href"] for link in found.all("a") if "/before/" in link["href"]]
    assert len(older) == 1


def test_what_is_not_public_has_no_past(client: Client) -> None:
    open_scene(phase="preparing")
    for address in ("/flood/as-of/", "/flood/as-of/20261125T080000Z/", "/flood/as-of/?at=x"):
        assert client.get(address).status_code == 404


def test_a_page_is_made_once_for_the_state_of_the_wire(client: Client, scene: Scene) -> None:
    with _at(5):
        post = scene.publish("4,000 homes").post
    before = _page(client, 5)
    assert _page(client, 5) == before
    with _at(9):
        posts.correct(scene.hand(), scene.blog, post, 1, Wording("400 homes"), "It is 400.")
    assert "Corrected at 9.09" in Found(_page(client, 5)).text
