"""What is on its way out, for the crawl: scheduled posts, acts that wait or were stopped, drafts that were sent back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from stoppress.people.joining import add_member
from stoppress.people.models import Member
from stoppress.publishing import live_blogs, posts, release_rules, review, schedule
from stoppress.publishing.hand import Hand
from stoppress.publishing.models import Outgoing
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post
from stoppress.stories.pictures import Placed
from stoppress.toolkit import clock


def hide_outgoing(alice: Any, blog: LiveBlog, canary: str, pictures: tuple[Placed, ...], card: str) -> None:
    """Everything that can be on its way out of a live blog, in words that hold the canary; its rules are as before afterwards.

    It shows pictures of which nobody may hear, and the card of another platform.
    """
    body = f"<p>{canary}</p><p>{card}</p>"
    words = Wording(f"Soon {canary}", body, byline=canary, is_key_event=True, pictures=pictures)
    later = clock.now() + timedelta(days=300)
    for _ in range(10):
        schedule.schedule(Hand(alice), blog, later, wording=words)
    draft = review.ask_for_review(Hand(alice), blog, wording=words)
    review.send_back(Hand(alice), blog, draft.post, draft.version, f"Who says so? {canary}")
    if not blog.is_public:
        return
    LiveBlog.objects.filter(pk=blog.pk).update(delay_seconds=600)
    posts.publish(Hand(alice), blog, words)
    LiveBlog.objects.filter(pk=blog.pk).update(delay_seconds=0, needs_two_people=True)
    _wait(alice, blog, words, canary)
    LiveBlog.objects.filter(pk=blog.pk).update(needs_two_people=False)


def _wait(alice: Any, blog: LiveBlog, words: Wording, canary: str) -> None:
    """Acts that wait for a second person, one of them stopped and one sent back by her."""
    bob = Member.objects.filter(email="second@courier.example").first() or add_member(
        "The Harrow Courier", "second@courier.example", "Bob", "editor", "seven quiet herons"
    )
    posts.publish(Hand(alice), blog, words)
    seen = LiveBlog.objects.get(pk=blog.pk).version
    kept = [
        live_blogs.change_header(
            Hand(alice), blog, seen, headline=f"Soon {canary}", standfirst=canary, team=[(canary, canary)]
        ).outgoing
        for _ in range(3)
    ]
    schedule.stop(Hand(alice), blog, kept[0])
    review.send_back_act(Hand(bob), blog, kept[1], f"Not yet {canary}")
    if post := Post.objects.standing().filter(blog=blog, title__startswith="Gauge").first():
        posts.amend(Hand(alice), blog, post.public_id, post.version, words)
        posts.correct(Hand(alice), blog, post.public_id, post.version, words, canary)
    release_rules.set_release_rules(Hand(alice), blog, needs_two_people=False, delay_seconds=30)
    assert Outgoing.objects.filter(blog=blog, content__contains=canary).exists()
