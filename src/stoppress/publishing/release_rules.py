"""The act that sets by which rules words go out: with a second person, after a delay, or at once."""

from __future__ import annotations

from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Invalid
from stoppress.stories.models import LiveBlog

LONGEST_DELAY_SECONDS = 600


def set_release_rules(
    hand: Hand,
    blog: LiveBlog,
    *,
    needs_two_people: bool,
    delay_seconds: int = 0,
    of_newsroom: bool | None = None,
) -> Answer:
    """Let nothing go out before a second person has released it, or only after so many seconds in which it can be stopped.

    `of_newsroom` says the same of every live blog that is opened from now on, and of imports; None leaves that as it is. Where
    two people are needed, one alone cannot do away with the rule: that waits for the second, too.
    """

    def do(act: Act) -> Answer:
        if not 0 <= delay_seconds <= LONGEST_DELAY_SECONDS:
            raise Invalid(
                delay_seconds=f"The delay is from 0 (none) to {LONGEST_DELAY_SECONDS} seconds, not {delay_seconds:,}."
            )
        act.blog.needs_two_people, act.blog.delay_seconds = needs_two_people, delay_seconds
        act.blog.save()
        if of_newsroom is not None:
            act.blog.newsroom.needs_two_people = of_newsroom
            act.blog.newsroom.save()
        return act.answer(version=act.blog.version, state=state_of(act.blog))

    content = {
        "needs_two_people": needs_two_people,
        "delay_seconds": delay_seconds,
        "of_newsroom": of_newsroom,
    }
    return perform(hand, "set release rules", blog, content, do)


def state_of(blog: LiveBlog) -> str:
    """The rules in a few words."""
    people = "two people" if blog.needs_two_people else "one person"
    return f"{people}, {blog.delay_seconds} s"
