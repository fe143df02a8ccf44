"""An editor in a process of her own: does acts on the folder of a running server, one line of JSON an act."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

from tests.server import Newsroom

_PATIENCE_SECONDS = 60
_SOURCE = Path(__file__).resolve().parent.parent


class Actor:
    """Alice at work on one live blog of a running newsroom, without the cost of a process an act."""

    def __init__(self, newsroom: Newsroom, slug: str, phase: str = "live") -> None:
        self.slug = slug
        #: Where the wire of her story stands after what she did last.
        self.cursor = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.acting", slug, phase],
            env=newsroom.environment(),
            cwd=_SOURCE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def do(self, act: str, **words: Any) -> dict[str, Any]:
        """Do one act, at the moment `at` (ISO) if one is given; returns its answer. See `_act` for the names."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"act": act, **words}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def publish(self, title: str, body: str = "<p>Words.</p>", **more: Any) -> str:
        """Publish one post; returns its id."""
        return str(self.do("publish", title=title, body=body, more=more)["post"])

    def close(self) -> None:
        """Go home."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the actor died; see its stderr above"
        answer: dict[str, Any] = json.loads(line)
        assert "trouble" not in answer, answer["trouble"]
        self.cursor = answer.pop("wire")
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


def _main() -> None:
    from stoppress.project.start import start_django

    start_django()
    from django.conf import settings

    from stoppress.people.models import Member
    from stoppress.wire import waking
    from tests.cast import member, open_scene

    waking.ring_at(settings.DATA / "wake.sock")
    slug, phase = sys.argv[1:]
    alice = Member.objects.filter(email="alice@courier.example").first() or member("Alice")
    scene = open_scene(slug, phase, alice)
    _tell(scene, {})
    for line in sys.stdin:
        _tell(scene, _act(scene, json.loads(line)))


def _tell(scene: Any, answer: dict[str, Any]) -> None:
    print(json.dumps({**answer, "wire": str(scene.blog.wire.cursor)}), flush=True)


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


if __name__ == "__main__":
    _main()
