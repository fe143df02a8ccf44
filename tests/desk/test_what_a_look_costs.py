"""What the pulse and the first view of the desk ask the database for: the same, however much there is and whoever is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stoppress.desk import presence
from stoppress.publishing import posts, review, schedule
from stoppress.publishing.hand import Hand
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene, member

#: The session, the member, the live blog and her role on it are six of them; each panel's glance is one or two.
MOST_OF_A_PULSE = 27
_HEARD = {"tab": "a", "at_work": "new"}

LOOKS: dict[str, Callable[[Client], object]] = {
    "pulse": lambda client: client.get("/desk/flood/pulse/"),
    "heartbeat": lambda client: client.post("/desk/flood/here/", _HEARD),
    "first view": lambda client: client.get("/desk/flood/"),
    "drafts": lambda client: client.get("/desk/flood/panels/drafts/"),
}


def _grow(scene: Scene, begin: int) -> None:
    """A busy hour: four more posts, drafts, reviews and acts on their way, and four more members at the desk, each at a form."""
    for number in range(begin, begin + 4):
        hand = Hand(member(f"Colleague{number}"), door="desk")
        scene.publish(f"Post {number}")
        draft = posts.save_draft(hand, scene.blog, Wording(f"Draft {number}", "<p>Not yet.</p>")).post
        presence.hear(hand.member, scene.blog, f"tab{number}", f"draft/{draft}")
        review.ask_for_review(
            Hand(hand.member, door="desk"), scene.blog, wording=Wording(f"Ask {number}", "<p>Is it so?</p>")
        )
        moment = clock.now() + timedelta(hours=1, minutes=number)
        schedule.schedule(
            Hand(hand.member, door="desk"),
            scene.blog,
            moment,
            wording=Wording(f"Later {number}", "<p>Later.</p>"),
        )


def _asked(look: Callable[[Client], object], client: Client) -> list[str]:
    look(client)  # what is written down once is written down
    with CaptureQueriesContext(connection) as captured:
        look(client)
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("name", LOOKS)
def test_it_asks_no_more_when_there_is_more(name: str, scene: Scene, alice: Client) -> None:
    _grow(scene, 0)
    few = _asked(LOOKS[name], alice)
    _grow(scene, 4)
    many = _asked(LOOKS[name], alice)
    assert len(many) == len(few), "\n".join(many)


def test_a_pulse_costs_little(scene: Scene, alice: Client) -> None:
    """Twenty desks ask for it every five seconds."""
    _grow(scene, 0)
    assert len(_asked(LOOKS["heartbeat"], alice)) <= MOST_OF_A_PULSE


def test_of_all_that_goes_out_in_a_moment_a_pulse_asks_for_the_first_few(scene: Scene, alice: Client) -> None:
    """A delay of a few seconds can hold a whole minute's posts."""

    def hold(many: int) -> list[str]:
        for number in range(many):
            moment = clock.now() + timedelta(seconds=20 + number)
            schedule.schedule(scene.hand(), scene.blog, moment, wording=Wording(f"Soon {number}"))
        return _asked(LOOKS["pulse"], alice)

    few, many = hold(5), hold(10)
    assert len(many) == len(few), "\n".join(many)
    soon = alice.get("/desk/flood/pulse/").json()["soon"]
    assert soon.count("<li") == 5
    assert "Soon 0" in soon
