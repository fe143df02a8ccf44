"""Every act of the publishing room, done at random with likely and unlikely wishes: what the law is proven over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from stoppress.media.models import Picture
from stoppress.publishing import (
    addresses,
    bringing_in,
    continuing,
    duplicating,
    hand_over,
    key_points,
    live_blogs,
    moving,
    ordering,
    pins,
    polls,
    posts,
    question_box,
    round_ups,
    snippets,
    take_down,
    times,
    version_showing,
    versions,
    watch,
)
from stoppress.publishing.bringing_in import Arrival, Load
from stoppress.publishing.live_blogs import Opening
from stoppress.publishing.refusals import Refusal
from stoppress.publishing.round_ups import Bullet, Summary
from stoppress.publishing.snippets import Piece
from stoppress.publishing.wording import Wording
from stoppress.questions.models import AbuseList, QuestionBox
from stoppress.snippets.models import Snippet
from stoppress.stories.models import CrossReference, Kind, LiveBlog, LooseReference, Phase, Post, State
from stoppress.stories.pictures import Placed
from stoppress.toolkit import clock, ids
from tests.cast import Scene, open_scene
from tests.law import answers_at_random, outgoing_at_random, questions_at_random
from tests.shots import a_shot, placed

WORDS = [
    "river",
    "bridge",
    "mayor",
    "<b>dam</b>",
    "4,200",
    "“not",
    "noon”",
    "ü",
    "&",
    "<script>x</script>",
    "École",
]


def do_one(random: Random, scene: Scene, name: str | None = None) -> str:
    """Do one act, this one or any; return what happened in a word. A refusal is an outcome, an error is a fault."""
    chosen = name or random.choice(sorted(ACTS))
    try:
        ACTS[chosen](random, scene)
    except Refusal as refusal:
        return f"{chosen}: {type(refusal).__name__}"
    return chosen


def _wording(random: Random, scene: Scene) -> Wording:
    body = "".join(f"<p>{_words(random)}</p>" for _ in range(random.randrange(3)))
    if random.random() < 0.3 and (target := _any_post(random, scene)):
        body += f'<p>More (<span data-reference="{target.public_id}">see 9.50 post</span>).</p>'
    if random.random() < 0.4 and (target := _any_post(random, scene)):
        local = (target.published_at or target.created_at).astimezone(scene.blog.time_zone)
        body += f"<p>More (see {local:%H.%M} post), as we reported at {random.randrange(24)}.07.</p>"
    title = "" if random.random() < 0.2 else re.sub("<[^>]*>", "", _words(random))
    kind = random.choice(list(Kind))
    details = _details(random, kind) if random.random() < 0.9 else {"speaker": "Nobody"}
    return Wording(
        title,
        body,
        kind=kind,
        is_key_event=random.random() < 0.2,
        details=details,
        pictures=_pictures(random, scene) if random.random() < 0.3 else None,
    )


def _pictures(random: Random, scene: Scene) -> tuple[Placed, ...]:
    """None, some that stand elsewhere or were taken down, new ones; now and then one of which too little is said."""
    known = list(Picture.objects.of_posts().order_by("pk"))  # type: ignore[attr-defined]
    found = [
        random.choice(known) if known and random.random() < 0.5 else a_shot(scene.editor, has_files=False)
        for _ in range(random.randrange(4))
    ]
    return tuple(
        placed(picture, caption=_words(random), alt="" if random.random() < 0.05 else "A street")
        for picture in dict.fromkeys(found)
    )


def _details(random: Random, kind: Kind) -> dict[str, Any]:
    """Fields as the kind has them, now and then without what it needs."""
    if kind == Kind.QUOTE:
        return {"speaker": _words(random), "source": "https://source.example/"}
    if kind == Kind.NOTICE:
        return {"address": "https://help.example/", "address_words": _words(random)[:80]}
    if kind == Kind.SCOREBOARD:
        event = {"at": f"{random.randrange(90)}′", "side": "home", "words": _words(random)[:140]}
        return {"home": "Ashford", "away": "Brook", "home_score": str(random.randrange(5)), "events": [event]}
    if kind == Kind.POLL:
        return {"question": _words(random), "options": [{"label": word} for word in WORDS[:2]]}
    return {}


def _vote(random: Random, scene: Scene) -> None:
    """A vote changes nothing yet; what shows all that came does."""
    if poll := _any_post(random, scene):
        try:
            polls.vote(scene.blog, poll.public_id, f"mark {random.randrange(40)}", random.randrange(3))
        except polls.NoVote:
            return
        polls.show_votes(poll.public_id)


def _words(random: Random) -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randrange(1, 8)))


def _any_post(random: Random, scene: Scene, *states: str) -> Post | None:
    found = Post.objects.filter(blog__slug=scene.slug, state__in=states or list(State)).order_by("pk")
    rows = list(found)
    return random.choice(rows) if rows else None


def _seen(random: Random, version: int) -> int:
    """The version that the editor saw: now and then an old one."""
    return version if random.random() < 0.9 else version - 1


def _publish(random: Random, scene: Scene) -> None:
    hand = scene.hand()
    wording = _wording(random, scene)
    answer = posts.publish(hand, scene.blog, wording)
    if random.random() < 0.3:
        assert posts.publish(hand, scene.blog, wording).post == answer.post


def _publish_draft(random: Random, scene: Scene) -> None:
    if draft := _any_post(random, scene, State.DRAFT):
        posts.publish(
            scene.hand(), scene.blog, _wording(random, scene), draft=draft.public_id, version=draft.version
        )


def _save_draft(random: Random, scene: Scene) -> None:
    draft = _any_post(random, scene, State.DRAFT) if random.random() < 0.4 else None
    posts.save_draft(
        scene.hand(),
        scene.blog,
        _wording(random, scene),
        post=draft.public_id if draft else None,
        version=draft.version if draft else None,
    )


def _discard_draft(random: Random, scene: Scene) -> None:
    if draft := _any_post(random, scene, State.DRAFT):
        posts.discard_draft(scene.hand(), scene.blog, draft.public_id, draft.version)


def _amend(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        posts.amend(
            scene.hand(), scene.blog, post.public_id, _seen(random, post.version), _wording(random, scene)
        )


def _correct(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        seen = _seen(random, post.version)
        posts.correct(scene.hand(), scene.blog, post.public_id, seen, _wording(random, scene), _words(random))


def _withdraw(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene, State.PUBLISHED, State.DRAFT):
        posts.withdraw(scene.hand(), scene.blog, post.public_id, _seen(random, post.version), _words(random))


def _restore(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene, State.WITHDRAWN, State.PUBLISHED):
        posts.restore(scene.hand(), scene.blog, post.public_id, post.version)


def _restore_version(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        number = random.randrange(1, post.version + 2)
        versions.restore_version(
            scene.hand(), scene.blog, post.public_id, _seen(random, post.version), number
        )


def _duplicate(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        duplicating.duplicate(scene.hand(), scene.blog, post.public_id)


def _put_beside(random: Random, scene: Scene) -> None:
    if (post := _any_post(random, scene, State.PUBLISHED)) and (other := _any_post(random, scene)):
        side, seen = random.choice(["above", "below", "near"]), _seen(random, post.version)
        ordering.put_beside(scene.hand(), scene.blog, post.public_id, seen, side, other.public_id)


def _move_post(random: Random, scene: Scene) -> None:
    """To another live blog, or from there."""
    slugs = list(LiveBlog.objects.order_by("pk").values_list("slug", flat=True))
    if random.random() < 0.5 and "second" not in slugs:
        open_scene("second", editor=scene.editor)
    source, to = random.choice(slugs), random.choice([*slugs, "no-such"])
    posts_there = list(Post.objects.filter(blog__slug=source).order_by("pk"))
    if posts_there:
        post = random.choice(posts_there)
        blog = LiveBlog.objects.select_related("wire", "newsroom").get(slug=source)
        moving.move_post(scene.hand(), blog, post.public_id, _seen(random, post.version), to)


def _write_hand_over(random: Random, scene: Scene) -> None:
    version = hand_over.newest_note(scene.blog)
    hand_over.write_hand_over(scene.hand(), scene.blog, version.number if version else 0, _words(random))


def _read_hand_over(random: Random, scene: Scene) -> None:
    hand_over.read_hand_over(scene.hand(), scene.blog, random.randrange(3))


def _keep_snippet(random: Random, scene: Scene) -> None:
    piece = Piece(
        ids.public_id(),
        body_html=f"<p>{_words(random)} {{{{ place }}}}</p>",
        is_of_newsroom=random.random() < 0.5,
    )
    snippets.keep_snippet(scene.hand(), scene.blog, piece)


def _delete_snippet(random: Random, scene: Scene) -> None:
    if found := list(Snippet.objects.at_hand(scene.blog)):
        chosen = random.choice(found)
        snippets.delete_snippet(scene.hand(), scene.blog, chosen.public_id, _seen(random, chosen.version))


def _mark_key_event(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        posts.mark_key_event(
            scene.hand(), scene.blog, post.public_id, post.version, is_key_event=random.random() < 0.6
        )


def _take_down(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        take_down.take_down(scene.hand(), scene.blog, post.public_id, "A court asked for it.")


def _pin(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene):
        pins.pin(scene.hand(), scene.blog, post.public_id)


def _unpin(random: Random, scene: Scene) -> None:
    pins.unpin(scene.hand(), scene.blog)


def _set_key_points(random: Random, scene: Scene) -> None:
    points = []
    for _ in range(random.randrange(4)):
        post = _any_post(random, scene)
        points.append((_words(random), post.public_id if post and random.random() < 0.8 else None))
    key_points.set_key_points(scene.hand(), scene.blog, points, scene.blog.key_points_version)


def _restore_key_points(random: Random, scene: Scene) -> None:
    version = scene.blog.key_points_version
    key_points.restore_key_points(scene.hand(), scene.blog, random.randrange(version + 2), version)


def _let_point_stand(random: Random, scene: Scene) -> None:
    points = list(scene.blog.key_points.select_related("post"))
    if points and (point := random.choice(points)).post:
        seen = _seen(random, point.post.words_version)
        key_points.let_point_stand(scene.hand(), scene.blog, point.position, point.post.public_id, seen)


def _summary(random: Random, scene: Scene) -> Summary:
    cited = [post for _ in range(random.randrange(1, 4)) if (post := _any_post(random, scene))]
    bullets = [
        Bullet(_words(random), ((post.public_id, _seen(random, post.words_version)),)) for post in cited
    ]
    until = clock.now()
    return Summary(_words(random), tuple(bullets), until - timedelta(hours=4), until, _words(random))


def _publish_round_up(random: Random, scene: Scene) -> None:
    round_ups.publish_round_up(scene.hand(), scene.blog, _summary(random, scene))


def _save_round_up(random: Random, scene: Scene) -> None:
    round_ups.save_round_up(scene.hand(), scene.blog, _summary(random, scene))


def _remind_of_round_ups(random: Random, scene: Scene) -> None:
    round_ups.remind_of_round_ups(scene.hand(), scene.blog, random.choice([-1, 0, 240]))


def _change_time(random: Random, scene: Scene) -> None:
    if post := _any_post(random, scene, State.PUBLISHED, State.WITHDRAWN):
        at = clock.now() - timedelta(minutes=random.randrange(-1, 3_000))
        if (other := _any_post(random, scene, State.PUBLISHED)) and random.random() < 0.3:
            at = other.published_at or at
        times.change_time(scene.hand(), scene.blog, post.public_id, _seen(random, post.version), at)


def _let_stand(random: Random, scene: Scene) -> None:
    references = list(CrossReference.objects.filter(origin__blog__slug=scene.slug).select_related("target"))
    if references and (chosen := random.choice(references)):
        origin, target = Post.objects.get(pk=chosen.origin_id), chosen.target
        seen = _seen(random, target.words_version)
        watch.let_stand(scene.hand(), scene.blog, origin.public_id, target.public_id, seen)


def _choose_target(random: Random, scene: Scene) -> None:
    if (loose := _any_loose(random, scene)) and (target := _any_post(random, scene)):
        watch.choose_target(scene.hand(), scene.blog, loose.post.public_id, loose.phrase, target.public_id)


def _let_be_words(random: Random, scene: Scene) -> None:
    if loose := _any_loose(random, scene):
        watch.let_be_words(scene.hand(), scene.blog, loose.post.public_id, loose.phrase)


def _any_loose(random: Random, scene: Scene) -> LooseReference | None:
    found = list(LooseReference.objects.filter(post__blog__slug=scene.slug).select_related("post"))
    return random.choice(found) if found else None


def _change_header(random: Random, scene: Scene) -> None:
    live_blogs.change_header(
        scene.hand(),
        scene.blog,
        _seen(random, scene.blog.version),
        headline=_words(random),
        standfirst=_words(random),
        team=[(_words(random), "") for _ in range(random.randrange(3))],
        zone=random.choice([None, "Asia/Tokyo", "Europe/Berlin"]),
    )


def _change_language(random: Random, scene: Scene) -> None:
    language = random.choice(["en", "de", "ar", "no language"])
    live_blogs.change_language(scene.hand(), scene.blog, _seen(random, scene.blog.version), language)


def _change_slug(random: Random, scene: Scene) -> None:
    slug = random.choice(["flood", "flood-at-arle", "dam", "desk", "No Slug"])
    answer = addresses.change_slug(scene.hand(), scene.blog, scene.blog.version, slug)
    scene.slug = answer.blog


def _continue_in(random: Random, scene: Scene) -> None:
    slugs = list(LiveBlog.objects.order_by("pk").values_list("slug", flat=True))
    if random.random() < 0.5:
        other = LiveBlog.objects.get(slug=random.choice(slugs))
        continuing.continue_in(scene.hand(), other, other.version, scene.slug)
    later = random.choice(["", "no-such", *slugs])
    continuing.continue_in(scene.hand(), scene.blog, scene.blog.version, later)


def _show_versions(random: Random, scene: Scene) -> None:
    version_showing.show_versions(scene.hand(), scene.blog, scene.blog.version, random.random() < 0.7)


def _change_phase(random: Random, scene: Scene) -> None:
    live_blogs.change_phase(scene.hand(), scene.blog, scene.blog.version, random.choice(list(Phase)))


def _change_question_box(random: Random, scene: Scene) -> None:
    box = QuestionBox.objects.filter(blog=scene.blog).first() or QuestionBox()
    question_box.change_question_box(
        scene.hand(),
        scene.blog,
        _seen(random, box.version),
        is_open=random.random() < 0.7,
        invitation=_words(random),
        rules=_words(random) if random.random() < 0.3 else "",
        keep_days=random.randrange(40),
    )


def _change_abuse_list(random: Random, scene: Scene) -> None:
    abuse = AbuseList.objects.filter(newsroom=scene.blog.newsroom).first() or AbuseList()
    question_box.change_abuse_list(scene.hand(), scene.blog, _seen(random, abuse.version), _words(random))


def _open_live_blog(random: Random, scene: Scene) -> None:
    live_blogs.open_live_blog(scene.hand(), Opening(headline=_words(random)))


def _bring_in(random: Random, scene: Scene) -> None:
    start = datetime(2026, 3, 1, 6, tzinfo=UTC)
    arrivals = [
        Arrival(f"s{number}", start + timedelta(minutes=number // 2), _wording(random, scene))
        for number in range(random.randrange(4))
    ]
    slug = f"arrived-{ids.public_id()}"
    bringing_in.bring_in(scene.hand(), Load(Opening(headline="Arrived", slug=slug), arrivals))


ACTS: dict[str, Callable[[Random, Scene], None]] = {
    "publish": _publish,
    "publish a draft": _publish_draft,
    "save_draft": _save_draft,
    "discard_draft": _discard_draft,
    "amend": _amend,
    "correct": _correct,
    "withdraw": _withdraw,
    "restore": _restore,
    "restore_version": _restore_version,
    "duplicate": _duplicate,
    "put_beside": _put_beside,
    "move_post": _move_post,
    "write_hand_over": _write_hand_over,
    "read_hand_over": _read_hand_over,
    "keep_snippet": _keep_snippet,
    "delete_snippet": _delete_snippet,
    "mark_key_event": _mark_key_event,
    "take_down": _take_down,
    "vote": _vote,
    "pin": _pin,
    "unpin": _unpin,
    "set_key_points": _set_key_points,
    "restore_key_points": _restore_key_points,
    "let_point_stand": _let_point_stand,
    "publish_round_up": _publish_round_up,
    "save_round_up": _save_round_up,
    "remind_of_round_ups": _remind_of_round_ups,
    "change_time": _change_time,
    "let_stand": _let_stand,
    "choose_target": _choose_target,
    "let_be_words": _let_be_words,
    "change_header": _change_header,
    "change_language": _change_language,
    "change_slug": _change_slug,
    "continue_in": _continue_in,
    "show_versions": _show_versions,
    "change_phase": _change_phase,
    "change_question_box": _change_question_box,
    "change_abuse_list": _change_abuse_list,
    "open_live_blog": _open_live_blog,
    "bring_in": _bring_in,
    **questions_at_random.ACTS,
    **answers_at_random.ACTS,
    **outgoing_at_random.ACTS,
}
