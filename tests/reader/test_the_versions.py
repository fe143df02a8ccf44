"""What changed in a post, from one public version to the next, where the desk lets readers see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from stoppress.publishing import posts, take_down, version_showing
from stoppress.publishing.wording import Wording
from stoppress.toolkit import clock
from stoppress.wire import reading
from tests.cast import Scene, open_scene
from tests.reader.reading import Found

pytestmark = pytest.mark.django_db
_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def _at(minutes: float) -> clock.standing_at:  # type: ignore[name-defined]
    return clock.standing_at(_NINE + timedelta(minutes=minutes))


def _amend(scene: Scene, post: str, title: str, body: str = "", note: str = "") -> None:
    version, words = scene.post(post).version, Wording(title, body)
    if note:
        posts.correct(scene.hand(), scene.blog, post, version, words, note)
    else:
        posts.amend(scene.hand(), scene.blog, post, version, words)


def _show(scene: Scene, is_shown: bool = True) -> None:
    version_showing.show_versions(scene.hand(), scene.blog, scene.blog.version, is_shown)


def _page(client: Client, post: str) -> Found:
    answer = client.get(f"/flood/p/{post}/versions/")
    assert answer.status_code == 200
    return Found(answer.content.decode())


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    with _at(0):
        return open_scene()


def test_it_is_off_until_the_desk_allows_it(client: Client, scene: Scene) -> None:
    post = scene.publish("Bridge closd").post
    _amend(scene, post, "Bridge closed")
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part
    assert "versions/" not in part.html
    assert client.get(f"/flood/p/{post}/versions/").status_code == 404
    _show(scene)
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part
    assert f'href="/flood/p/{post}/versions/"' in part.html
    assert client.get(f"/flood/p/{post}/versions/").status_code == 200
    _show(scene, False)
    assert client.get(f"/flood/p/{post}/versions/").status_code == 404


def test_each_public_version_stands_with_its_time_and_what_changed_word_by_word(
    client: Client, scene: Scene
) -> None:
    _show(scene)
    with _at(5):
        post = scene.publish("Power cut", "<p>4,000 homes are dark.</p>").post
    with _at(10):
        _amend(scene, post, "Power cut", "<p>4,000 homes in Arle are dark.</p>")
    with _at(20):
        _amend(scene, post, "Power cut", "<p>400 homes in Arle are dark.</p>", note="It is 400.")
    with _at(30):
        posts.mark_key_event(scene.hand(), scene.blog, post, 3, is_key_event=True)
    found = _page(client, post)
    assert found.text.index("9.20 25 Nov Corrected It is 400.") < found.text.index("9.10 25 Nov Changed")
    assert found.text.index("9.10 25 Nov Changed") < found.text.index("9.05 25 Nov As first published")
    assert "9.30" not in found.text
    assert "<del>4,000</del> <ins>400</ins> homes in Arle are dark." in found.html
    assert "4,000 homes <ins>in Arle</ins> are dark." in found.html
    assert found.open == []


def test_drafts_are_no_versions(client: Client, scene: Scene) -> None:
    _show(scene)
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("A first thought"))
    assert client.get(f"/flood/p/{draft.post}/versions/").status_code == 404
    posts.publish(scene.hand(), scene.blog, Wording("Out"), draft=draft.post, version=draft.version)
    _amend(scene, draft.post, "Out now")
    assert "thought" not in _page(client, draft.post).text


def test_of_a_withdrawn_post_there_is_the_tombstone_and_of_one_taken_down_nothing(
    client: Client, scene: Scene
) -> None:
    _show(scene)
    post = scene.publish("Rumour").post
    _amend(scene, post, "Rumour two")
    posts.withdraw(scene.hand(), scene.blog, post, 2, "Not so.")
    answer = client.get(f"/flood/p/{post}/versions/")
    assert (answer.status_code, answer["location"]) == (302, f"/flood/p/{post}/")
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    answer = client.get(f"/flood/p/{post}/versions/")
    assert answer.status_code == 410
    assert answer["cache-control"] == "no-store"
    assert "umour" not in answer.content.decode()


def test_a_version_that_named_a_post_withdrawn_since_is_left_out(client: Client, scene: Scene) -> None:
    _show(scene)
    rumour = scene.publish("Rumour").post
    body = f'<p>Old, <span data-reference="{rumour}">see 9.00 post</span>.</p>'
    post = scene.publish("Says who", body).post
    _amend(scene, post, "Says who", "<p>New.</p>")
    assert "Old," in _page(client, post).text
    posts.withdraw(scene.hand(), scene.blog, rumour, 1, "Not so.")
    found = _page(client, post)
    assert "Old," not in found.text
    assert "Rumour" not in found.text
    assert "New." in found.text


def test_nasty_words_stay_words(client: Client, scene: Scene) -> None:
    _show(scene)
    post = scene.publish("<b>x</b> <script>a</script>").post
    _amend(scene, post, "<ins>y</ins> <img src=x>", "&lt;del&gt;")
    found = _page(client, post)
    assert found.all("script") == []
    assert found.all("img") == []


def test_search_engines_are_sent_to_the_post(client: Client, scene: Scene) -> None:
    _show(scene)
    post = scene.publish().post
    answer = client.get(f"/flood/p/{post}/versions/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert f'/flood/p/{post}/">' in answer.content.decode()
