"""Keeping the typed links between posts true to what the text says."""

from __future__ import annotations

import re

from stoppress.stories.models import CrossReference, Post

_REFERENCE = re.compile(r'data-reference="([a-z0-9]{12})"')
_SPAN = r'<span data-reference="{}">(.*?)</span>'


def keep_references(post: Post) -> None:
    """Let the post's cross-references be those that stand in its text; one that leads to no post of the blog becomes plain words."""
    named = set(_REFERENCE.findall(post.body_html)) - {post.public_id}
    targets = {
        target.public_id: target for target in Post.objects.filter(blog=post.blog, public_id__in=named)
    }
    for missing in set(_REFERENCE.findall(post.body_html)) - targets.keys():
        post.body_html = re.sub(_SPAN.format(missing), r"\1", post.body_html, flags=re.DOTALL)
    standing = {reference.target_id: reference for reference in post.references.all()}
    wanted = {target.pk for target in targets.values()}
    for target_id in standing.keys() - wanted:
        standing[target_id].delete()
    CrossReference.objects.bulk_create(
        CrossReference(origin=post, target_id=target_id) for target_id in sorted(wanted - standing.keys())
    )
