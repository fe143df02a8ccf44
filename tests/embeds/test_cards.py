"""Cards in posts: drawn by us, kept with the post, gone with it, and never a word from outside within an act."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from django.test import Client

from stoppress.embeds import fetching, keeping
from stoppress.embeds.fetching import Fetched, fetch
from stoppress.embeds.models import Embed, ShownEmbed, Stage
from stoppress.embeds.platforms import find
from stoppress.embeds.told import Told, Why
from stoppress.media import shelf
from stoppress.media.models import Picture, PictureState
from stoppress.publishing import posts, take_down
from stoppress.publishing.wording import Wording
from stoppress.toolkit.outbound import Outbound, Refused, Reply, Unreachable
from stoppress.wire import reading
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db
ADDRESS = "https://vimeo.com/123456789"
BODY = f"<p>See this.</p><p>{ADDRESS}</p>"


class Platform(Outbound):
    """A platform at our own seam: it answers what it is told to."""

    def __init__(self, *replies: Reply | Exception) -> None:
        super().__init__()
        self.replies = list(replies)
        self.asked: list[str] = []

    async def get(self, address: str, headers: object) -> Reply:
        self.asked.append(address)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


@pytest.fixture
def scene() -> Scene:
    return open_scene()


def _told(scene: Scene, told: Told, *, has_picture: bool = False) -> Embed:
    found = find(ADDRESS)
    assert found
    embed = keeping.ask(scene.blog.newsroom, scene.editor, found, anew=True)
    webp = {96: b"RIFF....WEBP", 192: b"RIFF....WEBP"} if has_picture else {}
    keeping.keep(embed, Fetched(told), keeping.shelved(webp))
    return Embed.objects.get(pk=embed.pk)


def _html(scene: Scene, post: str) -> str:
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    return part.html


def test_an_address_that_nobody_asked_about_is_a_plain_card(scene: Scene) -> None:
    html = _html(scene, scene.publish(body=BODY).post)
    assert '<figure class="elsewhere">' in html and "vimeo.com/123456789</a>" in html
    assert "<iframe" not in html and "<img" not in html


def test_what_was_told_is_drawn_and_stays_when_the_platform_forgets(scene: Scene) -> None:
    _told(scene, Told("Harbour <TV>", "The quay", "Water & wind"))
    post = scene.publish(body=BODY).post
    html = _html(scene, post)
    assert "Harbour &lt;TV&gt;" in html and "Water &amp; wind" in html
    _told(scene, Told())
    posts.amend(scene.hand(), scene.blog, post, 1, Wording("Other", BODY))
    assert "Harbour &lt;TV&gt;" in _html(scene, post)


def test_a_link_with_words_of_its_own_stays_a_link(scene: Scene) -> None:
    html = _html(scene, scene.publish(body=f'<p><a href="{ADDRESS}">Read this</a></p>').post)
    assert "elsewhere" not in html
    lying = f'<p><a href="https://evil.example/">{ADDRESS}</a></p>'
    assert "elsewhere" not in _html(scene, scene.publish(body=lying).post)


def test_the_card_is_told_to_machines(scene: Scene) -> None:
    _told(scene, Told("Harbour TV", "The quay"))
    post = scene.publish(body=BODY).post
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    data = json.loads(part.data)
    assert data["embeds"][0]["author"] == "Harbour TV"
    assert data["ld"]["sharedContent"][0] == {
        "@type": "WebPage",
        "url": ADDRESS,
        "author": {"@type": "Thing", "name": "Harbour TV"},
        "headline": "The quay",
    }


def test_a_picture_is_seen_with_its_post_hidden_with_it_and_gone_with_it(scene: Scene) -> None:
    embed = _told(scene, Told("Harbour TV"), has_picture=True)
    assert embed.picture and embed.picture.state == PictureState.HIDDEN
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Draft", BODY))
    assert Picture.objects.get().state == PictureState.HIDDEN
    posts.discard_draft(scene.hand(), scene.blog, draft.post, 1)
    post = scene.publish(body=BODY).post
    assert Picture.objects.get().state == PictureState.PUBLIC
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Not so.")
    assert Picture.objects.get().state == PictureState.HIDDEN
    posts.restore(scene.hand(), scene.blog, post, 2)
    take_down.take_down(scene.hand(), scene.blog, post, "Asked for.")
    assert Picture.objects.get().state == PictureState.TAKEN_DOWN
    assert not ShownEmbed.objects.exists() and not Embed.objects.exists()


def test_a_platform_that_does_not_answer_leaves_a_bare_card(scene: Scene) -> None:
    found = find(ADDRESS)
    assert found
    embed = keeping.ask(scene.blog.newsroom, scene.editor, found)
    troubles: dict[Why, Reply | Exception] = {
        Why.UNREACHABLE: Unreachable("x"),
        Why.NOT_CALLED: Refused("x"),
        Why.GONE: Reply(404, {}, b"{}"),
        Why.SILENT: Reply(403, {}, b"{}"),
    }
    for why, trouble in troubles.items():
        fetched = asyncio.run(fetch(found, Platform(trouble)))
        assert not fetched.told.is_something
        keeping.keep(embed, fetched)
        kept = Embed.objects.get()
        assert (kept.stage, kept.why) == (Stage.BARE, why)


def test_what_was_told_once_stays_when_the_platform_is_silent_the_next_time(scene: Scene) -> None:
    _told(scene, Told("Harbour TV"))
    found = find(ADDRESS)
    assert found
    embed = keeping.ask(scene.blog.newsroom, scene.editor, found, anew=True)
    keeping.keep(embed, Fetched(Told(), why=Why.GONE))
    kept = Embed.objects.get()
    assert (kept.stage, kept.author, kept.why) == (Stage.FETCHED, "Harbour TV", Why.GONE)


def test_words_and_picture_are_fetched_by_the_one_door(scene: Scene) -> None:
    found = find(ADDRESS)
    assert found
    said = {"author_name": "Harbour TV", "title": "Quay", "thumbnail_url": "https://i.vimeocdn.example/1.jpg"}
    platform = Platform(Reply(200, {}, json.dumps(said).encode()), Reply(200, {}, b"bytes"))
    fetched = asyncio.run(fetch(found, platform))
    assert fetched.picture == b"bytes"
    assert platform.asked == [found.asks, "https://i.vimeocdn.example/1.jpg"]
    assert keeping.developed(b"bytes") == {}


def test_the_page_of_a_player_allows_one_frame_and_no_script(scene: Scene) -> None:
    post = scene.publish(body=BODY).post
    page = Client().get(f"/flood/p/{post}/original/0/")
    assert page.status_code == 200
    policy = page["Content-Security-Policy"]
    assert "frame-src https://player.vimeo.com" in policy and "script-src" not in policy
    assert 'sandbox="' in page.content.decode()
    assert Client().get(f"/flood/p/{post}/original/1/").status_code == 404
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Not so.")
    assert Client().get(f"/flood/p/{post}/original/0/").status_code == 404


def test_what_a_platform_says_is_read_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def reading_it(_found: object, _body: bytes) -> Told:
        threads.append(threading.get_ident())
        return Told()

    monkeypatch.setattr(fetching, "read", reading_it)
    found = find(ADDRESS)
    assert found
    asyncio.run(fetch(found, Platform(Reply(200, {}, b"{}"))))
    assert threads and threads != [threading.get_ident()]


def test_a_card_is_kept_without_its_picture_where_that_cannot_be_kept(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(_secret: str, _files: object) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(shelf, "put", is_full)
    embed = _told(scene, Told("Harbour TV"), has_picture=True)
    assert (embed.stage, embed.author, embed.picture) == (Stage.FETCHED, "Harbour TV", None)
    assert keeping.next_asked() is None


def test_no_file_is_written_in_the_thread_that_writes_rows(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = keeping.shelved({96: b"RIFF....WEBP"})
    monkeypatch.delattr(shelf, "put")
    found = find(ADDRESS)
    assert found and picture
    embed = keeping.ask(scene.blog.newsroom, scene.editor, found)
    keeping.keep(embed, Fetched(Told("Harbour TV")), picture)
    kept = Picture.objects.get()
    assert (kept.secret, kept.width, kept.byte_count) == (picture.secret, 96, 12)
