"""A long live blog against a short one: nothing that readers or reporters wait for may grow with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

from bench import product
from bench.client import Client, wanted
from bench.plan import Bench
from bench.readers import Subject
from bench.references import prose
from bench.table import NotRun, Row, Target

SHORT = 100

#: How often each thing is asked of each; the medians are compared, which a single slow fsync does not move.
TIMES = 60
WARM_UP = 5


@dataclass
class Asker:
    """Asks one server by turns for each thing, and keeps how long it took."""

    subject: Subject
    client: Client
    took: dict[str, list[float]] = field(default_factory=dict)
    published: int = 0

    def publish(self) -> float:
        """Publish one post through the API."""
        self.published += 1
        body = {"title": f"Post {self.published}", "body_html": f"<p>{prose(900)}</p>"}
        path = f"/api/v1/live-blogs/{self.extras['slug']}/posts"
        answer = self.client.post(
            path, json.dumps(body).encode(), Idempotency_Key=f"bench-length-{self.published}"
        )
        if answer.status not in (200, 201):
            wanted(answer, "a publish", 201)
        return answer.milliseconds

    def page(self) -> float:
        """The page just after a change: no byte of it is in memory yet."""
        return wanted(
            self.client.get(f"/{self.extras['slug']}/", Accept_Encoding="br"), "the page"
        ).milliseconds

    def delta(self) -> float:
        """The changes since three before the head of the beginning; each publish makes it a new one."""
        cursor = f"{self.extras['epoch']}-{int(self.extras['head']) - 3 + self.published}"
        answer = self.client.get(f"/{self.extras['slug']}/live/since/{cursor}", Accept_Encoding="br")
        return wanted(answer, "the delta").milliseconds

    def archive(self) -> float:
        """One of three pages of older posts: near the top, in the middle, at the bottom."""
        shelves = self.extras["shelves"].split()
        return self.older([shelves[-1], shelves[len(shelves) // 2], shelves[0]][self.published % 3])

    def cold_archive(self) -> float:
        """A page of older posts that nobody has asked for yet, as far as there are any."""
        shelves = self.extras["shelves"].split()
        return self.older(shelves[self.published % len(shelves)])

    def older(self, post: str) -> float:
        """The page of older posts before this one."""
        answer = self.client.get(f"/{self.extras['slug']}/before/{post}", Accept_Encoding="br")
        return wanted(answer, f"the archive page before {post}").milliseconds

    @property
    def extras(self) -> dict[str, str]:
        return self.subject.server.extras


COLD = "archive page, each time another (the short one has but three)"

THINGS: dict[str, Callable[[Asker], float]] = {
    "publish": Asker.publish,
    "page after a change": Asker.page,
    "delta": Asker.delta,
    "archive page": Asker.archive,
    COLD: Asker.cold_archive,
}


def measure(bench: Bench) -> Iterator[Row]:
    """Two servers with a data folder each, asked by turns."""
    posts = bench.sizes.posts
    try:
        bench.say(f"  filling live blogs with {posts:,} and with {SHORT} posts")
        with (
            product.whole(bench.server_core, posts=posts) as long,
            product.whole(bench.server_core, posts=SHORT) as short,
        ):
            bench.say("  asking both by turns")
            both = [Asker(one, Client(one.server.port, one.server.extras["token"])) for one in (long, short)]
            for turn in range(WARM_UP + TIMES):
                for asker in both if turn % 2 else reversed(both):
                    ask_all(asker, keep=turn >= WARM_UP)
    except NotRun as reason:
        yield Row(
            f"{posts:,} posts against {SHORT}",
            reference=f"{SHORT} posts",
            target=Target(1.2),
            not_run=str(reason),
        )
        return
    opened = [float(asker.extras["first"]) for asker in both]
    yield Row(
        f"{posts:,} posts: first page after the start, once, with the last 1,000 changes",
        opened[:1],
        "ms",
        f"{SHORT} posts",
        opened[1:],
    )
    for name in THINGS:
        ours, theirs = (median(asker.took[name]) for asker in both)
        target = None if name == COLD else Target(1.2)
        yield Row(f"{posts:,} posts: {name}, median", [ours], "ms", f"{SHORT} posts", [theirs], target)


def ask_all(asker: Asker, *, keep: bool) -> None:
    """Each thing once."""
    for name, ask in THINGS.items():
        took = ask(asker)
        if keep:
            asker.took.setdefault(name, []).append(took)
