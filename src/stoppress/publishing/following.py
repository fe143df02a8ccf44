"""What else on the page shows a post, and must be shown anew when the post changes."""

from __future__ import annotations

from stoppress.press import parts, round_ups
from stoppress.publishing.act import Act
from stoppress.publishing.question_box import show_questions
from stoppress.stories.models import Kind, Post
from stoppress.stories.round_ups import newest_round_up


def refresh_dependants(act: Act, post: Post) -> None:
    """Show anew the pinned copy, the line that leads to the newest round-up, and the list of what is answered.

    The wire drops what would change nothing.
    """
    if act.blog.pinned_id == post.pk:
        act.put(parts.pinned_part(post))
    show_round_up(act)
    if post.kind == Kind.ANSWER or hasattr(post, "answer"):
        show_questions(act)


def show_round_up(act: Act) -> None:
    """Let the page point to the newest round-up that stands, or to none."""
    newest = newest_round_up(act.blog)
    if newest:
        act.put(round_ups.round_up_part(newest))
    else:
        act.remove(round_ups.KEY)
