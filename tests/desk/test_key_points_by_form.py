"""The panel of the key points by form: suggestions, marks, history, and a headline that is only proposed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from stoppress.publishing import key_points, posts, round_ups, take_down
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.stories.models import KeyPoint, LiveBlog
from stoppress.toolkit import clock
from tests.cast import Scene

PANEL = "/desk/flood/key-points/"
DAM = "<p>The dam at Arle broke at noon and flooded the lower town. Boats are on their way.</p>"


@pytest.fixture
def dam(scene: Scene) -> str:
    return scene.publish("Dam at Arle breaks", DAM, is_key_event=True).post


def _suggested(page: str) -> dict[str, Any]:
    found = {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page)
        for name in ("suggested_text", "suggested_post")
    }
    return found | {"version": re.search(r'name="version" value="(\d+)"', page)[1]}  # type: ignore[index]


def test_suggestions_are_taken_one_by_one_or_all_and_nothing_is_on_the_page_by_itself(
    scene: Scene, alice: Client, dam: str
) -> None:
    scene.publish(
        "4,200 people leave Upper Sethe", "<p>About 4,200 people have left Upper Sethe by train.</p>"
    )
    typed = {"text": ["Mine"], "post": [""], "version": "0"}
    page = alice.post(PANEL, typed | {"change": "suggest:"}).content.decode()
    offered = _suggested(page)
    assert len(offered["suggested_text"]) >= 2
    assert dam in offered["suggested_post"]
    one = alice.post(PANEL, typed | offered | {"change": "take:0"}).content.decode()
    assert len(_suggested(one)["suggested_text"]) == len(offered["suggested_text"]) - 1
    assert one.count("<textarea") == 3  # hers, the taken one, the blank of the template
    everything = alice.post(PANEL, typed | offered | {"change": "take:all"}).content.decode()
    assert everything.count("<textarea") == 2 + len(offered["suggested_text"])
    assert not KeyPoint.objects.exists()
    for nasty in ("take:", "take:99", "take:x", "suggest"):
        assert alice.post(PANEL, typed | offered | {"change": nasty}).status_code == 200


def test_what_stands_on_the_list_is_not_suggested_again(scene: Scene, alice: Client, dam: str) -> None:
    assert dam in alice.get(f"{PANEL}suggestions/").content.decode()
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam breaks", dam)], 0)
    assert "Nothing to suggest" in alice.get(f"{PANEL}suggestions/").content.decode()


def test_a_stale_point_is_marked_in_words_and_for_viewers_too(
    scene: Scene, alice: Client, vera: Client, dam: str
) -> None:
    gone = scene.publish("Gone").post
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam breaks", dam), ("Gone", gone)], 0)
    posts.correct(scene.hand(), scene.blog, dam, 1, Wording("Dam holds"), "It holds.")
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    for client in (alice, vera):
        page = client.get(PANEL).content.decode()
        assert re.search(r"The \d+\.\d\d post was corrected since\.", page)
        assert re.search(r"The \d+\.\d\d post was taken down; these words were made of it\.", page)
    assert alice.get(PANEL).content.decode().count('form="stand-') == 2


def test_the_history_tells_who_when_and_which_words(
    scene: Scene, alice: Client, vera: Client, dam: str
) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam holds", dam), ("Old news", None)], 0)
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam breaks at noon", dam)], 1)
    page = alice.get(f"{PANEL}history/").content.decode()
    newest = page.partition("Version 2")[2].partition("Version 1")[0]
    assert "The dam <del>holds</del> <ins>breaks at noon</ins>" in re.sub(r"\s+", " ", newest)
    assert "<del>Old news</del>" in newest
    assert "Alice" in newest
    assert "Let this list stand again" not in vera.get(f"{PANEL}history/").content.decode()
    answer = alice.post(f"{PANEL}history/1/restore/", {"version": "2"})
    assert answer.status_code == 302
    assert [point.text for point in scene.blog.key_points.all()] == ["The dam holds", "Old news"]
    assert alice.post(f"{PANEL}history/1/restore/", {"version": "2"}).status_code == 409
    assert alice.post(f"{PANEL}history/77/restore/", {"version": "3"}).status_code == 404


def test_an_erased_point_is_said_to_be_erased(scene: Scene, alice: Client) -> None:
    gone = scene.publish("Gone").post
    key_points.set_key_points(scene.hand(), scene.blog, [("Made of its words", gone)], 0)
    key_points.set_key_points(scene.hand(), scene.blog, [], 1)
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    page = alice.get(f"{PANEL}history/").content.decode()
    assert "Made of its words" not in page
    assert "erased with the post" in page


def test_a_headline_is_proposed_into_the_form_and_nowhere_else(scene: Scene, alice: Client, dam: str) -> None:
    header = "/desk/flood/header/?headline=proposed"
    assert "give no headline" in alice.get(header).content.decode()
    withdrawn = scene.publish("Rumour of the day").post
    points = [
        ("A rumour of the day", withdrawn),
        ("The dam at Arle breaks, as engineers feared", dam),
        ("Mayor calls for calm", None),
    ]
    key_points.set_key_points(scene.hand(), scene.blog, points, 0)
    posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, "Not so.")
    page = alice.get(header).content.decode()
    assert "The dam at Arle breaks; Mayor calls for calm</textarea>" in page
    assert LiveBlog.objects.get(slug="flood").headline == "River rises"
    assert "Proposed from the top key points" not in alice.get("/desk/flood/header/").content.decode()


def test_a_bullet_whose_post_changed_is_marked_at_its_round_up_and_when_it_is_amended(
    scene: Scene, alice: Client, dam: str
) -> None:
    gone = scene.publish("Gone").post
    now = clock.now()
    bullets = (Bullet("The dam breaks.", ((dam, 1),)), Bullet("Gone, too.", ((gone, 1),)))
    answer = round_ups.publish_round_up(scene.hand(), scene.blog, Summary("Noon", bullets, now))
    tools = f"/desk/flood/tools/?post={answer.post}"
    assert "Bullet" not in alice.get(tools).content.decode()
    posts.amend(scene.hand(), scene.blog, dam, 1, Wording("Dam holds"))
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    for address in (tools, f"/desk/flood/posts/{answer.post}/amend/", "/desk/flood/"):
        page = alice.get(address).content.decode()
        assert re.search(r"Bullet 1, “The dam breaks.”:.*post was amended since", page, re.DOTALL), address
        assert re.search(r"Bullet 2, “Gone, too.”:.*post was taken down", page, re.DOTALL), address


def test_still_right_takes_the_mark_away_from_point_and_bullet(scene: Scene, alice: Client, dam: str) -> None:
    key_points.set_key_points(scene.hand(), scene.blog, [("The dam breaks", dam)], 0)
    bullets = (Bullet("The dam breaks.", ((dam, 1),)),)
    answer = round_ups.publish_round_up(scene.hand(), scene.blog, Summary("Noon", bullets, clock.now()))
    posts.amend(scene.hand(), scene.blog, dam, 1, Wording("Dam holds"))
    for address in (PANEL, f"/desk/flood/tools/?post={answer.post}"):
        page = alice.get(address).content.decode()
        form = re.search(r'<form[^>]*action="(/desk/flood/watch/stand/)"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert form, address
        sending = dict(re.findall(r'name="(key|post|target|seen|position)" value="([^"]*)"', form[2]))
        assert alice.post(form[1], sending).status_code == 302
        assert "was amended since" not in alice.get(address).content.decode()
