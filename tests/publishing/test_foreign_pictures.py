"""Pictures of other houses in texts: brought in once, shown by us alone, hidden and gone with their posts; refused in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from django.test import override_settings

from stoppress.media import finding, foreign
from stoppress.media.models import Foreign, Picture, PictureState, Stage
from stoppress.project.picture_fetcher import PictureFetcher
from stoppress.publishing import errands, foreign_pictures, posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post
from stoppress.toolkit import clock
from stoppress.toolkit.outbound import Outbound, Refused, Reply, Unreachable
from stoppress.wire import reading
from tests.cast import Scene, open_scene
from tests.media import made

pytestmark = pytest.mark.django_db

ADDRESS = "https://pictures.example/quay.jpg"
BODY = f'<p>The quay.</p><figure><img src="{ADDRESS}" alt="Two boats"></figure>'


class House(Outbound):
    """Another house's server, at our own seam: it answers what it is told to."""

    def __init__(self, reply: Reply | Exception) -> None:
        super().__init__()
        self._reply = reply

    async def get(self, address: str, headers: object) -> Reply:
        if isinstance(self._reply, Exception):
            raise self._reply
        return self._reply


class Here:
    """Rows are written in the test's own transaction."""

    async def do(self, work: Callable[[], Any]) -> Any:
        return work()


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(finding, "close_old_connections", lambda: None)
    monkeypatch.setattr(asyncio, "to_thread", _at_once)  # the rows of the test are in its own connection
    monkeypatch.setattr(asyncio, "timeout", _Deadline)  # which would need a loop
    with override_settings(DATA=tmp_path):
        yield open_scene()


class _Deadline:
    """Notes how long something may take."""

    asked: ClassVar[list[float]] = []

    def __init__(self, seconds: float) -> None:
        self.asked.append(seconds)

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


async def _at_once(work: Callable[..., Any], *given: object) -> Any:
    return work(*given)


def _come(reply: Reply | Exception) -> bool:
    """Let the fetcher ask once; nothing here waits, so that no loop (which would have a connection of its own) is needed."""
    asking = PictureFetcher(Here(), lambda: House(reply)).fetch_one()
    try:
        asking.send(None)
    except StopIteration as ended:
        return bool(ended.value)
    raise AssertionError("It waits for something.")


def _picture(size: tuple[int, int] = (900, 600)) -> Reply:
    return Reply(200, {"content-type": "image/jpeg"}, made.picture(size, kind="JPEG"))


def _part(scene: Scene, post: str) -> tuple[str, dict[str, Any]]:
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    return part.html, msgspec.json.decode(part.data)


def test_until_it_is_here_readers_have_a_link_and_nothing_is_asked_of_the_other_house(scene: Scene) -> None:
    post = scene.publish(body=BODY).post
    html, data = _part(scene, post)
    for shown in (html, data["body_html"]):
        assert "<img" not in shown
        assert f'<a href="{ADDRESS}"' in shown and "Picture at pictures.example: Two boats" in shown
    assert "image" not in data["ld"]


def test_it_comes_in_and_stands_in_its_place_without_a_new_version(scene: Scene) -> None:
    post = scene.publish(body=BODY).post
    head = scene.blog.wire.head
    assert _come(_picture())
    picture = Picture.objects.get()
    html, data = _part(scene, post)
    assert ADDRESS not in html and ADDRESS not in data["body_html"]
    for width in (480, 800, 900):
        assert f"/media/{picture.name(width, 'avif')} {width}w" in html
    assert 'width="900" height="600" alt="Two boats" loading="lazy"' in html
    assert data["version"] == 1
    assert data["ld"]["image"][0]["url"].endswith(picture.name(900, "jpg"))
    assert finding.for_everybody(picture.name(480)).body
    scene.blog.wire.refresh_from_db()
    assert scene.blog.wire.head == head + 1, "one change, which every output reads"
    assert not _come(_picture()), "and nothing more is asked"


def test_what_is_here_is_shown_at_once_and_asked_for_once(scene: Scene) -> None:
    scene.publish(body=BODY)
    _come(_picture())
    html, _data = _part(scene, scene.publish("Again", body=BODY).post)
    assert "/media/" in html and Foreign.objects.count() == Picture.objects.count() == 1


def test_a_draft_brings_it_in_and_nobody_sees_it_before_the_post(scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Quay", BODY))
    _come(_picture())
    picture = Picture.objects.get()
    assert picture.state == PictureState.HIDDEN and finding.for_everybody(picture.name(480)).body == b""
    posts.publish(scene.hand(), scene.blog, Wording("Quay", BODY), draft=draft.post, version=draft.version)
    assert finding.for_everybody(picture.name(480)).body


def test_what_comes_while_the_post_is_withdrawn_is_seen_when_it_stands_again(scene: Scene) -> None:
    post = scene.publish(body=BODY)
    gone = posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "Not so.")
    _come(_picture())
    picture = Picture.objects.get()
    assert picture.state == PictureState.HIDDEN
    back = posts.restore(scene.hand(), scene.blog, post.post, gone.version)
    assert finding.for_everybody(picture.name(480)).body
    posts.withdraw(scene.hand(), scene.blog, post.post, back.version, "Not so.")
    assert finding.for_everybody(picture.name(480)).body == b""


