"""Cross-references in every act: what becomes a link, what waits for the desk, and what follows what."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from stoppress.press import parts
from stoppress.publishing import bringing_in, errands, following, pins, posts, take_down, times, watch
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Conflict, Invalid, NotThere, WrongState
from stoppress.publishing.wording import Wording
from stoppress.stories.models import CrossReference, LiveBlog, LooseReference, Post
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change, Part
from tests.cast import Scene, open_scene

pytestmark = pytest.mark.django_db

#: 9.50 in Berlin, the zone of the story.
MORNING = datetime(2031, 5, 4, 7, 50, 31, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    with clock.standing_at(MORNING - timedelta(days=3)):
        return open_scene()


def publish(scene: Scene, at: datetime, title: str = "The dam holds", body: str = "<p>It holds.</p>") -> str:
    with clock.standing_at(at):
        return scene.publish(title, body).post


def refer(scene: Scene, words: str = "see 9.50 post", at: datetime = MORNING + timedelta(hours=4)) -> str:
    return publish(scene, at, "Later", f"<p>It rises ({words}).</p>")


def data(scene: Scene, post: str) -> dict[str, object]:
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    found: dict[str, object] = json.loads(part.data)
    return found


def html(scene: Scene, post: str) -> str:
    part = reading.standing_part(scene.blog.wire, f"post/{post}")
    assert part is not None
    return part.html


def loose(post: str) -> list[tuple[str, bool]]:
    found = LooseReference.objects.filter(post__public_id=post, is_let_be=False)
    return list(found.values_list("phrase", "is_ambiguous"))


def test_a_phrase_that_means_one_post_becomes_a_link_with_its_time_and_title(scene: Scene) -> None:
    target = publish(scene, MORNING)
    origin = refer(scene)
    assert (
        f'(<a class="reference" href="/flood/p/{target}/" data-reference="{target}" title="The dam holds">'
        'see <time datetime="2031-05-04T09:50:31+02:00">9.50</time> post</a>)' in html(scene, origin)
    )
    assert (
        data(scene, origin)["references"]
        == [
            {
                "id": target,
                "state": "published",
                "time": "2031-05-04T07:50:31Z",
                "title": "The dam holds",
                "url": f"http://localhost:8000/flood/p/{target}/",
            }
        ]
        or data(scene, origin)["references"]
    )
    assert loose(origin) == []


def test_the_target_says_who_refers_to_it(scene: Scene) -> None:
    target = publish(scene, MORNING)
    first, second = refer(scene), refer(scene, at=MORNING + timedelta(hours=6))
    assert [link["id"] for link in data(scene, target)["referred_from"]] == [first, second]  # type: ignore[attr-defined]
    assert "Referred to in:" in html(scene, target)
    assert ">13.50</time>" in html(scene, target)
    assert ">15.50</time>" in html(scene, target)


def test_of_many_origins_the_newest_five_are_named_and_the_rest_counted(scene: Scene) -> None:
    target = publish(scene, MORNING)
    origins = [refer(scene, at=MORNING + timedelta(minutes=minute)) for minute in range(1, 8)]
    shown = data(scene, target)
    assert [link["id"] for link in shown["referred_from"]] == origins[2:]  # type: ignore[attr-defined]
    assert shown["referred_from_count"] == 7
    assert "and 2 more" in html(scene, target)


def test_two_posts_of_that_minute_wait_for_the_desk(scene: Scene) -> None:
    publish(scene, MORNING)
    publish(scene, MORNING + timedelta(seconds=10))
    assert loose(refer(scene)) == [("see 9.50 post", True)]


def test_posts_of_that_time_on_two_days_wait_for_the_desk_unless_the_day_is_said(scene: Scene) -> None:
    yesterday, today = publish(scene, MORNING - timedelta(days=1)), publish(scene, MORNING)
    assert loose(refer(scene)) == [("see 9.50 post", True)]
    said = refer(scene, "see yesterday’s 9.50 post")
    assert loose(said) == []
    assert [link["id"] for link in data(scene, said)["references"]] == [yesterday]  # type: ignore[attr-defined]
    assert today not in html(scene, said)


def test_the_only_post_of_that_time_is_meant_on_another_day_for_24_hours(scene: Scene) -> None:
    publish(scene, MORNING)
    assert loose(refer(scene, at=MORNING + timedelta(hours=23))) == []
    assert loose(refer(scene, at=MORNING + timedelta(hours=25))) == [("see 9.50 post", True)]


def test_a_phrase_that_means_no_post_is_told_and_kept(scene: Scene) -> None:
    with clock.standing_at(MORNING):
        answer = scene.publish("Odd", "<p>See 3.33 post, as we reported at 4:44.</p>")
    assert answer.loose_references == 2
    assert loose(answer.post) == [("See 3.33 post", False), ("as we reported at 4:44", False)]


def test_a_withdrawn_post_is_not_linked_by_itself(scene: Scene) -> None:
    target = publish(scene, MORNING)
    posts.withdraw(scene.hand(), scene.blog, target, 1, "Not so.")
    assert loose(refer(scene)) == [("see 9.50 post", True)]


def test_a_draft_cannot_be_linked_and_one_that_refers_tells_nobody(scene: Scene) -> None:
    target = publish(scene, MORNING)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        draft = posts.save_draft(scene.hand(), scene.blog, Wording("D", "<p>(see 9.50 post)</p>"))
        naming = scene.publish("N", f'<p><span data-reference="{draft.post}">that</span></p>').post
    assert CrossReference.objects.filter(origin__public_id=draft.post).exists()
    assert "Referred" not in html(scene, target)
    assert draft.post not in html(scene, naming)
    with clock.standing_at(MORNING + timedelta(hours=2)):
        posts.publish(
            scene.hand(), scene.blog, Wording("D", "<p>(see 9.50 post)</p>"), draft=draft.post, version=1
        )
    assert "Referred to in:" in html(scene, target)


def test_links_follow_the_title_and_the_time_of_their_target(scene: Scene) -> None:
    target, origin = publish(scene, MORNING), refer(scene)
    pins.pin(scene.hand(), scene.blog, origin)
    with clock.standing_at(MORNING + timedelta(hours=5)):
        posts.amend(scene.hand(), scene.blog, target, 1, Wording("The dam broke", "<p>It broke.</p>"))
        times.change_time(scene.hand(), scene.blog, target, 2, MORNING - timedelta(hours=24, minutes=2))
    assert 'title="The dam broke"' in html(scene, origin)
    assert ">9.48</time> post, 3 May</a>" in html(scene, origin)
    pinned = reading.standing_part(scene.blog.wire, "pinned")
    assert pinned is not None
    assert ">9.48</time> post, 3 May</a>" in pinned.html


def test_words_without_a_time_or_with_another_one_get_the_targets_time_behind_them(scene: Scene) -> None:
    target = publish(scene, MORNING)
    words = f'<span data-reference="{target}">our report</span>, <span data-reference="{target}">the 14.00 speech</span>'
    origin = publish(scene, MORNING + timedelta(hours=1), "O", f"<p>{words}</p>")
    assert ">our report (<time" in html(scene, origin)
    assert ">the 14.00 speech (<time" in html(scene, origin)


def test_a_link_to_what_is_withdrawn_turns_into_its_tombstone_and_back(scene: Scene) -> None:
    target, origin = publish(scene, MORNING), refer(scene)
    posts.withdraw(scene.hand(), scene.blog, target, 1, "Not so.")
    shown = html(scene, origin)
    assert f'<a class="reference is-withdrawn" href="/flood/p/{target}/"' in shown
    assert "<s><time" in shown
    assert ", <span>withdrawn</span></a>" in shown
    assert "The dam holds" not in shown
    posts.restore(scene.hand(), scene.blog, target, 2)
    assert 'title="The dam holds"' in html(scene, origin)


def test_a_link_to_what_was_taken_down_is_words_and_no_number_tells_its_title(scene: Scene) -> None:
    target, origin = publish(scene, MORNING, "A secret title"), refer(scene)
    former = refer(scene, at=MORNING + timedelta(hours=5))
    posts.amend(scene.hand(), scene.blog, former, 1, Wording("Later", "<p>Nothing.</p>"))
    pins.pin(scene.hand(), scene.blog, origin)
    take_down.take_down(scene.hand(), scene.blog, target, "Law.")
    assert "It rises (a post that was removed)." in html(scene, origin)
    assert "<a class" not in html(scene, origin)
    assert data(scene, origin)["references"] == [
        {"id": target, "state": "removed", "time": None, "title": None, "url": None}
    ]
    assert not Change.objects.filter(html__contains="A secret title").exists()
    assert not Change.objects.filter(data__contains="A secret title").exists()
    blog = scene.blog
    assert reading.as_of(blog.wire, blog.wire.head).parts == reading.standing(blog.wire).parts
    posts.amend(scene.hand(), blog, origin, 1, Wording("Other", scene.post(origin).body_html))
    assert "(a post that was removed)" in html(scene, origin)


def test_backlinks_go_when_the_origin_goes(scene: Scene) -> None:
    target, origin = publish(scene, MORNING), refer(scene)
    posts.withdraw(scene.hand(), scene.blog, origin, 1, "Not so.")
    assert "Referred" not in html(scene, target)
    posts.restore(scene.hand(), scene.blog, origin, 2)
    assert "Referred" in html(scene, target)
    posts.amend(scene.hand(), scene.blog, origin, 3, Wording("Other", "<p>Other.</p>"))
    assert "Referred" not in html(scene, target)
    posts.amend(scene.hand(), scene.blog, origin, 4, Wording("Other", "<p>(see 9.50 post)</p>"))
    take_down.take_down(scene.hand(), scene.blog, origin, "Law.")
    assert "Referred" not in html(scene, target)


def test_posts_that_refer_to_each_other_come_to_rest(scene: Scene) -> None:
    one = publish(scene, MORNING)
    two = refer(scene)
    posts.amend(scene.hand(), scene.blog, one, 1, Wording("One", "<p>(see 13.50 post)</p>"))
    before = scene.blog.wire.head
    posts.amend(scene.hand(), scene.blog, two, 1, Wording("Two", "<p>(see 9.50 post)</p>"))
    assert scene.blog.wire.head - before == 2
    assert 'title="Two"' in html(scene, one)


def test_an_amendment_of_the_text_alone_moves_nobody_else(scene: Scene) -> None:
    target = publish(scene, MORNING)
    refer(scene)
    before = scene.blog.wire.head
    posts.amend(scene.hand(), scene.blog, target, 1, Wording("The dam holds", "<p>Still.</p>"))
    assert scene.blog.wire.head == before + 1


def test_of_very_many_origins_the_rest_follows_by_errand(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "IN_ONE_ACT", 2)
    target = publish(scene, MORNING)
    origins = [refer(scene, at=MORNING + timedelta(minutes=minute)) for minute in range(1, 8)]
    posts.amend(scene.hand(), scene.blog, target, 1, Wording("Other title", "<p>It holds.</p>"))
    followed = [origin for origin in origins if 'title="Other title"' in html(scene, origin)]
    assert followed == origins[-2:]
    assert errands.run_due() == 1
    assert all('title="Other title"' in html(scene, origin) for origin in origins)
    for origin in origins:
        assert reading.standing_part(scene.blog.wire, f"post/{origin}") == parts.post_part(scene.post(origin))


@pytest.mark.parametrize("goes", ["withdraw", "take down"])
def test_a_title_that_is_public_no_longer_leaves_very_many_origins_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, goes: str
) -> None:
    """And the act makes no more of them anew than of a few; what is left to do says nothing of it."""
    monkeypatch.setattr(following, "IN_ONE_ACT", 2)
    target = publish(scene, MORNING, "A secret “title”")
    origins = [refer(scene, at=MORNING + timedelta(minutes=minute)) for minute in range(1, 8)]
    pins.pin(scene.hand(), scene.blog, origins[0])
    made: list[str] = []
    make = parts.post_part
    monkeypatch.setattr(
        parts, "post_part", lambda post, *known: (made.append(post.public_id), make(post, *known))[1]
    )
    if goes == "withdraw":
        posts.withdraw(scene.hand(), scene.blog, target, 1, "Not so.")
    else:
        take_down.take_down(scene.hand(), scene.blog, target, "Law.")
        assert not Change.objects.filter(html__contains="secret").exists()
        assert not Change.objects.filter(data__contains="secret").exists()
    assert set(made) <= {target, *origins[-2:], origins[0]}
    standing = reading.standing(scene.blog.wire).parts
    assert not [key for key, part in standing.items() if "secret" in part.html + part.data]
    assert reading.as_of(scene.blog.wire, scene.blog.wire.head).parts == standing
    assert all(f'data-reference="{target}"' in html(scene, origin) for origin in origins[1:-2])
    assert errands.run_due() >= 1
    monkeypatch.undo()
    for origin in origins:
        assert reading.standing_part(scene.blog.wire, f"post/{origin}") == parts.post_part(scene.post(origin))
    pinned = reading.standing_part(scene.blog.wire, "pinned")
    assert pinned == parts.pinned_part(scene.post(origins[0]))


def test_a_phrase_partly_in_bold_becomes_one_link(scene: Scene) -> None:
    target = publish(scene, MORNING)
    origin = publish(scene, MORNING + timedelta(hours=4), "Later", "<p>It rises: see <b>9.50</b> post.</p>")
    assert data(scene, origin)["references"] != []
    time = '<time datetime="2031-05-04T09:50:31+02:00">9.50</time>'
    link = f'data-reference="{target}" title="The dam holds">see <b>{time}</b> post</a>'
    assert link in html(scene, origin)
    assert loose(origin) == []


def test_an_import_links_what_is_clear_and_keeps_the_rest_for_the_desk(scene: Scene) -> None:
    arrivals = [
        Arrival("a", MORNING, Wording("Morning", "<p>One.</p>")),
        Arrival("b", MORNING + timedelta(hours=1), Wording("Noon", "<p>(see 7.50 post) (see 3.33 post)</p>")),
    ]
    bringing_in.bring_in(scene.hand(), Load(Opening(headline="Arrived", slug="arrived"), arrivals))
    blog = LiveBlog.objects.get(slug="arrived")
    origin = Post.objects.get(blog=blog, source_id="b")
    assert [row.target.source_id for row in origin.references.all()] == ["a"]
    assert loose(origin.public_id) == [("see 3.33 post", False)]
    shown = {post.part_key: parts.post_part(post) for post in Post.objects.filter(blog=blog)}
    assert {key: part for key, part in reading.standing(blog.wire).parts.items() if key in shown} == shown


# What the desk decides


def test_the_desk_chooses_where_words_lead_and_no_correction_is_claimed(scene: Scene) -> None:
    first, _second = publish(scene, MORNING), publish(scene, MORNING + timedelta(seconds=10))
    origin = refer(scene, "see 9.50 post, and again see 9.50 post")
    answer = watch.choose_target(scene.hand(), scene.blog, origin, "see 9.50 post", first)
    assert (answer.version, answer.loose_references) == (2, 0)
    assert html(scene, origin).count(f'data-reference="{first}"') == 2
    assert scene.post(origin).words_version == 1
    assert "updated" not in html(scene, origin)
    with pytest.raises(NotThere):
        watch.choose_target(scene.hand(), scene.blog, origin, "see 9.50 post", first)


def test_words_that_were_let_be_stay_words(scene: Scene) -> None:
    publish(scene, MORNING)
    publish(scene, MORNING + timedelta(seconds=10))
    origin = refer(scene)
    assert watch.let_be_words(scene.hand(), scene.blog, origin, "see 9.50 post").loose_references == 0
    body = scene.post(origin).body_html
    assert posts.amend(scene.hand(), scene.blog, origin, 1, Wording("X", body)).loose_references == 0
    with clock.standing_at(MORNING + timedelta(hours=6)):
        wording = Wording("Y", "<p>(see 9.50 post)</p>", let_be=("see 9.50 post",))
        assert posts.publish(scene.hand(), scene.blog, wording).loose_references == 0


def test_only_a_post_that_stands_can_be_chosen(scene: Scene) -> None:
    with clock.standing_at(MORNING):
        draft = posts.save_draft(scene.hand(), scene.blog, Wording("D")).post
    origin = refer(scene)
    for wrong in (draft, origin, "nothing"):
        with pytest.raises(Invalid):
            watch.choose_target(scene.hand(), scene.blog, origin, "see 9.50 post", wrong)


def test_still_right_rests_the_reference_on_what_was_read(scene: Scene) -> None:
    target, origin = publish(scene, MORNING), refer(scene)
    posts.correct(scene.hand(), scene.blog, target, 1, Wording("It broke", "<p>It broke.</p>"), "It broke.")
    head = scene.blog.wire.head
    with pytest.raises(Conflict):
        watch.let_stand(scene.hand(), scene.blog, origin, target, 1)
    watch.let_stand(scene.hand(), scene.blog, origin, target, 2)
    assert CrossReference.objects.get().seen_version == 2
    assert scene.blog.wire.head == head


# Another time


def test_a_changed_time_moves_the_post_to_its_place(scene: Scene) -> None:
    old, middle, new = (publish(scene, MORNING + timedelta(hours=hour)) for hour in range(3))
    with clock.standing_at(MORNING + timedelta(hours=4)):
        times.change_time(scene.hand(), scene.blog, new, 1, MORNING + timedelta(minutes=30))
    keys = [change.key for change in reading.newest(scene.blog.wire, "stream", 9)]
    assert keys == [f"post/{post}" for post in (middle, new, old)]
    with clock.standing_at(MORNING + timedelta(hours=4)):
        times.change_time(scene.hand(), scene.blog, new, 2, scene.post(old).published_at or MORNING)
    assert [change.key for change in reading.newest(scene.blog.wire, "stream", 9)][1] == f"post/{new}"


def test_a_time_to_come_or_of_another_century_is_refused_in_words(scene: Scene) -> None:
    post = publish(scene, MORNING)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        for at in (MORNING + timedelta(hours=2), MORNING.replace(year=1931), MORNING):
            with pytest.raises(Invalid) as refused:
                times.change_time(scene.hand(), scene.blog, post, 1, at)
            assert "published_at" in refused.value.fields
    posts.withdraw(scene.hand(), scene.blog, post, 1, "Wrong.")
    with pytest.raises(WrongState):
        times.change_time(scene.hand(), scene.blog, post, 2, MORNING - timedelta(hours=1))


def test_shelves_stay_in_order_when_posts_move(scene: Scene) -> None:
    moved = [publish(scene, MORNING + timedelta(minutes=minute)) for minute in range(65)]
    with clock.standing_at(MORNING + timedelta(hours=3)):
        for post, minutes in ((moved[60], 3), (moved[0], 50), (moved[30], 120), (moved[64], -90)):
            at = MORNING + timedelta(minutes=minutes, seconds=30)
            times.change_time(scene.hand(), scene.blog, post, 1, at)
    shelves = list(Part.objects.filter(region="stream").order_by("place").values_list("shelf", flat=True))
    assert shelves == sorted(shelves)
    publish(scene, MORNING + timedelta(hours=4))
    newest = Part.objects.filter(region="stream").order_by("-place").first()
    assert newest is not None
    assert newest.shelf == 65 // 20
