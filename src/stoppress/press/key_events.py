"""The newest key events as the page lists them: each with its time and its title, or its first words."""

from __future__ import annotations

from stoppress.press.contexts import KeyEventContext, KeyEventsContext, Moment
from stoppress.press.kinds import kind_words, name_of
from stoppress.press.references import Around, linked
from stoppress.press.rendering import absolute, as_json, render
from stoppress.stories.key_events import count_key_events, newest_key_events
from stoppress.stories.models import LiveBlog, Post
from stoppress.toolkit import html, text
from stoppress.wire.change import Part

KEY = "key-events"
#: The list beside the posts; all of them stand on a page of their own.
SHOWN = 12
_LONGEST_WORDS = 90


def key_events_part(blog: LiveBlog) -> Part | None:
    """The list of the newest key events, and the way to all of them; None while there are none."""
    told = told_key_events(blog, SHOWN)
    if not told:
        return None
    events = tuple(event for event, _refers_to in told)
    context = KeyEventsContext(events, f"{blog.address}key-events/", count_key_events(blog))
    data = {
        "events": [
            {
                "post": event.post,
                "words": event.words,
                "published_at": event.published.utc,
                "url": absolute(event.address),
                # Whose words may stand in the first words of this one: a take-down finds the list by them.
                "refers_to": [{"post": name} for name in refers_to],
            }
            for event, refers_to in told
        ]
    }
    return Part(KEY, KEY, 0, render("key_events", context, blog), as_json(data))


def told_key_events(blog: LiveBlog, limit: int) -> list[tuple[KeyEventContext, list[str]]]:
    """The newest key events, each with the posts whose words may stand in its own."""
    posts = newest_key_events(blog, limit)
    named = Around.naming([post for post in posts if not post.title])
    return [
        (event, list(named.references.get(post.pk, {})))
        for event, post in zip(_events(posts, named), posts, strict=True)
    ]


def _events(posts: list[Post], named: Around) -> tuple[KeyEventContext, ...]:
    """Each says its day where that is another one than that of the event before it."""
    moments = [Moment.of(post.published_at or post.created_at, post.blog.time_zone) for post in posts]
    days = ["", *(moment.day for moment in moments)]
    return tuple(
        KeyEventContext(
            post.public_id, _words(post, named), post.address, moment, is_other_day=moment.day != day
        )
        for post, moment, day in zip(posts, moments, days, strict=False)
    )


def _words(post: Post, named: Around) -> str:
    return name_of(post) or text.first_words(
        kind_words(post, html.plain(linked(post, named))), limit=_LONGEST_WORDS
    )
