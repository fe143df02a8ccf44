"""Only what was read is released: the queue shows every word that goes out, and a release names what it showed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from stoppress.desk.outgoing import queue
from stoppress.desk.underway import Underway
from stoppress.people.rights import Role
from stoppress.publishing import key_points, posts, release_rules, schedule, versions
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import AuditEntry, Outgoing, Standing
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from tests.cast import Scene, colleague
from tests.desk.test_posts_by_form import JSON

MORNING = datetime(2031, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """Long before what is scheduled goes out."""
    with clock.standing_at(MORNING):
        yield


_SEEN = re.compile(r'name="seen" value="(\w+)"')


def test_words_that_were_swapped_since_are_not_released_unread(
    scene: Scene, alice: Client, sign_in: object
) -> None:
    """Nor by an old page, nor by a form that names nothing, nor over a post that it cites and that was corrected since."""
    cited = scene.publish("4,000 homes")
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True)
    body = f'<p><span data-reference="{cited.post}">before</span> <a href="https://dam.example/a">dam</a></p>'
    waiting = posts.publish(scene.hand(), scene.blog, Wording("Read", body, byline="Ann Onym"))
    eve = sign_in(colleague(scene, "Eve"))  # type: ignore[operator]
    page = eve.get("/desk/flood/scheduled/").content.decode()
    assert all(words in page for words in ("Byline: Ann Onym", "Leads to https://dam.example/a"))
    (old,), address = _SEEN.findall(page), f"/desk/flood/scheduled/{waiting.outgoing}/release/"
    posts.save_draft(scene.hand(), scene.blog, Wording("Swapped", body), post=waiting.post, version=1)
    for form in ({"seen": old}, {}):
        refused = eve.post(address, form, **JSON)
        assert refused.status_code == 409
        assert "Swapped" in refused.json()["message"]
    (read,) = _SEEN.findall(eve.get("/desk/flood/scheduled/").content.decode())
    pulse = Underway.of(scene.blog).state
    LiveBlog.objects.update(needs_two_people=False)
    posts.correct(scene.hand(), scene.blog, cited.post, 1, Wording("400 homes"), "It is 400.")
    LiveBlog.objects.update(needs_two_people=True)
    assert Underway.of(scene.blog).state != pulse
    assert eve.post(address, {"seen": read}, **JSON).status_code == 409
    (now,) = _SEEN.findall(eve.get("/desk/flood/scheduled/").content.decode())
    assert eve.post(address, {"seen": now}, **JSON).json()["said"] == "Released, and out."


def test_the_second_person_sees_what_comes_back(scene: Scene, alice: Client) -> None:
    """Acts that are kept without their words: a withdrawn post, an earlier version, earlier key points."""
    key_points.set_key_points(
        scene.hand(), scene.blog, [("Earlier point", None)], scene.blog.key_points_version
    )
    key_points.set_key_points(
        scene.hand(), scene.blog, [("Later point", None)], scene.blog.key_points_version
    )
    number = scene.blog.key_points_version
    gone, other = scene.publish("Comes back"), scene.publish("First words")
    posts.withdraw(scene.hand(), scene.blog, gone.post, 1, "Not so.")
    posts.amend(scene.hand(), scene.blog, other.post, 1, Wording("Second words"))
    release_rules.set_release_rules(scene.hand(), scene.blog, needs_two_people=True)
    posts.restore(scene.hand(), scene.blog, gone.post, 2)
    versions.restore_version(scene.hand(), scene.blog, other.post, 2, 1)
    key_points.restore_key_points(scene.hand(), scene.blog, number - 1, number)
    lines = [line.lines for line in queue(scene.blog, scene.editor, Role.EDITOR).lines]
    for words in ("Comes back", "First words", "Earlier point"):
        assert any(words in line for line in lines), words


def test_the_first_hundred_of_the_queue_are_those_that_matter(scene: Scene) -> None:
    with clock.standing_at(MORNING):
        for number in range(3):
            at = MORNING + timedelta(hours=9 - number)
            schedule.schedule(scene.hand(), scene.blog, at, wording=Wording(f"Hour {9 - number}"))
        Outgoing.objects.filter(pk=Outgoing.objects.order_by("pk")[1].pk).update(standing=Standing.HELD_BACK)
        with patch("stoppress.desk.outgoing._MOST_LINES", 2):
            shown = queue(scene.blog, scene.editor, Role.EDITOR).lines
    assert [line.name for line in shown] == ["Hour 8", "Hour 7"]


def test_what_a_colleague_scheduled_does_not_vanish_silently(scene: Scene, alice: Client) -> None:
    bob = Hand(colleague(scene))
    draft = schedule.schedule(bob, scene.blog, MORNING + timedelta(hours=4), wording=Wording("Bob's")).post
    form = {"title": "Now", "body_html": "", "act": "publish", "draft": draft, "version": 1}
    said = alice.post("/desk/flood/posts/", form, **JSON).json()["said"]
    assert "What was sent of it by Bob is off the queue" in said
    line = AuditEntry.objects.get(act="stop")
    assert (line.member, line.subject) == (scene.editor, draft)
