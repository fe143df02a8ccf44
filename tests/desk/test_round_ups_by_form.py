"""The round-up screen by form: proposed, chosen, ordered, rewritten, published; every refusal beside its field."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stoppress.publishing import posts, round_ups
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Kind, Post, State
from stoppress.toolkit import clock
from stoppress.toolkit.html import plain
from tests.cast import Scene

ADDRESS = "/desk/flood/round-up/"
JSON = {"headers": {"accept": "application/json"}}
DAM = "<p>The dam at Arle broke at noon and flooded the lower town. Boats are on their way.</p>"


def _sending(page: str) -> dict[str, Any]:
    """What a browser without script would send of this page, as it stands."""
    form = page[
        page.index('class="round-up-form"') : page.index("</form>", page.index('class="round-up-form"'))
    ]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.DOTALL)

    def values(name: str) -> list[str]:
        found = re.findall(rf'<input[^>]*name="{name}"[^>]*?(?:value="([^"]*)")?[^>]*>', form)
        return [re.sub("&#x27;", "'", value) for value in found]

    return {
        "key": values("key")[0],
        "since": re.search(r'name="since"[^>]*value="([^"]*)"', form)[1],  # type: ignore[index]
        "until": re.search(r'name="until"[^>]*value="([^"]*)"', form)[1],  # type: ignore[index]
        "title": re.search(r'name="title"[^>]*value="([^"]*)"', form)[1],  # type: ignore[index]
        "row": re.findall(r'name="row" value="([^"]*)"', form),
        "seen": re.findall(r'name="seen" value="([^"]*)"', form),
        "own": re.findall(r'name="own" value="([^"]*)"', form),
        "post": re.findall(r'name="post" value="([^"]*)"', form),
        "text": re.findall(r'<textarea name="text"[^>]*>([^<]*)</textarea>', form),
        "taken": re.findall(r'name="taken" value="([^"]*)" checked', form),
    }


@pytest.fixture
def dam(scene: Scene) -> str:
    return scene.publish("Dam at Arle breaks", DAM, is_key_event=True).post


def test_what_is_proposed_is_published_as_it_stands(scene: Scene, alice: Client, dam: str) -> None:
    page = alice.get(ADDRESS).content.decode()
    sending = _sending(page)
    assert sending["taken"]
    assert set(sending["post"]) == {dam}
    assert "round-up" in sending["title"]
    answer = alice.post(ADDRESS, sending | {"introduction": "In short:"})
    assert answer.status_code == 302
    shown = Post.objects.get(kind=Kind.ROUNDUP)
    assert shown.state == State.PUBLISHED
    assert shown.body_html.startswith("<p>In short:</p><ul><li>")
    assert shown.body_html.count("<li>") == len(sending["taken"])


def test_bullets_are_moved_added_and_taken_out_without_script_and_nothing_typed_is_lost(
    scene: Scene, alice: Client, dam: str
) -> None:
    scene.publish("Mayor calls for calm", "<p>The mayor of Arle calls for calm in the town.</p>")
    sending = _sending(alice.get(ADDRESS).content.decode())
    sending |= {"introduction": "Typed", "title": "Mine"}
    first, last = sending["row"][0], sending["row"][-1]
    moved = alice.post(ADDRESS, sending | {"change": f"up:{last}"}).content.decode()
    again = _sending(moved)
    assert again["row"][-2] == last
    assert (again["title"], "Typed" in moved) == ("Mine", True)
    assert set(again["taken"]) == set(sending["taken"])
    added = _sending(alice.post(ADDRESS, sending | {"change": "add:"}).content.decode())
    assert len(added["row"]) == len(sending["row"]) + 1
    assert added["own"][-1] == "yes"
    own = added["row"][-1]
    typed = sending | {
        "row": [*sending["row"], own],
        "text": [*sending["text"], "Her own"],
        "post": [*sending["post"], dam],
        "seen": [*sending["seen"], ""],
        "own": [*sending["own"], "yes"],
        "taken": [own],
    }
    assert first in alice.post(ADDRESS, typed | {"change": f"out:{own}"}).content.decode()
    alice.post(ADDRESS, typed)
    shown = Post.objects.get(kind=Kind.ROUNDUP)
    assert plain(shown.body_html).startswith("Typed\nHer own (see ")
    for nasty in ("up:", "down:nowhere", "nonsense", "up:" + "9" * 400):
        assert alice.post(ADDRESS, typed | {"change": nasty}).status_code == 200


def test_a_post_that_changed_meanwhile_is_told_beside_its_bullet_and_then_it_goes(
    scene: Scene, alice: Client, dam: str
) -> None:
    sending = _sending(alice.get(ADDRESS).content.decode())
    posts.amend(scene.hand(), scene.blog, dam, 1, Wording("Dam holds"))
    answer = alice.post(ADDRESS, sending)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was changed since this was proposed" in page
    assert not Post.objects.filter(kind=Kind.ROUNDUP).exists()
    told = alice.post(ADDRESS, sending, **JSON).json()
    assert set(told["fields"]) == {f"bullet-{row}" for row in sending["taken"]}
    assert told["current"]["versions"] == {dam: 2}
    assert alice.post(ADDRESS, _sending(page)).status_code == 302


def test_every_refusal_stands_beside_its_field(scene: Scene, alice: Client, dam: str) -> None:
    sending = _sending(alice.get(ADDRESS).content.decode())
    row = sending["taken"][0]
    at = sending["row"].index(row)
    sending["text"][at] = " "
    told = alice.post(ADDRESS, sending | {"title": ""}, **JSON).json()["fields"]
    assert "title" in told["title"]
    assert "no words" in told[f"bullet-{row}"]
    nothing = alice.post(ADDRESS, sending | {"taken": []}, **JSON).json()["fields"]
    assert "at least one" in nothing["bullets"]
    assert (
        "Choose it again"
        in alice.post(ADDRESS, sending | {"since": "then"}, **JSON).json()["fields"]["since"]
    )


@pytest.mark.parametrize(
    "field", ["title", "introduction", "since", "until", "row", "text", "post", "seen", "taken", "key"]
)
@pytest.mark.parametrize("nasty", ["\x00", "💧" * 3000, "' OR 1=1", "-1", "9" * 30])
def test_nasty_words_are_no_fault_of_the_server(
    scene: Scene, alice: Client, dam: str, field: str, nasty: str
) -> None:
    sending = _sending(alice.get(ADDRESS).content.decode())
    for more in ({}, {"change": "add:"}):
        assert alice.post(ADDRESS, sending | {field: nasty} | more).status_code in (
            200,
            302,
            400,
            404,
            409,
            422,
        )


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("since=start", "the coverage began"),
        ("since=4", "4 hours ago"),
        ("since=time&at=2020-01-01T10:00", "a time that I type"),
        ("since=time&at=yesterday", "Type a day and a time before now"),
        ("since=time&at=2999-01-01T10:00", "Type a day and a time before now"),
        ("since=nonsense", "the coverage began"),
    ],
)
def test_the_span_is_chosen(scene: Scene, alice: Client, dam: str, query: str, says: str) -> None:
    page = alice.get(f"{ADDRESS}?{query}").content.decode()
    assert says in page.replace("selected", "")


def test_the_next_one_begins_where_the_last_one_ended(scene: Scene, alice: Client, dam: str) -> None:
    alice.post(ADDRESS, _sending(alice.get(ADDRESS).content.decode()))
    page = alice.get(ADDRESS).content.decode()
    assert "the last round-up, " in page
    assert "Nothing was published between" in page
    assert _sending(alice.get(f"{ADDRESS}?since=start").content.decode())["taken"]


def test_before_and_after_the_coverage_the_screen_says_so(scene: Scene, alice: Client) -> None:
    scene.enter("closed")
    assert "The coverage is closed" in alice.get(ADDRESS).content.decode()
    assert "data-round-up-line" not in alice.get("/desk/flood/").content.decode()


def test_a_round_up_kept_as_a_draft_stands_in_the_composer(scene: Scene, alice: Client, dam: str) -> None:
    answer = alice.post(ADDRESS, _sending(alice.get(ADDRESS).content.decode()) | {"act": "draft"})
    page = alice.get(answer.headers["Location"]).content.decode()
    assert 'option value="roundup" selected' in page
    assert f"data-reference=&quot;{dam}&quot;" in page


def test_the_desk_is_reminded_when_it_wants(scene: Scene, alice: Client, bob: Client, dam: str) -> None:
    assert bob.post("/desk/flood/round-up/reminder/", {"every": "60"}).status_code == 403
    assert alice.post("/desk/flood/round-up/reminder/", {"every": "60"}).status_code == 302
    assert "A round-up is due" not in bob.get("/desk/flood/").content.decode()
    before = bob.get("/desk/flood/pulse/").json()["round_up"]
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        assert "A round-up is due: the coverage began at" in bob.get("/desk/flood/").content.decode()
        assert "A round-up is due" in bob.get("/desk/flood/round-up/line/").content.decode()
        assert bob.get("/desk/flood/pulse/").json()["round_up"] != before
        bullets = (Bullet("So.", ((dam, None),)),)
        summary = Summary("Noon", bullets, clock.now() - timedelta(hours=1))
        round_ups.publish_round_up(scene.hand(), scene.blog, summary)
        assert "A round-up is due" not in bob.get("/desk/flood/").content.decode()


def test_a_viewer_has_no_round_up(scene: Scene, vera: Client, dam: str) -> None:
    assert vera.get(ADDRESS).status_code == 403
    assert "data-round-up-line" not in vera.get("/desk/flood/").content.decode()
