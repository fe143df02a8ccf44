"""The act by which readers may see what changed in posts, or no longer."""

from __future__ import annotations

from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.live_blogs import seen, show_header
from stoppress.stories.models import LiveBlog, Post, State

#: Posts that get their link within the act; those below get theirs when they are next touched, their pages are there at once.
PUT_ANEW = 500


def show_versions(hand: Hand, blog: LiveBlog, version: int, is_shown: bool) -> Answer:
    """Let readers see the public versions of amended and corrected posts, or no longer; raises Conflict."""

    def do(act: Act) -> Answer:
        seen(act, version)
        act.blog.shows_versions = is_shown
        act.blog.version += 1
        act.blog.save()
        show_header(act)
        changed = Post.objects.filter(blog=act.blog, state=State.PUBLISHED, modified_at__isnull=False)
        newest = list(changed.order_by("-place").prefetch_related("corrections")[:PUT_ANEW])
        for post in newest:
            post.blog = act.blog
        for part in parts.post_parts(newest):
            act.put(part)
        if act.blog.pinned is not None:
            act.blog.pinned.blog = act.blog
            act.put(parts.pinned_part(act.blog.pinned))
        return act.answer(version=act.blog.version, state=act.blog.phase)

    content = {"version": version, "is_shown": is_shown}
    return perform(hand, "show versions", blog, content, do, right="change header")
