"""The front page: every public live blog as a card on the wire of the house, put by the act that changes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from stoppress.edge import front as pages
from stoppress.edge.shell import Shell
from stoppress.edge.story import Story
from stoppress.press.front import card_key, card_part
from stoppress.press.shell import build_shells
from stoppress.publishing import addresses, continuing, key_points, live_blogs, posts, take_down
from stoppress.publishing.front import mend_front_page
from stoppress.publishing.live_blogs import Opening
from stoppress.stories.models import LiveBlog
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.front import FRONT
from stoppress.wire.models import Change, Part, Wire
from stoppress.wire.tails.sqlite import SqliteTail
from tests.cast import Scene, member, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db(transaction=True)

_NINE = datetime(2031, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def tail() -> Iterator[SqliteTail]:
    """A tail over the test database."""
    following = SqliteTail(Path(str(connection.settings_dict["NAME"])))
    yield following
    following.close()


def _page(tail: SqliteTail) -> str:
    """The front page as an edge gives it."""
    opening = tail.open(FRONT)
    assert opening
    story = Story.opened(FRONT, opening)
    shells = {"en": Shell(**vars(build_shells()["en"]))}
    return pages.page(story, story.shell(shells)).ready(b"").body.decode()


def _headlines(page: str) -> list[str]:
    return [piece.partition("</a>")[0].rpartition(">")[2] for piece in page.split("<h3")[1:]]


def _scene(headline: str, *phases: str, scene: Scene | None = None, **more: object) -> Scene:
    editor = scene.editor if scene else member("Alice")
    slug = headline.lower().replace(" ", "-")
    opened = Scene(editor, slug)
    opening = Opening(headline, slug, zone="Europe/Lisbon", **more)  # type: ignore[arg-type]
    live_blogs.open_live_blog(opened.hand(), opening)
    for phase in phases:
        opened.enter(phase)
    return opened


def _card(scene: Scene) -> str:
    part = reading.standing_part(Wire.objects.get(name=FRONT), card_key(scene.blog))
    assert part
    return part.html


def test_live_stands_on_top_then_what_is_to_come_then_what_has_ended(tail: SqliteTail) -> None:
    """P-7.2."""
    with clock.standing_at(_NINE):
        first = _scene("Closed one", "live", "closed")
        _scene("Upcoming one", "upcoming", scene=first, coverage_starts_at=_NINE + timedelta(hours=9))
        _scene("Upcoming first", "upcoming", scene=first, coverage_starts_at=_NINE + timedelta(hours=2))
        _scene("Live one", "live", scene=first)
    with clock.standing_at(_NINE + timedelta(minutes=1)):
        _scene("Live later", "live", scene=first)
        _scene("Paused one", "live", "paused", scene=first)
        _scene("Closed later", "live", "closed", scene=first)
        _scene("Prepared one", scene=first)
    page = _page(tail)
    assert _headlines(page) == [
        "Live later",
        "Live one",
        "Paused one",
        "Upcoming first",
        "Upcoming one",
        "Closed later",
        "Closed one",
    ]
    assert "Prepared" not in page
    assert re.search(
        r"Coverage begins at <time [^>]*>12\.00, 4 May 2031</time></b> <span>Lisbon time</span>", page
    )


def test_a_nasty_headline_stays_words(tail: SqliteTail) -> None:
    scene = open_scene()
    scene.head('<script>alert(1)</script> "><b>', "<img src=x>")
    page = _page(tail)
    found = Found(page)
    assert found.all("img") == []
    assert "<script>alert" not in page
    assert '<script>alert(1)</script> "><b>' in found.text


def test_without_live_blogs_it_says_so(tail: SqliteTail) -> None:
    mend_front_page()
    found = Found(_page(tail))
    assert "No live coverage at the moment." in found.text
    assert found.open == []


def test_a_live_blog_keeps_its_card_through_every_phase(tail: SqliteTail) -> None:
    """P-7.2, P-6.2: one part moves from region to region; the page never has it twice."""
    scene = _scene("The dam", "upcoming")
    seen = []
    for phase in ("live", "paused", "live", "closed", "live", "closed"):
        scene.enter(phase)
        part = reading.standing_part(Wire.objects.get(name=FRONT), card_key(scene.blog))
        assert part
        seen.append(part.region)
        assert _headlines(_page(tail)) == ["The dam"]
    assert seen == ["live", "paused", "live", "stream", "live", "stream"]


def test_the_card_tells_the_newest_key_events_with_their_times() -> None:
    with clock.standing_at(_NINE):
        scene = open_scene()
    for number in range(5):
        with clock.standing_at(_NINE + timedelta(minutes=number)):
            scene.publish(f"Turn {number}", is_key_event=True)
    with clock.standing_at(_NINE + timedelta(minutes=6)):
        scene.publish("An ordinary one")
    card = _card(scene)
    assert re.findall(r"Turn \d", card) == ["Turn 4", "Turn 3", "Turn 2"]
    assert ">11.04<" in card
    assert "ordinary" not in card


def test_an_ordinary_post_leaves_the_front_page_alone() -> None:
    """P-7.4: most acts take no number on the wire that all share."""
    scene = open_scene()
    scene.publish("Turn", is_key_event=True)
    head = Wire.objects.get(name=FRONT).head
    post = scene.publish("An ordinary one")
    scene.publish("Another")
    posts.amend(scene.hand(), scene.blog, post.post, 1, posts.Wording("An ordinary one, amended"))
    assert Wire.objects.get(name=FRONT).head == head


def test_the_card_follows_a_key_event_that_changes(tail: SqliteTail) -> None:
    scene = open_scene()
    scene.publish("First turn", is_key_event=True)
    second = scene.publish("Second turn", is_key_event=True)
    amended = posts.amend(
        scene.hand(), scene.blog, second.post, 1, posts.Wording("Second turn, amended", is_key_event=True)
    )
    assert "Second turn, amended" in _card(scene)
    unmarked = posts.mark_key_event(scene.hand(), scene.blog, second.post, amended.version, False)
    assert "Second turn" not in _card(scene)
    marked = posts.mark_key_event(scene.hand(), scene.blog, second.post, unmarked.version, True)
    assert "Second turn" in _card(scene)
    withdrawn = posts.withdraw(scene.hand(), scene.blog, second.post, marked.version, "Wrong.")
    assert "Second turn" not in _card(scene)
    posts.restore(scene.hand(), scene.blog, second.post, withdrawn.version)
    assert "Second turn" in _card(scene)
    assert _card(scene) in _page(tail)


def test_without_key_events_the_card_tells_the_key_points_and_at_the_end_how_it_ended() -> None:
    scene = open_scene()
    post = scene.publish("The bridge")
    points = [("All are safe", post.post), ("The bridge is closed", None), ("Third", None), ("Fourth", None)]
    key_points.set_key_points(scene.hand(), scene.blog, points, 0)
    assert "Third" in _card(scene)
    assert "Fourth" not in _card(scene)
    scene.publish("Turn", is_key_event=True)
    assert "All are safe" not in _card(scene)
    scene.enter("closed")
    assert "All are safe" in _card(scene)
    assert "Turn" not in _card(scene)
    assert f"/flood/p/{post.post}/" in _card(scene)


def test_words_of_another_post_in_a_line_of_the_card_go_with_it() -> None:
    """A key event without a title is told by its first words, and these may be those of a reference."""
    scene = open_scene()
    gone = scene.publish("Zebra")
    body = f'<p><span data-reference="{gone.post}">Zebra</span> says it all.</p>'
    scene.publish("", body, is_key_event=True)
    assert "says it all." in _card(scene)
    assert "Zebra" in _card(scene)
    take_down.take_down(scene.hand(), scene.blog, gone.post, "Law.")
    told = [row.html + row.data for row in Change.objects.filter(wire__name=FRONT)]
    assert not [text for text in told if "Zebra" in text]
    assert "says it all." in _card(scene)


def test_what_was_taken_down_is_in_no_change_of_the_front_page() -> None:
    scene = open_scene()
    gone = scene.publish("Zebra", "<p>Zebra.</p>", is_key_event=True)
    scene.publish("Stays", is_key_event=True)
    key_points.set_key_points(scene.hand(), scene.blog, [("Zebra point", gone.post)], 0)
    scene.enter("closed")
    take_down.take_down(scene.hand(), scene.blog, gone.post, "Law.")
    house = Wire.objects.get(name=FRONT)
    told = [row.html + row.data for row in Change.objects.filter(wire=house)]
    assert not [text for text in told if gone.post in text]
    assert not [text for text in told if "Zebra" in text.replace("Zebra point", "")]
    assert reading.as_of(house, house.head).parts == reading.standing(house).parts


def test_a_new_address_and_a_new_headline_reach_the_card() -> None:
    scene = open_scene()
    addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, "deluge")
    moved = Scene(scene.editor, "deluge")
    assert 'href="/deluge/"' in _card(moved)
    moved.head("After the flood")
    assert "After the flood" in _card(moved)


def test_a_coverage_of_many_days_stands_big_once_and_leads_through_its_days(tail: SqliteTail) -> None:
    with clock.standing_at(_NINE):
        monday = _scene("Monday", "live", "closed")
    with clock.standing_at(_NINE + timedelta(days=1)):
        tuesday = _scene("Tuesday", "live", scene=monday)
        continuing.continue_in(monday.hand(), monday.blog, monday.blog.version, "tuesday")
    assert 'class="card closed continued"' in _card(monday)
    assert 'This coverage continues in: <a href="/tuesday/"' in _card(monday)
    card = _card(tuesday)
    assert '<a href="/monday/">Day 1' in card
    assert '<b aria-current="page">Day 2' in card
    header = reading.standing_part(monday.blog.wire, "header")
    assert header
    assert '<a href="/tuesday/">Day 2' in header.html
    assert '<b aria-current="page">Day 1' in header.html


def test_two_coverages_of_one_day_are_parts() -> None:
    with clock.standing_at(_NINE):
        first = _scene("Morning", "live", "closed")
    with clock.standing_at(_NINE + timedelta(hours=6)):
        second = _scene("Evening", "live", scene=first)
        continuing.continue_in(first.hand(), first.blog, first.blog.version, "evening")
    assert "Part 1" in _card(second)


def test_each_card_is_in_the_language_of_its_story(tail: SqliteTail) -> None:
    scene = open_scene()
    scene.head("ارتفاع النهر", language="ar")
    assert 'lang="ar" dir="rtl"' in _card(scene)
    assert '<html lang="en" dir="ltr">' in _page(tail)
    scene.head("La rivière", language="fr")
    assert 'lang="fr" dir="ltr"' in _card(scene)
    assert '<p class="phase live" lang="en">' in _card(scene)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "11.00, 4 May"), ("de", "11:00 Uhr, 4. Mai"), ("ar", "11:00، 4 مايو")]
)
def test_a_key_event_of_another_day_says_its_day_in_the_manner_of_its_language(
    language: str, words: str
) -> None:
    with clock.standing_at(_NINE - timedelta(days=1)):
        scene = open_scene()
        scene.head("River rises", language=language)
    with clock.standing_at(_NINE):
        scene.publish("Dam breaks", is_key_event=True)
    assert f">{words}</time> <a" in _card(scene)


def test_machines_are_told_what_stands_on_the_page_in_its_order(tail: SqliteTail) -> None:
    scene = _scene("Live one", "live")
    _scene("Closed one", "live", "closed", scene=scene)
    page = _page(tail)
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert told
    collection = json.loads(told[1])
    assert collection["@type"] == "CollectionPage"
    items = collection["mainEntity"]["itemListElement"]
    assert [(item["position"], item["item"]["headline"]) for item in items] == [
        (1, "Live one"),
        (2, "Closed one"),
    ]
    assert {item["item"]["@type"] for item in items} == {"LiveBlogPosting"}
    assert "coverageEndTime" not in items[0]["item"]
    assert items[1]["item"]["coverageEndTime"]
    assert f'<link rel="canonical" href="{collection["url"]}">' in page


def test_a_thousand_that_have_ended_are_paged_from_the_oldest_end(tail: SqliteTail) -> None:
    """P-7.3: the page holds twenty; pages of earlier ones keep their address and what is on them."""
    first = open_scene("ended-0")
    scenes = [first, *(open_scene(f"ended-{number}", editor=first.editor) for number in range(1, 47))]
    for number, scene in enumerate(scenes):
        with clock.standing_at(_NINE + timedelta(minutes=number)):
            scene.enter("closed")
    found = _headlines_and_slugs(_page(tail))
    assert found == [f"ended-{number}" for number in range(46, 26, -1)]
    older = tail.older(FRONT, card_key(scenes[20].blog))
    assert older
    assert [change.key for change in older.posts] == [
        card_key(scenes[number].blog) for number in range(19, -1, -1)
    ]
    with clock.standing_at(_NINE + timedelta(hours=2)):
        scenes[46].enter("live")
        scenes[46].enter("closed")
        open_scene("ended-47", "closed", editor=first.editor)
    again = tail.older(FRONT, card_key(scenes[20].blog))
    assert again
    assert again.posts == older.posts


def _headlines_and_slugs(page: str) -> list[str]:
    return re.findall(r'<h3 [^>]*><a href="/([a-z0-9-]+)/">', page)


def test_live_blogs_from_before_there_were_cards_get_theirs() -> None:
    scene = open_scene()
    open_scene("storm", phase="preparing", editor=scene.editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wire_wire SET name = 'older' WHERE name = %s", [FRONT])
    assert mend_front_page() == 1
    assert _card(scene) == card_part(scene.blog).html
    assert mend_front_page() == 0
    keys = set(Part.objects.filter(wire__name=FRONT).values_list("key", flat=True))
    assert keys == {"document", "header", card_key(scene.blog)}


def test_where_nothing_is_missing_nothing_is_written() -> None:
    open_scene()
    mend_front_page()
    head = Wire.objects.get(name=FRONT).head
    mend_front_page()
    assert Wire.objects.get(name=FRONT).head == head


def test_no_live_blog_can_have_the_name_of_the_front_page(client: Client) -> None:
    scene = open_scene()
    with pytest.raises(live_blogs.Invalid):
        live_blogs.open_live_blog(scene.hand(), Opening("Front", slug=FRONT))
    live_blogs.open_live_blog(scene.hand(), Opening("_front"))
    assert not LiveBlog.objects.filter(slug=FRONT).exists()
    for address in ("as-of/", "corrections/", "ask/"):
        assert client.get(f"/{FRONT}/{address}").status_code == 404


def test_nobody_gets_a_cookie_and_crawlers_may_come(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public")
    assert answer.headers["X-Robots-Tag"] == "all"
    assert not answer.cookies
    assert b"Disallow: /desk/" in answer.content
