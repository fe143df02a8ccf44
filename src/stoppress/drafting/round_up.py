"""Drafts a round-up: fuller bullets on all that happened in a span, grouped by topic, or a choice of them."""

from __future__ import annotations

from itertools import islice

from stoppress.drafting.candidates import Candidate, ReadPost, read_posts
from stoppress.drafting.choosing import Taste, choose, in_order, likeness, value_alone
from stoppress.drafting.posts import Point, Post, Suggestion
from stoppress.drafting.weights import Weights, weigh

#: Whole sentences, spread over as many matters as there were.
TASTE = Taste(brevity=0.45, of_said=0.3, of_said_pair=0.05, newness=0.5, of_title=1.0)
#: Bullets that share this much belong to one topic.
SAME_TOPIC = 0.3
#: An editor looks through so many bullets; more are not looked at.
MOST_SUGGESTIONS = 24
#: What is offered weighs something, however little beside the heaviest.
LEAST_WEIGHT = 0.001


def round_up(posts: list[Post], words: int) -> list[Point]:
    """Bullets of about `words` words in all, topic by topic, each in words of the post it names.

    `posts` stand newest first. Topics with a key event come first, then the weightiest; within a topic the newest post
    stands first.
    """
    read = read_posts(posts)
    chosen = choose(
        _every_candidate(read), weigh((post.beginning, post.following) for post in read), words, TASTE
    )
    return [
        Point(candidate.text, [posts[candidate.post].id]) for topic in _topics(chosen) for candidate in topic
    ]


def candidates(posts: list[Post], words: int, most: int = MOST_SUGGESTIONS) -> list[Suggestion]:
    """What an editor may choose a round-up from: up to `most` bullets, those of key events first.

    `posts` stand newest first, all of the span that is to be rounded up; set `is_key_event` on those that are. `words` is the
    length of the round-up that is wanted, as for `round_up`: the bullets that it would consist of have `is_proposed`, so
    that a form can tick them beforehand and offer the rest unticked. The two never disagree, as long as `most` leaves room.

    Every key event whose post has a sentence of news is there, unless there are more than `most`. After the key events
    the bullets come by what each adds to those above it, so that the list changes from topic to topic instead of telling the
    greatest one over and over; group it by `topic`, in rising numbers, for the order in which a round-up tells them. A post may
    have two bullets if it has two pieces of news. A text is a verbatim stretch of the one post in `posts`. The same posts give
    the same list; no posts, or nothing but greetings, give an empty one.
    """
    read = read_posts(posts)
    every, weights = _every_candidate(read), weigh((post.beginning, post.following) for post in read)
    proposed = set(choose(every, weights, words, TASTE))
    best = list(islice(in_order(every, weights, TASTE), most))
    best.extend(_of_key_events_without({candidate.post for candidate in best}, every, weights))
    ranked = sorted(best, key=lambda candidate: not candidate.is_key_event)[:most]
    topic_of = {candidate: number for number, topic in enumerate(_topics(ranked)) for candidate in topic}
    heaviest = max((value_alone(candidate, weights, TASTE) for candidate in ranked), default=1.0)
    return [
        Suggestion(
            text=candidate.text,
            posts=[posts[candidate.post].id],
            is_key_event=candidate.is_key_event,
            is_proposed=candidate in proposed,
            topic=topic_of[candidate],
            weight=max(round(value_alone(candidate, weights, TASTE) / heaviest, 3), LEAST_WEIGHT),
        )
        for candidate in ranked
    ]


def _every_candidate(read: list[ReadPost]) -> list[Candidate]:
    return [candidate for post in read for candidate in post.candidates]


def _of_key_events_without(heard: set[int], every: list[Candidate], weights: Weights) -> list[Candidate]:
    """The best candidate of each key event from whose post nothing was heard, the weightiest first."""
    best: dict[int, tuple[float, Candidate]] = {}
    for candidate in every:
        if candidate.is_key_event and candidate.post not in heard:
            value = value_alone(candidate, weights, TASTE)
            if value > best.get(candidate.post, (0.0, candidate))[0]:
                best[candidate.post] = value, candidate
    return [candidate for _, candidate in sorted(best.values(), key=lambda pair: -pair[0])]


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
