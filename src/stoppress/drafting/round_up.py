"""Drafts a round-up: fuller bullets on all that happened in a span, grouped by topic."""

from __future__ import annotations

from stoppress.drafting.candidates import Candidate, read_posts
from stoppress.drafting.choosing import Taste, choose, likeness
from stoppress.drafting.posts import Point, Post
from stoppress.drafting.weights import weigh

#: Whole sentences, spread over as many matters as there were.
TASTE = Taste(brevity=0.45, of_said=0.15, of_said_pair=0.05, of_title=1.0)
#: Bullets that share this much belong to one topic.
SAME_TOPIC = 0.3


def round_up(posts: list[Post], words: int) -> list[Point]:
    """Bullets of about `words` words in all, topic by topic, each in words of the post it names.

    `posts` stand newest first. Topics with a key event come first, then the weightiest; within a topic the newest post
    stands first.
    """
    read = read_posts(posts)
    candidates = [candidate for post in read for candidate in post.candidates]
    chosen = choose(candidates, weigh(post.said for post in read), words, TASTE)
    return [
        Point(candidate.text, [posts[candidate.post].id]) for topic in _topics(chosen) for candidate in topic
    ]


def _topics(chosen: list[Candidate]) -> list[list[Candidate]]:
    """The bullets in groups: each joins the topic whose first and best bullet it is most like, or begins one."""
    topics: list[list[Candidate]] = []
    for candidate in chosen:
        nearest = max(topics, key=lambda topic: _nearness(candidate, topic[0]), default=None)
        if nearest is not None and _nearness(candidate, nearest[0]) >= SAME_TOPIC:
            nearest.append(candidate)
        else:
            topics.append([candidate])
    weightiest_first = sorted(topics, key=lambda topic: not any(one.is_key_event for one in topic))
    return [sorted(topic, key=lambda one: (one.post, one.place)) for topic in weightiest_first]


def _nearness(one: Candidate, other: Candidate) -> float:
    return 1.0 if one.post == other.post else likeness(one, other)
