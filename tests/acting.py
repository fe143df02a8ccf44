"""An editor beside a running server: does acts on its folder from another process, which stays for the next one."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.request import urlopen

from tests.server import Newsroom

_PATIENCE_SECONDS = 60


class Actor:
    """Alice at work on one live blog of a running newsroom, without the cost of a process an act."""

    def __init__(self, newsroom: Newsroom, slug: str, phase: str = "live") -> None:
        self.slug = slug
        #: Where the wire of her story stands after what she did last.
        self.cursor = ""
        self._newsroom = newsroom
        #: Where her live blog is found, which may be elsewhere by now.
        self._found = slug
        self._told("begun", phase)

    def do(self, act: str, **words: Any) -> dict[str, Any]:
        """Do one act, at the moment `at` (ISO) if one is given; returns its answer. See `_act` for the names."""
        return self._told("done", {"act": act, **words})

    def publish(self, title: str, body: str = "<p>Words.</p>", **more: Any) -> str:
        """Publish one post; returns its id."""
        return str(self.do("publish", title=title, body=body, more=more)["post"])

    def _told(self, name: str, wish: Any) -> dict[str, Any]:
        program = f"from tests import acting\nacting.{name}({self._found!r}, {wish!r})"
        answer: dict[str, Any] = json.loads(self._newsroom.arrange(program))
        self.cursor, self._found = answer.pop("wire"), answer.pop("found")
        return answer


class SeenActor(Actor):
    """An editor after whose every act the server has caught up, and gives to whoever asks what she did."""

    def __init__(self, newsroom: Newsroom, slug: str, phase: str = "live") -> None:
        self._url = newsroom.url
        super().__init__(newsroom, slug, phase)

    def do(self, act: str, **words: Any) -> dict[str, Any]:
        answer = super().do(act, **words)
        while self._is_behind(f"/{answer['blog']}/live/since/{answer['epoch']}-{answer['head']}"):
            pass  # P-4.5: each of these waits for the edge itself
        return answer

    def _is_behind(self, delta: str) -> bool:
        with urlopen(self._url + delta, timeout=_PATIENCE_SECONDS) as answer:
            return bool(answer.headers["cache-control"] == "no-store")


def begun(slug: str, phase: str) -> None:
    """Open her live blog; prints where its wire stands."""
    from stoppress.people.models import Member
    from tests.cast import member, open_scene

    alice = Member.objects.filter(email="alice@courier.example").first() or member("Alice")
    _tell(open_scene(slug, phase, alice), {})


def done(slug: str, wish: dict[str, Any]) -> None:
    """Do one act on it; prints its answer."""
    from tests.cast import Scene

    scene = Scene.of("Alice", slug)
    _tell(scene, _act(scene, wish))


def _tell(scene: Any, answer: dict[str, Any]) -> None:
    print(json.dumps({**answer, "wire": str(scene.blog.wire.cursor), "found": scene.slug}))


def _act(scene: Any, wish: dict[str, Any]) -> dict[str, Any]:
    """One act, by name: what the browser tests do again and again, or any act at random."""
    import msgspec

    from stoppress.publishing import (
        addresses,
        key_points,
        live_blogs,
        pins,
        posts,
        round_ups,
        take_down,
        times,
    )
    from stoppress.publishing.round_ups import Bullet, Summary
    from stoppress.publishing.wording import Wording
    from stoppress.toolkit import clock
    from tests.law.acts_at_random import do_one

    act, blog, hand = wish["act"], scene.blog, scene.hand()
    if act == "at random":
        random = Random(wish["seed"])
        return {
            "done": [do_one(random, scene) for _ in range(wish["count"])],
            "cursor": str(scene.blog.wire.cursor),
        }
    if act == "a long day":
        return {"cursor": _a_long_day(scene, wish["changes"])}
    words = Wording(wish.get("title", ""), wish.get("body", ""), **wish.get("more", {}))
    post = wish.get("post", "")
    version = scene.post(post).version if post else 0
    acts = {
        "publish": lambda: posts.publish(hand, blog, words),
        "amend": lambda: posts.amend(hand, blog, post, version, words),
        "correct": lambda: posts.correct(hand, blog, post, version, words, wish["note"]),
        "withdraw": lambda: posts.withdraw(hand, blog, post, version, wish["reason"]),
        "change time": lambda: times.change_time(
            hand, blog, post, version, clock.now() - timedelta(minutes=wish["minutes_ago"])
        ),
        "time": lambda: times.change_time(
            hand, blog, post, version, datetime.fromisoformat(wish["published_at"])
        ),
        "restore": lambda: posts.restore(hand, blog, post, version),
        "slug": lambda: addresses.change_slug(hand, blog, blog.version, wish["slug"]),
        "take down": lambda: take_down.take_down(hand, blog, post, "Law."),
        "pin": lambda: pins.pin(hand, blog, post),
        "key points": lambda: key_points.set_key_points(
            hand, blog, [tuple(point) for point in wish["points"]], blog.key_points_version
        ),
        "round-up": lambda: round_ups.publish_round_up(
            hand,
            blog,
            Summary(
                wish["title"],
                tuple(Bullet(text, ((cited, None),)) for text, cited in wish["bullets"]),
                clock.now() - timedelta(hours=1),
            ),
        ),
        "header": lambda: live_blogs.change_header(
            hand, blog, blog.version, headline=wish["headline"], standfirst="", team=[]
        ),
        "phase": lambda: live_blogs.change_phase(hand, blog, blog.version, wish["phase"]),
    }
    at = wish.get("at")
    with clock.standing_at(datetime.fromisoformat(at)) if at else nullcontext():
        answer: dict[str, Any] = msgspec.to_builtins(acts[act]())
    scene.slug = wish.get("slug", scene.slug)  # where her live blog is found from now on
    return answer


def _a_long_day(scene: Any, changes: int) -> str:
    """Post, amend, correct and withdraw in turn until the wire has so many changes; returns its cursor."""
    from stoppress.publishing import posts
    from stoppress.publishing.wording import Wording

    number = 0
    while (wire := scene.blog.wire).head < changes:
        number += 1
        body = f"<p>What is known at {number}.</p>" * 4
        post = scene.publish(f"Post {number}", body, is_key_event=number % 25 == 0).post
        again = Wording(f"Post {number}, amended", body)
        if number % 4 == 1:
            posts.amend(scene.hand(), scene.blog, post, 1, again)
        elif number % 10 == 2:
            posts.correct(scene.hand(), scene.blog, post, 1, again, "It was another number.")
        elif number % 10 == 4:
            posts.withdraw(scene.hand(), scene.blog, post, 1, "It was not so.")
    return str(wire.cursor)