def test_a_take_down_erases_it_and_the_address(scene: Scene) -> None:
    post = scene.publish(body=BODY).post
    other = scene.publish("Other", body=BODY).post
    _come(_picture())
    picture = Picture.objects.get()
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    errands.run_due()
    assert finding.for_everybody(picture.name(480)).body, "the other post still shows it"
    take_down.take_down(scene.hand(), scene.blog, other, "Law.")
    errands.run_due()
    assert finding.for_everybody(picture.name(480)).is_gone
    assert not Foreign.objects.exists()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404, {}, b""), "answers 404"),
        (Reply(200, {}, made.SVG), "SVG drawing"),
        (Reply(200, {}, b"<html>Not found</html>"), "no picture that we can read"),
        (Reply(200, {}, made.jpeg_with_a_page()), "something else at once"),
        (Reply(200, {}, made.bomb(30_000, 30_000)), "too large"),
        (Refused("private"), "no public address"),
    ],
)
def test_what_cannot_come_in_is_told_and_stays_a_link(
    scene: Scene, reply: Reply | Exception, why: str
) -> None:
    post = scene.publish(body=BODY).post
    _come(reply)
    row = Foreign.objects.get()
    assert (row.stage, Picture.objects.count()) == (Stage.REFUSED, 0) and why in row.why
    assert f'<a href="{ADDRESS}"' in _part(scene, post)[0]
    assert not _come(_picture()), "it is not asked for by itself"
    foreign.again(row)
    assert _come(_picture()) and "<img" in _part(scene, post)[0]


@pytest.mark.parametrize(
    "reply", [Unreachable("down"), TimeoutError(), RuntimeError("of ours"), Reply(503, {}, b"")]
)
def test_a_server_that_is_down_is_asked_again_ever_later(scene: Scene, reply: Reply | Exception) -> None:
    scene.publish(body=BODY)
    _come(reply)
    assert not _come(_picture()), "not at once"
    at = clock.now()
    for minutes in (1, 5, 20, 60):
        with clock.standing_at(at := at + timedelta(minutes=minutes)):
            assert _come(reply)
    assert Foreign.objects.get().stage == Stage.ASKED
    with clock.standing_at(at + timedelta(hours=3)):
        assert _come(reply)
    assert "does not answer" in Foreign.objects.get().why


def test_a_picture_within_a_link_is_words_within_it(scene: Scene) -> None:
    body = f'<p><a href="https://elsewhere.example/"><img src="{ADDRESS}" alt="A & B"></a></p>'
    html, _data = _part(scene, scene.publish(body=body).post)
    assert "Picture at pictures.example: A &amp; B</a>" in html and html.count(ADDRESS) == 0


def test_our_own_address_is_not_asked_for(scene: Scene) -> None:
    scene.publish(body=BODY)
    _come(_picture())
    _html, data = _part(scene, Post.objects.get().public_id)
    html, _data = _part(scene, scene.publish("As a program read it", body=data["body_html"]).post)
    assert "<img" in html and Foreign.objects.count() == 1


def test_old_posts_are_asked_about_by_the_command(scene: Scene) -> None:
    post = scene.publish(body="<p>Old.</p>").post
    Post.objects.filter(public_id=post).update(body_html=BODY)
    assert foreign_pictures.ask_for_all() == 1
    _come(_picture())
    assert "/media/" in _part(scene, post)[0]


def test_what_cannot_be_settled_is_put_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_row: Foreign, _picture: Picture) -> None:
        raise RuntimeError("of ours")

    scene.publish(body=BODY)
    monkeypatch.setattr(foreign_pictures, "arrived", fails)
    assert _come(_picture())
    assert not _come(_picture()), "later"
    assert Foreign.objects.get().tries == 1


def test_one_deadline_holds_all_that_one_server_does(scene: Scene) -> None:
    scene.publish(body=BODY)
    _Deadline.asked.clear()
    _come(_picture())
    assert _Deadline.asked == [20.0]


@pytest.mark.parametrize("settle", [foreign.put_off, lambda row: foreign.refuse(row, "Broken.")])
def test_what_was_taken_down_meanwhile_does_not_come_back(
    scene: Scene, settle: Callable[[Foreign], None]
) -> None:
    post = scene.publish(body=BODY).post
    row = foreign.next_asked()
    assert row is not None
    take_down.take_down(scene.hand(), scene.blog, post, "Law.")
    settle(row)
    assert not Foreign.objects.exists()


def test_whose_picture_it_is_asks_nothing_of_the_database_beside_the_writing_thread(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    scene.publish(body=BODY)
    row = foreign.next_asked()
    assert row is not None
    with django_assert_num_queries(0):
        assert row.asked_by.newsroom.pk == row.newsroom.pk
