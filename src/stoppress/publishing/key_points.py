"""The short ordered list at the top of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from stoppress.people.models import Member
from stoppress.press import parts
from stoppress.publishing.act import Act, perform
from stoppress.publishing.hand import Answer, Hand
from stoppress.publishing.refusals import Conflict, Invalid, NotThere
from stoppress.publishing.wording import line
from stoppress.stories.key_points import as_kept, earlier_points, leads_to
from stoppress.stories.models import KeyPoint, KeyPointsVersion, LiveBlog, Post

MOST_KEY_POINTS = 12
LONGEST_KEY_POINT = 200

#: A point as it stands: its words, and the row of the post that readers get to from it.
_Known = tuple[str, int | None]


def set_key_points(
    hand: Hand, blog: LiveBlog, points: Sequence[tuple[str, str | None]], version: int
) -> Answer:
    """Let these be the key points, in this order, each leading to a post (or to none).

    `version` is the `key_points_version` that the editor saw; raises Conflict if the list has changed since.
    """

    def do(act: Act) -> Answer:
        _refuse_unless_seen(act, version)
        return _let_be(act, _rows(act, points))

    content = {"points": [list(point) for point in points], "version": version}
    return perform(hand, "set key points", blog, content, do)


def restore_key_points(hand: Hand, blog: LiveBlog, number: int, version: int) -> Answer:
    """Let the list be again what it was in version `number`: a new act with a version of its own.

    A point whose post is not on the page any more leads nowhere; one whose post was taken down does not come back.
    Raises NotThere if there was no such version, and all that `set_key_points` raises.
    """

    def do(act: Act) -> Answer:
        kept = KeyPointsVersion.objects.filter(blog=act.blog, number=number).first()
        if kept is None:
            raise NotThere("There is no such list; load the page again.")
        _refuse_unless_seen(act, version)
        earlier = [point for point in earlier_points(kept) if point.text]
        standing = _standing(act.blog, {point.post for point in earlier if point.post})
        points = [(point.text, point.post if point.post in standing else None) for point in earlier]
        return _let_be(act, _rows(act, points))

    content = {"number": number, "version": version}
    return perform(hand, "restore key points", blog, content, do, right="set key points")


def let_point_stand(hand: Hand, blog: LiveBlog, position: int, post: str, seen: int) -> Answer:
    """Say that the point at this position (from 0) is still right, though its post has changed; readers see nothing of it.

    `seen` is the `words_version` of the post that the editor has read. A point whose post was taken down leads nowhere from
    then on. Raises NotThere if the point leads to another post by now, Conflict if the post has changed again.
    """

    def do(act: Act) -> Answer:
        point = (
            act.blog.key_points.filter(position=position, post__public_id=post).select_related("post").first()
        )
        if point is None or point.post is None:
            raise NotThere("This key point leads to another post by now. Look at the list again.")
        if point.post.words_version != seen:
            raise Conflict(
                "The post has changed once more. Read it again.", {"version": point.post.words_version}
            )
        point.seen_version = seen
        if leads_to(point) is None:
            point.post = None
        point.save()
        return act.answer(post=post, version=act.blog.key_points_version, state="let stand")

    content = {"position": position, "post": post, "seen": seen}
    return perform(hand, "let point stand", blog, content, do, right="let stand")


def keep_list(blog: LiveBlog, rows: Sequence[KeyPoint], *, by: Member, at: datetime) -> None:
    """Keep the whole list as it stands after this act (until a take-down cuts it)."""
    points = as_kept([(row.text, post.public_id if (post := leads_to(row)) else None) for row in rows])
    KeyPointsVersion.objects.create(blog=blog, number=blog.key_points_version, points=points, by=by, at=at)


def forget_points_of(post: Post) -> None:
    """Blank, in every list that was kept, the points that led to this post: their words were made of its words.

    Also in lists of live blogs that it has left.
    """
    for kept in KeyPointsVersion.objects.filter(points__contains=post.public_id):
        points = earlier_points(kept)
        kept.points = as_kept(
            [("", None) if point.post == post.public_id else (point.text, point.post) for point in points]
        )
        kept.save()


def loosen_points_of(post: Post) -> None:
    """Let the points that lead to this post be words that lead nowhere; kept lists know whose words they were made of."""
    KeyPoint.objects.filter(post=post).update(post=None)


def current_points(blog: LiveBlog) -> dict[str, object]:
    """The list as it stands, for the editor who was overtaken."""
    points = []
    for row in blog.key_points.select_related("post"):
        post = leads_to(row)
        points.append({"text": row.text, "post": post.public_id if post else None})
    return {"version": blog.key_points_version, "points": points}


def _refuse_unless_seen(act: Act, version: int) -> None:
    if act.blog.key_points_version != version:
        raise Conflict("Somebody changed the key points while you were at them.", current_points(act.blog))
    act.version_before = version


def _let_be(act: Act, rows: Sequence[KeyPoint]) -> Answer:
    """Let these be the key points, as the next version of the list."""
    act.blog.key_points.all().delete()
    KeyPoint.objects.bulk_create(rows)
    act.blog.key_points_version += 1
    act.blog.save()
    keep_list(act.blog, rows, by=act.hand.member, at=act.at)
    act.put(parts.key_points_part(act.blog))
    act.show_card()
    return act.answer(version=act.blog.key_points_version, state=f"{len(rows)} points")


def _standing(blog: LiveBlog, wanted: set[str]) -> dict[str, Post]:
    found = Post.objects.standing().filter(blog=blog, public_id__in=wanted)
    return {post.public_id: post for post in found}


def _rows(act: Act, points: Sequence[tuple[str, str | None]]) -> list[KeyPoint]:
    if len(points) > MOST_KEY_POINTS:
        raise Invalid(
            points=f"At most {MOST_KEY_POINTS} key points fit; these are {len(points)}. Take the least important out."
        )
    standing = _standing(act.blog, {post for _, post in points if post})
    before = {
        (row.text, target.pk if (target := leads_to(row)) else None): row
        for row in act.blog.key_points.select_related("post")
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
        rows.append(_row(act.blog, position, text, standing.get(post or ""), before))
    return rows


def _row(
    blog: LiveBlog, position: int, text: str, target: Post | None, before: Mapping[_Known, KeyPoint]
) -> KeyPoint:
    """The point as a row; one that stood just so before rests on what was seen then, until it gets new words or is let stand."""
    known = before.get((text, target.pk if target else None))
    if known:
        return KeyPoint(
            blog=blog, position=position, text=text, post=known.post, seen_version=known.seen_version
        )
    seen = target.words_version if target else 1
    return KeyPoint(blog=blog, position=position, text=text, post=target, seen_version=seen)
