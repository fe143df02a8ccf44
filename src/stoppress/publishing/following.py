"""What else on the page shows a post, and must be shown anew when the post changes."""

from __future__ import annotations

from stoppress.press import parts, round_ups
from stoppress.publishing.act import Act
from stoppress.stories.models import Post
from stoppress.stories.round_ups import newest_round_up


def refresh_dependants(act: Act, post: Post) -> None:
    """Show the pinned copy anew, and the line that leads to the newest round-up; the wire drops what would change nothing."""
    if act.blog.pinned_id == post.pk:
        act.put(parts.pinned_part(post))
    show_round_up(act)


def show_round_up(act: Act) -> None:
    """Let the page point to the newest round-up that stands, or to none."""
    newest = newest_round_up(act.blog)
    if newest:
        act.put(round_ups.round_up_part(newest))
    else:
        act.remove(round_ups.KEY)
