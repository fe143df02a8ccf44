"""Voting by form and by script: one first-party mark, and a page that says what is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from stoppress.polls.models import Vote
from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from stoppress.reader import voting
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

POLL = {"question": "Stay open?", "options": [{"label": "Yes"}, {"label": "No"}]}


@pytest.fixture
def poll() -> Iterator[str]:
    scene = open_scene()
    voting.taken = type(voting.taken)()
    yield _poll(scene)


def _poll(scene: Scene) -> str:
    post = posts.publish(scene.hand(), scene.blog, Wording("A poll", kind="poll", details=POLL)).post
    return f"/flood/p/{post}/vote/"


def test_a_vote_without_script_leads_to_a_page_that_tells_it(poll: str) -> None:
    client = Client()
    answer = client.post(poll, {"choice": "1"})
    assert answer.status_code == 303 and answer["Location"] == poll
    told = client.get(poll)
    assert "“No” is counted" in told.content.decode()
    assert told["Cache-Control"] == "private, no-store"


def test_the_only_cookie_is_one_mark_that_no_script_reads(poll: str) -> None:
    client = Client()
    assert not client.get(poll).cookies
    cookies = client.post(poll, {"choice": "1"}).cookies
    assert list(cookies) == [voting.MARK]
    assert cookies[voting.MARK]["httponly"] and cookies[voting.MARK]["samesite"] == "Strict"
    assert cookies[voting.MARK]["path"] == poll, "no page that caches keep comes with it"


def test_the_same_device_is_counted_once_and_another_one_too(poll: str) -> None:
    client = Client()
    first = client.post(poll, {"choice": "1"}, headers={"Accept": "application/json"}).json()
    again = client.post(poll, {"choice": "0"}, headers={"Accept": "application/json"}).json()
    assert first["choice"] == again["choice"] == 1
    assert Client().post(poll, {"choice": "0"}, headers={"Accept": "application/json"}).json()["choice"] == 0
    assert Vote.objects.count() == 2


def test_another_site_cannot_vote_for_a_reader(poll: str) -> None:
    answer = Client().post(poll, {"choice": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and not Vote.objects.exists()


@pytest.mark.parametrize("choice", ["", "x", "7", "-1", "1" * 400, "١"])
def test_a_choice_that_is_none_is_told_so(poll: str, choice: str) -> None:
    answer = Client().post(poll, {"choice": choice})
    assert answer.status_code == (303 if choice == "١" else 409)


def test_too_many_from_one_address_are_asked_to_wait(poll: str) -> None:
    answers = [
        Client().post(poll, {"choice": "1"}).status_code for _ in range(int(voting.RATES.address.burst) + 3)
    ]
    assert answers[-1] == 429
    assert Vote.objects.count() < len(answers)


def test_there_is_nothing_where_there_is_no_poll(poll: str) -> None:
    assert Client().get("/flood/p/aaaaaaaaaaaa/vote/").status_code == 404
    assert Client().post("/flood/p/aaaaaaaaaaaa/vote/", {"choice": "1"}).status_code == 404
