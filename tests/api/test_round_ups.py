"""Round-ups by program: proposed, published, refused in words."""

from __future__ import annotations

from datetime import timedelta

from stoppress.press.rendering import utc
from stoppress.publishing import posts as acts
from stoppress.publishing.wording import Wording
from stoppress.stories.models import Post, RoundUp
from stoppress.toolkit import clock
from tests.api.caller import Caller, read
from tests.cast import Scene

ROUND_UPS = "/live-blogs/flood/round-ups"


def test_what_is_proposed_can_be_sent_back_and_is_found_in_the_post(caller: Caller, scene: Scene) -> None:
    post = scene.publish(
        "Dam at Arle breaks", "<p>The dam at Arle broke at noon. Boats are on their way.</p>"
    ).post
    proposal = read(caller.get(f"{ROUND_UPS}/proposal"))
    assert proposal["posts_read"] == 1
    chosen = [
        {name: bullet[name] for name in ("text", "posts", "seen")}
        for bullet in proposal["bullets"]
        if bullet["is_proposed"]
    ]
    assert chosen[0]["seen"] == {post: 1}
    since = utc(clock.now() - timedelta(hours=4))
    sending = {"title": "Noon", "since": since, "introduction": "In short:", "bullets": chosen}
    answer = caller.post(ROUND_UPS, sending, idempotency_key="k1")
    assert answer.status_code == 201
    found = read(caller.get(answer["Location"].removeprefix("/api/v1")))
    assert found["kind"] == "roundup"
    assert found["covers"]["since"] == since
    assert [bullet["posts"] for bullet in found["bullets"]] == [[post]] * len(chosen)
    again = caller.post(ROUND_UPS, sending, idempotency_key="k1")
    assert again["Idempotency-Replayed"] == "true"
    assert RoundUp.objects.count() == 1
    assert read(caller.get(f"/live-blogs/flood/posts/{post}"))["covers"] is None


def test_what_has_changed_is_named_bullet_by_bullet(caller: Caller, scene: Scene) -> None:
    post = scene.publish().post
    acts.amend(scene.hand(), scene.blog, post, 1, Wording("Other"))
    bullets = [{"text": "So.", "posts": [post]}, {"text": "So.", "posts": [post], "seen": {post: 1}}]
    answer = caller.post(ROUND_UPS, {"title": "Noon", "since": "2020-01-01T00:00:00Z", "bullets": bullets})
    told = read(answer)
    assert answer.status_code == 409
    assert [error["field"] for error in told["errors"]] == ["bullets.1"]
    assert told["current"] == {"versions": {post: 2}}
    assert Post.objects.count() == 1


def test_bad_spans_and_bullets_are_refused_in_words(caller: Caller) -> None:
    assert caller.get(f"{ROUND_UPS}/proposal?since=yesterday").status_code == 422
    assert caller.get(f"{ROUND_UPS}/proposal?words=1000000").status_code == 422
    answer = caller.post(
        ROUND_UPS, {"title": "", "since": "2999-01-01T00:00:00Z", "bullets": [{"text": "x", "posts": []}]}
    )
    assert answer.status_code == 422
    assert {error["field"] for error in read(answer)["errors"]} == {"title", "since", "bullets.0"}
