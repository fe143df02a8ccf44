"""A live blog gets another address: the wire goes on under it, the old one leads there, and nobody else ever gets it."""

from __future__ import annotations

import pytest

from stoppress.press import parts
from stoppress.publishing import addresses, anew, errands, following, live_blogs, pins, posts
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Phase
from stoppress.wire import naming, reading
from tests.cast import Scene, member, open_scene

pytestmark = pytest.mark.django_db


def _move(scene: Scene, slug: str) -> None:
    scene.slug = addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, slug).blog


def test_the_wire_goes_on_in_the_same_life_with_the_next_numbers() -> None:
    scene = open_scene()
    scene.publish()
    before = scene.blog.wire
    _move(scene, "flood-at-arle")
    after = scene.blog.wire
    assert (after.pk, after.epoch) == (before.pk, before.epoch)
    assert after.name == "flood-at-arle"
    assert after.head > before.head
    assert naming.moved_to("flood") == "flood-at-arle"


def test_what_stands_names_the_new_address_and_only_that() -> None:
    scene = open_scene()
    first = scene.publish().post
    body = f'<p>More <span data-reference="{first}">see 9.50 post</span>.</p>'
    second = posts.publish(scene.hand(), scene.blog, Wording("More", body)).post
    pins.pin(scene.hand(), scene.blog, second)
    _move(scene, "dam")
    for part in reading.standing(scene.blog.wire).parts.values():
        assert "/flood/" not in part.html + part.data, part.key


def test_posts_below_the_newest_follow_by_errand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "PUT_ANEW", 2)
    monkeypatch.setattr(following, "IN_ONE_ACT", 2)
    scene = open_scene()
    names = [scene.publish(f"Post {number}").post for number in range(7)]
    posts.withdraw(scene.hand(), scene.blog, names[0], 1, "Not so.")
    _move(scene, "dam")
    stream = reading.standing(scene.blog.wire).parts
    assert ["/dam/" in stream[f"post/{name}"].html for name in names] == [False] * 5 + [True] * 2
    assert errands.step() is False
    stream = reading.standing(scene.blog.wire).parts
    assert ["/dam/" in stream[f"post/{name}"].html for name in names] == [False] * 3 + [True] * 4
    assert errands.run_due() == 1
    for name in names:
        assert reading.standing_part(scene.blog.wire, f"post/{name}") == parts.post_part(scene.post(name))
    head = scene.blog.wire.head
    assert errands.step() is None
    assert scene.blog.wire.head == head


def test_in_another_zone_every_post_says_its_time_anew_the_older_ones_by_errand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(anew, "PUT_ANEW", 2)
    monkeypatch.setattr(following, "IN_ONE_ACT", 2)
    scene = open_scene()
    names = [scene.publish(f"Post {number}").post for number in range(5)]
    scene.head(scene.blog.headline, zone="Asia/Tokyo")
    assert ["+09:00" in _html(scene, name) for name in names] == [False] * 3 + [True] * 2
    assert errands.run_due() == 1
    assert all("+09:00" in _html(scene, name) for name in names)
    assert (
        reading.as_of(scene.blog.wire, scene.blog.wire.head).parts == reading.standing(scene.blog.wire).parts
    )


def _html(scene: Scene, name: str) -> str:
    part = reading.standing_part(scene.blog.wire, f"post/{name}")
    assert part is not None
    return part.html


def test_an_old_name_leads_to_the_newest_however_often_it_moves_and_it_may_come_back() -> None:
    scene = open_scene()
    _move(scene, "dam")
    _move(scene, "dam-at-arle")
    assert (naming.moved_to("flood"), naming.moved_to("dam")) == ("dam-at-arle", "dam-at-arle")
    _move(scene, "flood")
    assert naming.moved_to("flood") is None
    assert naming.moved_to("dam") == "flood"


def test_no_other_live_blog_gets_a_name_that_readers_know() -> None:
    scene = open_scene()
    _move(scene, "dam")
    with pytest.raises(Invalid, match="taken"):
        live_blogs.open_live_blog(scene.hand(), Opening("Flood", "flood"))
    assert live_blogs.open_live_blog(scene.hand(), Opening("Flood")).blog == "flood-2"
    other = open_scene("storm", editor=scene.editor)
    for slug in ("flood", "dam"):
        with pytest.raises(Invalid, match="is or was the address of another"):
            _move(other, slug)


def test_before_it_is_public_a_name_is_given_up_without_a_trace() -> None:
    scene = open_scene(phase=Phase.PREPARING)
    _move(scene, "dam")
    assert naming.moved_to("flood") is None
    assert live_blogs.open_live_blog(scene.hand(), Opening("Flood", "flood")).blog == "flood"


@pytest.mark.parametrize("slug", ["", "desk", "No Slug", "flood", "x/y", "ü", "a" * 90])
def test_what_can_be_no_address_is_refused_in_words_beside_the_field(slug: str) -> None:
    scene = open_scene()
    with pytest.raises(Invalid) as refused:
        _move(scene, slug)
    assert "slug" in refused.value.fields
    assert scene.blog.slug == "flood"


def test_who_saw_another_version_is_told_and_who_may_not_is_refused() -> None:
    scene = open_scene()
    with pytest.raises(Conflict):
        addresses.change_slug(scene.hand(), scene.blog, scene.blog.version - 1, "dam")
    with pytest.raises(NotAllowed):
        addresses.change_slug(Hand(member("Rae", "reporter")), scene.blog, scene.blog.version, "dam")
