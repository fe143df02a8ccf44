"""Who is here and who is at what: renewed by a heartbeat, gone a while after the last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stoppress.desk.models import Presence
from stoppress.desk.presence import GONE_AFTER
from stoppress.publishing import posts
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene, member

JSON: dict[str, Any] = {"headers": {"accept": "application/json"}}


def beat(client: Client, at_work: str = "", tab: str = "one", **more: str) -> Any:
    return client.post("/desk/flood/here/", {"tab": tab, "at_work": at_work, **more}, **JSON)


def here(client: Client) -> list[tuple[str, str]]:
    found = beat(client).json()["here"]
    return [(colleague["name"], colleague["doing"]) for colleague in found]


def test_a_colleague_is_seen_with_what_she_is_at(scene: Scene, alice: Client, bob: Client) -> None:
    post = scene.publish("Bridge closed").post
    assert here(alice) == []
    beat(bob, f"amend/{post}")
    assert here(alice) == [("Bob", "at “Bridge closed”")]
    beat(bob, "key-points")
    assert here(alice) == [("Bob", "at the key points")]
    assert "Bob" in alice.get("/desk/flood/").content.decode()


def test_two_tabs_of_one_member_are_told_once_unless_she_is_at_two_things(
    scene: Scene, alice: Client, bob: Client
) -> None:
    beat(bob, tab="one")
    beat(bob, "header", tab="two")
    beat(bob, "new", tab="three")
    assert sorted(here(alice)) == [("Bob", "at the header"), ("Bob", "writes a post")]


def test_who_is_silent_is_gone_and_who_leaves_is_gone_at_once(
    scene: Scene, alice: Client, bob: Client
) -> None:
    at = clock.now()
    with clock.standing_at(at):
        beat(bob)
        beat(alice, leaves="yes")
    with clock.standing_at(at + GONE_AFTER + timedelta(seconds=1)):
        assert here(alice) == []
        beat(bob)
        assert here(alice) == [("Bob", "")]
        beat(bob, leaves="yes")
        assert here(alice) == []
        assert Presence.objects.count() == 1


def test_a_heartbeat_that_says_nothing_new_writes_nothing(scene: Scene, bob: Client) -> None:
    at = clock.now()
    with clock.standing_at(at):
        beat(bob, "new")
    heard = Presence.objects.get().heard_at
    with clock.standing_at(at + timedelta(seconds=5)):
        beat(bob, "new")
    assert Presence.objects.get().heard_at == heard
    with clock.standing_at(at + timedelta(seconds=25)):
        beat(bob, "new")
    assert Presence.objects.get().heard_at > heard


def test_another_newsroom_sees_nobody_and_a_reader_neither(
    scene: Scene, bob: Client, stranger: Client
) -> None:
    beat(bob, "new")
    assert beat(stranger).status_code == 404
    assert beat(Client()).status_code == 401


@pytest.mark.parametrize("nasty", ["\x00", "amend/../../etc", "💧" * 500, "amend/zzz"])
def test_nasty_words_are_no_fault_of_the_server(scene: Scene, bob: Client, alice: Client, nasty: str) -> None:
    assert beat(bob, nasty, tab=nasty).status_code == 200
    assert here(alice) == [("Bob", "")]


def test_a_draft_is_named_for_those_alone_who_may_read_it(
    scene: Scene, alice: Client, bob: Client, vera: Client, sign_in: Any
) -> None:
    clara, mo = member("Clara", "contributor"), member("Mo", "moderator")
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Mayor resigns")).post
    own = posts.save_draft(Scene(clara, "flood").hand(), scene.blog, Wording("Gauge falls")).post
    beat(alice, f"draft/{draft}")
    beat(alice, f"draft/{own}", tab="two")
    seen = {"at “Mayor resigns”", "at “Gauge falls”"}
    assert {doing for name, doing in here(bob) if name == "Alice"} == seen
    assert {doing for name, doing in here(sign_in(clara)) if name == "Alice"} == {
        "writes a post",
        "at “Gauge falls”",
    }
    for client in (vera, sign_in(mo)):
        assert {doing for name, doing in here(client) if name == "Alice"} == {"writes a post"}
        assert "Mayor resigns" not in client.get("/desk/flood/").content.decode()
        tools = client.get(f"/desk/flood/tools/?post={draft}").content.decode()
        assert "Mayor resigns" not in tools and draft not in tools
