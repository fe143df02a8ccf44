"""Round-ups: what is published, what is refused, and what the page points to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from stoppress.publishing import bringing_in, posts, round_ups, take_down
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.hand import Hand
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Conflict, Invalid, NotAllowed, WrongState
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Kind, Post, RoundUp
from stoppress.stories.round_ups import Bullet as Told
from stoppress.stories.round_ups import bullets_of, is_due, last_told_at
from stoppress.toolkit import clock
from stoppress.wire import reading
from stoppress.wire.models import Change
from tests.cast import Scene, member, open_scene


@pytest.fixture
def scene(db: None) -> Scene:
    return open_scene()


def _summary(
    *cited: str, title: str = "Afternoon round-up", text: str = "It is so.", **more: object
) -> Summary:
    until = clock.now()
    bullets = tuple(Bullet(text, ((post, None),)) for post in cited)
    return Summary(title, bullets, until - timedelta(hours=4), until, **more)  # type: ignore[arg-type]


def _is_due(scene: Scene, now: datetime) -> bool:
    return is_due(scene.blog, last_told_at(scene.blog), now)


def _clock(scene: Scene, post: str) -> str:
    at = scene.post(post).published_at
    assert at
    local = at.astimezone(scene.blog.time_zone)
    return f"{local.hour}.{local.minute:02d}"


def _pointer(scene: Scene) -> dict[str, object] | None:
    part = reading.standing_part(scene.blog.wire, "round-up")
    return json.loads(part.data) if part else None


def test_each_bullet_cites_its_post_in_the_storys_zone(scene: Scene) -> None:
    at = clock.now().replace(hour=10, minute=20)
    with clock.standing_at(at):
        post = scene.publish("Bridge closed").post
    with clock.standing_at(at + timedelta(minutes=5)):
        answer = round_ups.publish_round_up(
            scene.hand(),
            scene.blog,
            _summary(post, text="The bridge <is> closed.", introduction="In short & plain:"),
        )
    shown = scene.post(answer.post)
    local = _clock(scene, post)
    assert shown.body_html == (
        "<p>In short &amp; plain:</p>"
        f'<ul><li>The bridge &lt;is&gt; closed (<span data-reference="{post}">see {local} post</span>).</li></ul>'
    )
    assert shown.kind == Kind.ROUNDUP
    assert [reference.target.public_id for reference in shown.references.all()] == [post]


def test_machines_are_told_span_and_bullets(scene: Scene) -> None:
    post = scene.publish().post
    answer = round_ups.publish_round_up(scene.hand(), scene.blog, _summary(post))
    part = reading.standing_part(scene.blog.wire, f"post/{answer.post}")
    assert part
    data = json.loads(part.data)
    span = RoundUp.objects.get()
    assert data["bullets"] == [{"text": "It is so.", "posts": [post]}]
    assert data["covers"] == {
        "since": span.since_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "until": span.until_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    assert data["ld"]["temporalCoverage"] == "/".join(data["covers"].values())
    assert data["ld"]["citation"][0]["@id"].endswith(f"/flood/p/{post}/#post-{post}")
    assert '<time datetime="' in part.html.partition("Round-up")[2]


def test_the_page_points_to_the_newest_round_up_that_stands(scene: Scene) -> None:
    post = scene.publish().post
    assert _pointer(scene) is None
    first = round_ups.publish_round_up(scene.hand(), scene.blog, _summary(post, title="Morning"))
    second = round_ups.publish_round_up(scene.hand(), scene.blog, _summary(post, title="Noon"))
    assert (_pointer(scene) or {})["title"] == "Noon"
    words = Wording("At noon", scene.post(second.post).body_html, kind=Kind.ROUNDUP)
    posts.amend(scene.hand(), scene.blog, second.post, 1, words)
    assert (_pointer(scene) or {})["title"] == "At noon"
    posts.withdraw(scene.hand(), scene.blog, second.post, 2, "Too early.")
    assert (_pointer(scene) or {})["id"] == first.post
    posts.restore(scene.hand(), scene.blog, second.post, 3)
    take_down.take_down(scene.hand(), scene.blog, second.post, "Law.")
    assert (_pointer(scene) or {})["id"] == first.post
    assert not Change.objects.filter(html__contains="noon").exists()
    posts.amend(scene.hand(), scene.blog, first.post, 1, Wording("No round-up any more"))
    assert _pointer(scene) is None


def test_a_round_up_that_arrives_is_pointed_to(scene: Scene) -> None:
    arrivals = [
        Arrival(
            "a",
            clock.now() - timedelta(hours=1),
            Wording("Evening", "<ul><li>One.</li></ul>", kind=Kind.ROUNDUP),
        )
    ]
    answer = bringing_in.bring_in(scene.hand(), Load(Opening("Arrived", slug="arrived"), arrivals))
    assert (_pointer(Scene(scene.editor, answer.blog)) or {})["title"] == "Evening"


def test_what_has_changed_since_it_was_seen_is_named_and_nothing_is_published(scene: Scene) -> None:
    stays, changes, goes = (scene.publish(title).post for title in ("Stays", "Changes", "Goes"))
    seen = tuple(Bullet("So.", ((post, 1),)) for post in (stays, changes, goes))
    posts.amend(scene.hand(), scene.blog, changes, 1, Wording("Changed"))
    posts.withdraw(scene.hand(), scene.blog, goes, 1, "Wrong.")
    until = clock.now()
    summary = Summary("Noon", seen, until - timedelta(hours=1), until)
    before = Post.objects.count()
    with pytest.raises(Conflict) as refused:
        round_ups.publish_round_up(scene.hand(), scene.blog, summary)
    assert refused.value.fields.keys() == {"bullets.1", "bullets.2"}
    assert "was changed" in refused.value.fields["bullets.1"]
    assert "was withdrawn" in refused.value.fields["bullets.2"]
    assert refused.value.current == {"versions": {changes: 2}}
    assert Post.objects.count() == before
    again = Summary("Noon", (seen[0], Bullet("So.", ((changes, 2),))), until - timedelta(hours=1), until)
    assert round_ups.publish_round_up(scene.hand(), scene.blog, again).state == "published"


def test_every_field_is_told_what_is_wrong_with_it(scene: Scene) -> None:
    draft = posts.save_draft(scene.hand(), scene.blog, Wording("Hidden")).post
    other = round_ups.publish_round_up(scene.hand(), scene.blog, _summary(scene.publish().post)).post
    now = clock.now()
    bullets = (
        Bullet("", ((other, None),)),
        Bullet("Words", ()),
        Bullet("Words", ((draft, None),)),
        Bullet("Words", ((other, None),)),
        Bullet("x" * 1001, ((other, None),)),
    )
    with pytest.raises(Invalid) as refused:
        round_ups.publish_round_up(
            scene.hand(), scene.blog, Summary("", bullets, now, now - timedelta(hours=1), "y" * 1001)
        )
    assert refused.value.fields.keys() == {"title", "introduction", "since"} | {
        f"bullets.{n}" for n in range(5)
    }
    with pytest.raises(Invalid, match="at least one bullet"):
        round_ups.publish_round_up(
            scene.hand(), scene.blog, Summary("Title", (), now - timedelta(hours=1), now)
        )


def test_no_round_up_before_or_after_the_coverage_and_none_by_a_viewer(scene: Scene) -> None:
    post = scene.publish().post
    viewer = Hand(member("Vera", "viewer"))
    with pytest.raises(NotAllowed):
        round_ups.publish_round_up(viewer, scene.blog, _summary(post))
    with pytest.raises(NotAllowed):
        round_ups.remind_of_round_ups(Hand(member("Rosa", "reporter")), scene.blog, 60)
    scene.enter("closed")
    with pytest.raises(WrongState):
        round_ups.publish_round_up(scene.hand(), scene.blog, _summary(post))


def test_a_round_up_kept_as_a_draft_is_published_from_the_composer_with_its_span(scene: Scene) -> None:
    draft = round_ups.save_round_up(scene.hand(), scene.blog, _summary(scene.publish().post))
    assert _pointer(scene) is None
    kept = scene.post(draft.post)
    words = Wording("Evening", kept.body_html, kind=Kind.ROUNDUP)
    posts.publish(scene.hand(), scene.blog, words, draft=draft.post, version=draft.version)
    part = reading.standing_part(scene.blog.wire, f"post/{draft.post}")
    assert part
    assert json.loads(part.data)["covers"]
    assert (_pointer(scene) or {})["title"] == "Evening"


def test_a_draft_of_the_composer_can_become_a_round_up(scene: Scene) -> None:
    post = scene.publish().post
    draft = round_ups.save_round_up(scene.hand(), scene.blog, _summary(post))
    answer = round_ups.publish_round_up(
        scene.hand(), scene.blog, _summary(post, title="Later"), draft=draft.post, version=draft.version
    )
    assert answer.post == draft.post
    assert RoundUp.objects.count() == 1


def test_the_desk_is_reminded_only_when_it_wants_and_while_live(scene: Scene) -> None:
    start = scene.blog.coverage_starts_at
    assert start
    later = start + timedelta(hours=5)
    assert not _is_due(scene, later)
    round_ups.remind_of_round_ups(scene.hand(), scene.blog, 240)
    assert _is_due(scene, later)
    assert not _is_due(scene, start + timedelta(hours=3))
    with clock.standing_at(later):
        round_ups.publish_round_up(scene.hand(), scene.blog, _summary(scene.publish().post))
        assert not _is_due(scene, later + timedelta(hours=3))
        assert _is_due(scene, later + timedelta(hours=4))
        scene.enter("paused")
    assert not _is_due(scene, later + timedelta(hours=4))
    with pytest.raises(Invalid):
        round_ups.remind_of_round_ups(scene.hand(), scene.blog, -1)


def test_reminders_change_nothing_that_readers_see(scene: Scene) -> None:
    head = scene.blog.wire.head
    round_ups.remind_of_round_ups(scene.hand(), scene.blog, 240)
    assert scene.blog.wire.head == head


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p>No list.</p>", []),
        ("<ul><li>One <b>two</b></li><li>Three</li></ul>", [Told("One two", ()), Told("Three", ())]),
        (
            '<ul><li>A (<span data-reference="aaaaaaaaaaaa">see 9.50 post</span>).</li></ul>',
            [Told("A.", ("aaaaaaaaaaaa",))],
        ),
        (
            '<ul><li>A (<span data-reference="aaaaaaaaaaaa">see 9.50 post</span>, '
            '<span data-reference="bbbbbbbbbbbb">see 9.51 post</span>)</li></ul>',
            [Told("A", ("aaaaaaaaaaaa", "bbbbbbbbbbbb"))],
        ),
        (
            '<ul><li>As <span data-reference="aaaaaaaaaaaa">the 9.50 post</span> says (twice)</li></ul>',
            [Told("As the 9.50 post says (twice)", ("aaaaaaaaaaaa",))],
        ),
        (
            "<ol><li>Out<ul><li>In</li></ul></li></ol><ul><li>",
            [Told("Out", ()), Told("In", ()), Told("", ())],
        ),
        ("</li></ul><li>Lost", [Told("", ())]),
    ],
)
def test_bullets_are_read_from_any_body(body: str, told: list[Told]) -> None:
    assert bullets_of(body) == told
