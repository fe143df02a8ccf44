"""Keeping the typed links between posts true to what the text says."""

from __future__ import annotations

import re

from stoppress.stories.models import CrossReference, Post

_REFERENCE = re.compile(r'data-reference="([a-z0-9]{12})"')
_SPAN = r'<span data-reference="{}">(.*?)</span>'


def only_known_references(post: Post) -> str:
    """The post's body, in which a reference that leads to no other public post of the blog has become plain words."""
    body = post.body_html
    for missing in set(_REFERENCE.findall(body)) - _targets(post).keys():
        body = re.sub(_SPAN.format(missing), r"\1", body, flags=re.DOTALL)
    return body


def keep_references(post: Post) -> None:
    """Let the cross-references of a saved post be those that stand in its text, resting on what their writer saw."""
    standing = {reference.target_id: reference for reference in post.references.all()}
    wanted = {target.pk: target for target in _targets(post).values()}
    for target_id in standing.keys() - wanted.keys():
        standing[target_id].delete()
    CrossReference.objects.bulk_create(
        CrossReference(origin=post, target=wanted[pk], seen_version=wanted[pk].words_version)
        for pk in sorted(wanted.keys() - standing.keys())
    )


def _targets(post: Post) -> dict[str, Post]:
    named = set(_REFERENCE.findall(post.body_html)) - {post.public_id}
    if not named:
        return {}
    found = Post.objects.standing().filter(
        blog=post.blog, public_id__in=named
    )  # a link to a draft would betray it
    return {target.public_id: target for target in found}
