"""The page of all key events: the newest first, by days, a bounded number on a page; no draft and nothing hidden is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from stoppress.publishing import posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.reader import key_events
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db
#: Half past eleven at night in Berlin, which is the scene's zone.
_LATE = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)


def _at(minutes: float) -> clock.standing_at:  # type: ignore[name-defined]
    return clock.standing_at(_LATE + timedelta(minutes=minutes))


def _page(client: Client, rest: str = "") -> str:
    answer = client.get(f"/flood/key-events/{rest}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    with _at(0):
        return open_scene()


def test_before_the_first_it_says_so(client: Client, scene: Scene) -> None:
    scene.publish("Nothing much")
    text = Found(_page(client)).text
    assert "There are no key events yet." in text
    assert "Nothing much" not in text


def test_they_stand_by_days_with_a_link_each(client: Client, scene: Scene) -> None:
    with _at(5):
        late = scene.publish("The dam breaks", is_key_event=True).post
    with _at(45):
        scene.publish("", "<p>All are safe.</p>", is_key_event=True)
    page = _page(client)
    text = Found(page).text
    assert text.index("26 November 2026") < text.index("0.15") < text.index("All are safe.")
    assert text.index("All are safe.") < text.index("25 November 2026") < text.index("23.35")
    assert f'<a href="/flood/p/{late}/">The dam breaks</a>' in page
    assert page.count("<h2") == 2
    assert "All times are Berlin time." in text


def test_what_is_withdrawn_taken_down_or_a_draft_is_not_among_them(client: Client, scene: Scene) -> None:
    withdrawn = scene.publish("A rumour", is_key_event=True).post
    posts.withdraw(scene.hand(), scene.blog, withdrawn, 1, "Not so.")
    gone = scene.publish("A secret", is_key_event=True).post
    take_down.take_down(scene.hand(), scene.blog, gone, "Law.")
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("A draft", "<p>x</p>", is_key_event=True))
    assert "There are no key events yet." in Found(_page(client)).text
    assert client.get(f"/flood/key-events/before/{draft.post}/").status_code == 404
    assert client.get(f"/flood/key-events/before/{'a' * 300}/").status_code == 404
    assert _page(client, f"before/{gone}/")


def test_many_stand_on_several_pages(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_events, "SHOWN", 2)
    events = [scene.publish(f"Turn {number}", is_key_event=True).post for number in range(5)]
    first, second = _page(client), _page(client, f"before/{events[3]}/")
    last = _page(client, f"before/{events[1]}/")
    for page, numbers in [(first, [4, 3]), (second, [2, 1]), (last, [0])]:
        assert [number for number in reversed(range(5)) if f"Turn {number}<" in page] == numbers
    assert f'href="/flood/key-events/before/{events[3]}/" rel="next"' in first
    assert 'href="/flood/key-events/">The newest' in second
    assert 'rel="next"' not in last


def test_a_change_is_on_it_at_once(client: Client, scene: Scene) -> None:
    post = scene.publish("The dam breaks", is_key_event=True).post
    assert "The dam breaks" in _page(client)
    posts.mark_key_event(scene.hand(), scene.blog, post, 1, is_key_event=False)
    assert "The dam breaks" not in _page(client)


def test_it_may_be_found(client: Client, scene: Scene) -> None:
    answer = client.get("/flood/key-events/")
    assert answer["X-Robots-Tag"] == "all"
    assert '/flood/key-events/">' in answer.content.decode()
    assert client.get("/nothing/key-events/").status_code == 404
