"""The act that sets by which rules words go out: with a second person, after a delay, or at once."""

from __future__ import annotations

from stoppress.publishing import outgoing
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid
from stoppress.stories.models import LiveBlog

LONGEST_DELAY_SECONDS = 600


def set_release_rules(
    hand: Hand,
    blog: LiveBlog,
    *,
    needs_two_people: bool,
    delay_seconds: int = 0,
    of_newsroom: bool | None = None,
    seen: str | None = None,
) -> Answer:
    """Let nothing go out before a second person has released it, or only after so many seconds in which it can be stopped.

    `of_newsroom` says the same of every live blog that is opened from now on, and of imports; None leaves that as it is. Where
    two people are needed, one alone cannot do away with the rule: that waits for the second, too. `seen` is how the rules stood
    (`stand_of`) when the editor looked; raises Conflict if they are others by now. What goes out by itself and only one person
    has had in hand waits for the second from now on.
    """

    def do(act: Act) -> Answer:
        if seen is not None and seen != stand_of(act.blog):
            raise Conflict(
                f"A colleague has changed the rules meanwhile: {state_of(act.blog)}. Load the page again, then choose.",
                {"rules": state_of(act.blog)},
            )
        if not 0 <= delay_seconds <= LONGEST_DELAY_SECONDS:
            raise Invalid(
                delay_seconds=f"The delay is from 0 (none) to {LONGEST_DELAY_SECONDS} seconds, not {delay_seconds:,}."
            )
        outgoing.refuse_unless_of_newsroom(act, of_newsroom)
        if needs_two_people and not act.blog.needs_two_people:
            outgoing.wait_for_second_people(act)
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
    return perform(
        hand,
        "set release rules",
        blog,
        content,
        do,
        keep=lambda act: {**content, "seen": stand_of(act.blog)},
    )


def state_of(blog: LiveBlog) -> str:
    """The rules in a few words."""
    people = "two people" if blog.needs_two_people else "one person"
    return f"{people}, {blog.delay_seconds} s"


def stand_of(blog: LiveBlog) -> str:
    """A word that is another when the rules are."""
    return f"{blog.needs_two_people:d}-{blog.delay_seconds}-{blog.newsroom.needs_two_people:d}"
