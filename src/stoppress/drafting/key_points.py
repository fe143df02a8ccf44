"""Suggests key points: a few short bullets on the main developments of the whole story."""

from __future__ import annotations

from stoppress.drafting.candidates import read_posts
from stoppress.drafting.choosing import Taste, choose
from stoppress.drafting.posts import Point, Post
from stoppress.drafting.weights import weigh

#: Short bullets, as editors write titles; names may come again, phrases hardly.
TASTE = Taste(brevity=0.55, of_said=0.5, of_said_pair=0.2, newness=0.0, of_title=1.8)


def key_points(posts: list[Post], words: int) -> list[Point]:
    """Bullets of about `words` words in all, best first, each in words of the post it names.

    `posts` stand newest first. The last bullet may run over; there are fewer words when the posts have no more to say.
    """
    read = read_posts(posts)
    candidates = [candidate for post in read for candidate in post.candidates]
    chosen = choose(candidates, weigh((post.beginning, post.following) for post in read), words, TASTE)
    return [Point(candidate.text, [posts[candidate.post].id]) for candidate in chosen]
