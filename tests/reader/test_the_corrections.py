"""The corrections of a live blog on one page: each with its note and its post, withdrawals by their reason alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from stoppress.publishing import posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from tests.cast import Scene, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db
_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def _at(minutes: float) -> clock.standing_at:  # type: ignore[name-defined]
    return clock.standing_at(_NINE + timedelta(minutes=minutes))


def _text(client: Client) -> str:
    return Found(client.get("/flood/corrections/").content.decode()).text


def _header(scene: Scene) -> str:
    from stoppress.wire import reading

    part = reading.standing_part(scene.blog.wire, "header")
    assert part
    return part.html


def _correct(scene: Scene, post: str, note: str, title: str = "400 homes") -> None:
    version = scene.post(post).version
    posts.correct(scene.hand(), scene.blog, post, version, Wording(title), note)


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    with _at(0):
        return open_scene()


def test_without_any_it_says_so_and_nothing_leads_there(client: Client, scene: Scene) -> None:
    scene.publish()
    assert "Nothing had to be corrected so far." in _text(client)
    assert "corrections/" not in _header(scene)


def test_each_is_there_with_time_note_and_the_way_to_its_post_the_newest_first(
    client: Client, scene: Scene
) -> None:
    with _at(5):
        first, second = scene.publish("4,000 homes").post, scene.publish("Dam").post
    with _at(20):
        _correct(scene, first, "It is 400, not 4,000.")
    with _at(30):
        _correct(scene, second, "It is the weir.", "Weir")
    with _at(40):
        _correct(scene, first, "Flats, not homes.", "400 flats")
    found = Found(client.get("/flood/corrections/").content.decode())
    assert found.text.index("9.40 25 Nov Correction Flats") < found.text.index(
        "9.30 25 Nov Correction It is the weir"
    )
    assert found.text.index("It is the weir.") < found.text.index(
        "9.20 25 Nov Correction It is 400, not 4,000."
    )
    assert "Post of 9.05, 25 Nov: 400 flats" in found.text
    assert [link["href"] for link in found.all("a")].count(f"/flood/p/{first}/") == 2
    assert found.open == []


def test_the_header_leads_there_from_the_first_correction_to_the_last(scene: Scene) -> None:
    post = scene.publish().post
    _correct(scene, post, "Not so.")
    assert 'href="/flood/corrections/"' in _header(scene)
    posts.withdraw(scene.hand(), scene.blog, post, 2, "Not so at all.")
    assert 'href="/flood/corrections/"' in _header(scene)
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert "corrections/" not in _header(scene)


def test_a_withdrawal_is_there_by_its_reason_and_no_word_of_the_post(client: Client, scene: Scene) -> None:
    post = scene.publish("Rumour", "<p>A rumour.</p>").post
    _correct(scene, post, "The rumour is another.", "Rumour two")
    posts.withdraw(scene.hand(), scene.blog, post, 2, "Not confirmed.")
    text = _text(client)
    assert "Withdrawn Not confirmed." in text
    assert "umour" not in text
    posts.restore(scene.hand(), scene.blog, post, 3)
    text = _text(client)
    assert "Not confirmed." not in text
    assert "Correction The rumour is another." in text


def test_what_was_taken_down_is_not_on_it(client: Client, scene: Scene) -> None:
    post = scene.publish("Libel").post
    _correct(scene, post, "A libel it was.", "Libel two")
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    assert "ibel" not in _text(client)


def test_it_is_told_in_the_time_of_the_story_and_may_be_found(client: Client, scene: Scene) -> None:
    _correct(scene, scene.publish().post, "Not so.")
    answer = client.get("/flood/corrections/")
    assert "All times are Berlin time." in Found(answer.content.decode()).text
    assert answer["X-Robots-Tag"] == "all"
    assert '/flood/corrections/">' in answer.content.decode()


def test_nasty_words_stay_words(client: Client, scene: Scene) -> None:
    scene.head('<script>alert(1)</script> "><b>')
    _correct(scene, scene.publish().post, '<script>x</script>\n"><img src=x>', "<i>x</i>")
    found = Found(client.get("/flood/corrections/").content.decode())
    assert found.all("script") == []
    assert found.all("img") == []


def test_what_is_not_public_has_no_corrections(client: Client) -> None:
    open_scene(phase="preparing")
    assert client.get("/flood/corrections/").status_code == 404
