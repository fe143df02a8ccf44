"""The short ordered list at the top of the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from stoppress.people.models import Member
from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid
from stoppress.publishing.wording import line
from stoppress.stories.models import KeyPoint, KeyPointsVersion, LiveBlog, Post

MOST_KEY_POINTS = 12
LONGEST_KEY_POINT = 200


def set_key_points(
    hand: Hand, blog: LiveBlog, points: Sequence[tuple[str, str | None]], version: int
) -> Answer:
    """Let these be the key points, in this order, each leading to a post (or to none).

    `version` is the `key_points_version` that the editor saw; raises Conflict if the list has changed since.
    """

    def do(act: Act) -> Answer:
        if act.blog.key_points_version != version:
            raise Conflict(
                "Somebody changed the key points while you were at them.", current_points(act.blog)
            )
        act.version_before = version
        rows = _rows(act, points)
        act.blog.key_points.all().delete()
        KeyPoint.objects.bulk_create(rows)
        act.blog.key_points_version += 1
        act.blog.save()
        keep_list(act.blog, rows, by=act.hand.member, at=act.at)
        act.put(parts.key_points_part(act.blog))
        return act.answer(version=act.blog.key_points_version, state=f"{len(rows)} points")

    content = {"points": [list(point) for point in points], "version": version}
    return perform(hand, "set key points", blog, content, do)


def keep_list(blog: LiveBlog, rows: Sequence[KeyPoint], *, by: Member, at: datetime) -> None:
    """Keep the whole list as it stands after this act (until a take-down cuts its links)."""
    points = [[row.text, row.post.public_id if row.post else None] for row in rows]
    KeyPointsVersion.objects.create(
        blog=blog, number=blog.key_points_version, points=json.dumps(points), by=by, at=at
    )


def current_points(blog: LiveBlog) -> dict[str, object]:
    """The list as it stands, for the editor who was overtaken."""
    rows = blog.key_points.select_related("post")
    points = [{"text": row.text, "post": row.post.public_id if row.post else None} for row in rows]
    return {"version": blog.key_points_version, "points": points}


def _rows(act: Act, points: Sequence[tuple[str, str | None]]) -> list[KeyPoint]:
    if len(points) > MOST_KEY_POINTS:
        raise Invalid(
            points=f"At most {MOST_KEY_POINTS} key points fit; these are {len(points)}. Take the least important out."
        )
    wanted = {post for _, post in points if post}
    standing = {
        post.public_id: post for post in Post.objects.standing().filter(blog=act.blog, public_id__in=wanted)
    }
    rows = []
    for position, (words, post) in enumerate(points):
        text = line(
            "points",
            words,
            LONGEST_KEY_POINT,
            missing=f"Key point {position + 1} has no words. Write it or take it out.",
        )
        if post and post not in standing:
            raise Invalid(
                points=f"Key point {position + 1} leads to a post that is not on the page. Choose another."
            )
        target = standing.get(post or "")
        seen = target.words_version if target else 1
        rows.append(KeyPoint(blog=act.blog, position=position, text=text, post=target, seen_version=seen))
    return rows
