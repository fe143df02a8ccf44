"""Pictures of posts: what they must say, who sees them when, and that nothing of them is left after a take-down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.test import override_settings

from stoppress.media import finding, shelf
from stoppress.media.models import Picture, PictureState, PictureUse
from stoppress.publishing import errands, posts, review, schedule, take_down
from stoppress.publishing.refusals import Invalid
from stoppress.publishing.wording import Wording
from stoppress.stories.pictures import Placed, read
from stoppress.toolkit import clock
from stoppress.wire.models import Change
from tests.cast import Scene, member, open_scene
from tests.shots import PIXELS, a_shot, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(finding, "close_old_connections", lambda: None)  # the test's transaction is in it
    with override_settings(DATA=tmp_path):
        yield open_scene()


def _wording(*pictures: Placed, title: str = "The flood") -> Wording:
    return Wording(title, "<p>Water.</p>", pictures=pictures)


def _seen(picture: Picture) -> bytes:
    """What a stranger gets, by any of its files."""
    found = {finding.for_everybody(name).body for name in _names(picture)}
    assert len(found) == 1, "all of its files are seen, or none"
    return found.pop()


def _names(picture: Picture) -> list[str]:
    names = [picture.name(width, suffix) for width in picture.widths for suffix in ("avif", "webp")]
    return [*names, picture.name(picture.jpeg_width, "jpg")]


def _is_gone(picture: Picture) -> bool:
    return finding.for_everybody(picture.name(480)).is_gone and not any(map(shelf.read, _names(picture)))


def _data(scene: Scene, post: str) -> dict[str, object]:
    change = Change.objects.filter(wire=scene.blog.wire, key=f"post/{post}").latest("number")
    return msgspec.json.decode(change.data)  # type: ignore[no-any-return]


def test_a_picture_is_seen_from_the_publication_on_and_not_before(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    draft = posts.save_draft(scene.hand(), scene.blog, _wording(placed(picture)))
    assert _seen(picture) == b"", "the draft's picture is hidden"
    posts.publish(
        scene.hand(), scene.blog, _wording(placed(picture)), draft=draft.post, version=draft.version
    )
    assert _seen(picture) == PIXELS


def test_the_page_shows_every_width_and_format_and_keeps_the_room(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    shown = placed(picture, caption="Arle, <Monday>", focus=(0, 50))
    post = posts.publish(scene.hand(), scene.blog, _wording(shown)).post
    html = Change.objects.filter(key=f"post/{post}").latest("number").html
    for name in _names(picture):
        assert f"/media/{name}" in html
    assert f'src="/media/{picture.name(800, "jpg")}" width="800" height="600" alt="A flooded street"' in html
    assert 'data-from-left="0"' in html and "data-from-top" not in html
    assert "Arle, &lt;Monday&gt;" in html and "Ada Marsh" in html


def test_machines_are_told_of_pictures(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture, caption="Arle"))).post
    data = _data(scene, post)
    (told,) = data["pictures"]  # type: ignore[misc]
    assert (told["width"], told["height"], told["bytes"]) == (800, 600, len(PIXELS))
    assert [source["media_type"] for source in told["sources"]].count("image/avif") == 2
    (image,) = data["ld"]["image"]  # type: ignore[index]
    assert image["url"] == told["url"] and image["creditText"] == "Ada Marsh"


@pytest.mark.parametrize(
    ("more", "field"),
    [({"alt": " "}, "alt-1"), ({"credit": ""}, "credit-1"), ({"focus": (101, 0)}, "focus-1")],
)
def test_what_readers_must_be_told_is_asked_beside_its_field(
    scene: Scene, more: dict[str, object], field: str
) -> None:
    pictures = (placed(a_shot(scene.editor)), placed(a_shot(scene.editor), **more))
    with pytest.raises(Invalid) as refused:
        posts.publish(scene.hand(), scene.blog, _wording(*pictures))
    assert list(refused.value.fields) == [field]


def test_no_way_out_leads_past_what_readers_must_be_told(scene: Scene) -> None:
    """A draft may lack it; neither its publication nor its schedule, its release or an amendment may."""
    bare = Placed(a_shot(scene.editor).secret)
    later = clock.now() + timedelta(hours=1)
    draft = posts.save_draft(scene.hand(), scene.blog, _wording(bare))
    review.ask_for_review(scene.hand(), scene.blog, draft=draft.post, version=1)
    standing = posts.publish(scene.hand(), scene.blog, _wording(placed(a_shot(scene.editor))))
    ways: list[Callable[[], object]] = [
        lambda: posts.publish(scene.hand(), scene.blog, _wording(bare), draft=draft.post, version=1),
        lambda: schedule.schedule(scene.hand(), scene.blog, later, draft=draft.post, version=1),
        lambda: schedule.schedule(scene.hand(), scene.blog, later, wording=_wording(bare)),
        lambda: posts.amend(scene.hand(), scene.blog, standing.post, 1, _wording(bare)),
        lambda: posts.correct(scene.hand(), scene.blog, standing.post, 1, _wording(bare), "Not so."),
    ]
    for way in ways:
        with pytest.raises(Invalid) as refused:
            way()
        assert list(refused.value.fields) == ["alt-0", "credit-0"]


def test_a_decorative_picture_has_no_words(scene: Scene) -> None:
    shown = placed(a_shot(scene.editor), alt="never told", is_decorative=True)
    post = posts.publish(scene.hand(), scene.blog, _wording(shown)).post
    assert 'alt=""' in Change.objects.filter(key=f"post/{post}").latest("number").html
    assert read(scene.post(post).pictures)[0].alt == ""


def test_a_draft_may_lack_them_and_pictures_alone_are_a_post(scene: Scene) -> None:
    bare = Placed(a_shot(scene.editor).secret)
    assert posts.save_draft(scene.hand(), scene.blog, Wording(pictures=(bare,))).state == "draft"
    assert posts.publish(scene.hand(), scene.blog, Wording(pictures=(placed(a_shot(scene.editor)),))).post


def test_the_picture_of_another_newsroom_does_not_exist(scene: Scene) -> None:
    theirs = a_shot(member("Mallory", newsroom="The Other Paper"))
    face = a_shot(scene.editor)
    Picture.objects.filter(pk=face.pk).update(is_for_posts=False)
    for picture in (theirs, face, Picture(secret="a" * 26)):
        with pytest.raises(Invalid, match="not there any more"):
            posts.publish(scene.hand(), scene.blog, _wording(placed(picture)))
    assert _seen(theirs) == b""


def test_words_that_say_nothing_of_pictures_leave_them(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture)))
    posts.amend(scene.hand(), scene.blog, post.post, post.version, Wording("Other words"))
    assert "pictures" in _data(scene, post.post)
    posts.amend(scene.hand(), scene.blog, post.post, post.version + 1, _wording())
    assert "pictures" not in _data(scene, post.post)


def test_an_order_is_kept_and_so_is_every_version(scene: Scene) -> None:
    first, second = placed(a_shot(scene.editor)), placed(a_shot(scene.editor))
    post = posts.publish(scene.hand(), scene.blog, _wording(first, second))
    posts.amend(scene.hand(), scene.blog, post.post, post.version, _wording(second, first))
    kept = [read(version.pictures) for version in scene.post(post.post).versions.all()]
    assert kept == [(first, second), (second, first)]


def test_a_picture_that_readers_saw_stays_for_the_page_as_it_stood(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture)))
    posts.amend(scene.hand(), scene.blog, post.post, post.version, _wording())
    assert _seen(picture) == PIXELS


def test_a_withdrawal_hides_the_pictures_and_a_restoration_shows_them(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture)))
    gone = posts.withdraw(scene.hand(), scene.blog, post.post, post.version, "Not Arle.")
    assert _seen(picture) == b"" and "pictures" not in _data(scene, post.post)
    posts.restore(scene.hand(), scene.blog, post.post, gone.version)
    assert _seen(picture) == PIXELS


def test_a_take_down_erases_the_files_of_every_version(scene: Scene) -> None:
    before, now = a_shot(scene.editor), a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(before)))
    posts.amend(scene.hand(), scene.blog, post.post, post.version, _wording(placed(now)))
    take_down.take_down(scene.hand(), scene.blog, post.post, "Law.")
    errands.run_due()
    assert _is_gone(before) and _is_gone(now)
    assert not any(now.secret in html for html in Change.objects.values_list("html", flat=True))
    with pytest.raises(Invalid, match="not there any more"):
        posts.publish(scene.hand(), scene.blog, _wording(placed(now)))


def test_what_another_post_shows_outlives_a_take_down(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture)))
    scene.publish("Again", pictures=(placed(picture),))
    take_down.take_down(scene.hand(), scene.blog, post.post, "Law.")
    errands.run_due()
    assert _seen(picture) == PIXELS


def test_a_draft_that_is_thrown_away_lets_its_pictures_go(scene: Scene) -> None:
    picture = a_shot(scene.editor)
    draft = posts.save_draft(scene.hand(), scene.blog, _wording(placed(picture)))
    assert PictureUse.objects.exists() and not Picture.objects.unused().exists()  # type: ignore[attr-defined]
    posts.discard_draft(scene.hand(), scene.blog, draft.post, draft.version)
    assert list(Picture.objects.unused()) == [picture]  # type: ignore[attr-defined]
    picture.refresh_from_db()
    assert picture.state == PictureState.HIDDEN


def test_pictures_are_found_by_their_words(scene: Scene) -> None:
    from stoppress.wire.search.words import words_of

    picture = a_shot(scene.editor)
    post = posts.publish(scene.hand(), scene.blog, _wording(placed(picture, caption="A heron"))).post
    change = Change.objects.filter(key=f"post/{post}").latest("number")
    found = words_of(change.data)
    assert "A heron" in found.text and "A flooded street" in found.text
