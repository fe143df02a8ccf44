"""What else on the page shows a post, and must be shown anew when the post changes."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act
from stoppress.stories.models import Post


def refresh_dependants(act: Act, post: Post) -> None:
    """Show the pinned copy anew; the wire drops what would change nothing."""
    if act.blog.pinned_id == post.pk:
        act.put(parts.pinned_part(post))
