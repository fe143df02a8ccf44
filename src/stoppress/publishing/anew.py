"""Puts anew what every part carries, when that has changed for all of them: the address, the language, the zone."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act
from stoppress.publishing.following import show_key_events, show_round_up
from stoppress.publishing.question_box import show_questions
from stoppress.stories.models import Post

#: So many of the newest posts are put anew; a thousand cost about a second. Older ones stay as they are until somebody next
#: touches them: their links are sent on, and their times are right in the zone that they were told in.
PUT_ANEW = 500


def show_all_but_header(act: Act) -> None:
    """Put every part of the page but its header, which the act puts itself."""
    act.put(parts.key_points_part(act.blog))
    show_questions(act)
    show_round_up(act)
    show_key_events(act)
    if act.blog.pinned is not None:
        act.put(parts.pinned_part(_of(act, act.blog.pinned)))
    newest = Post.objects.standing().filter(blog=act.blog).order_by("-place")[:PUT_ANEW]
    for part in parts.post_parts([_of(act, post) for post in newest.prefetch_related("corrections")]):
        act.put(part)


def _of(act: Act, post: Post) -> Post:
    post.blog = act.blog
    return post
