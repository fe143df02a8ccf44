"""What leads from post to post: references as links that follow their targets, and who refers to a post."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stoppress.press.contexts import BacklinkContext, BacklinksContext, Moment
from stoppress.press.languages import speaking
from stoppress.press.rendering import absolute, utc
from stoppress.stories.models import CrossReference, LiveBlog, Post, PostVersion, State
from stoppress.toolkit.clock_words import TimeOfDay, first_in, written_like

#: Posts that a post says it is referred to in; the rest is a number.
MOST_BACKLINKS = 5

_REFERENCE = re.compile(r'(\()?<span data-reference="([a-z0-9]{12})">(.*?)</span>(\))?', re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class Around:
    """What posts show of other posts, asked of the database at once for all of them."""

    references: Mapping[int, Mapping[str, CrossReference]] = field(default_factory=dict)
    backlinks: Mapping[int, BacklinksContext] = field(default_factory=dict)
    #: The names on the page of their live blog: of these it is known that they are people.
    team: frozenset[str] = frozenset()
    #: When those that had been withdrawn came back: whoever was told of the withdrawal must see that this is newer.
    restored: Mapping[int, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Around:
        """Their references and their backlinks; all posts are of one live blog."""
        published = [post for post in posts if post.state != State.WITHDRAWN]
        if not published:
            return cls()
        return cls(
            _references(published), _backlinks(published), _team(published[0].blog), _restored(published)
        )

    @classmethod
    def of_new(cls, post: Post) -> Around:
        """As `of`, for a post that was made just now: nothing refers to it yet, and it has never been away."""
        return cls(_references([post]), {}, _team(post.blog))

    @classmethod
    def naming(cls, posts: Sequence[Post]) -> Around:
        """Their references alone, for who shows words of these posts and nothing else."""
        return cls(_references(posts))


def linked(post: Post, around: Around) -> str:
    """The body with its cross-references as links that show each target as it is now; to one that is gone, as words."""
    return linked_in(post.body_html, post, around)


def linked_in(body_html: str, post: Post, around: Around) -> str:
    """As `linked`, for what is left of the body of this post."""
    if "data-reference=" not in body_html:
        return body_html
    known = around.references.get(post.pk, {})
    with speaking(post.blog.language):
        return _REFERENCE.sub(_shown_by(known, post), body_html)


def backlinks(post: Post, around: Around) -> BacklinksContext:
    """The published posts that refer to this one."""
    return around.backlinks.get(post.pk, BacklinksContext())


def references_data(post: Post, around: Around) -> list[dict[str, Any]]:
    """The posts that this one refers to, for machines, in the order of its text."""
    known = around.references.get(post.pk, {})
    named = dict.fromkeys(found[2] for found in _REFERENCE.finditer(post.body_html))
    return [_reference_data(known[name].target, post.blog) for name in named if name in known]


def backlinks_data(post: Post, around: Around) -> list[dict[str, Any]]:
    """The newest posts that refer to this one, for machines."""
    return [
        {"id": link.post, "time": link.published.utc, "url": absolute(link.address)}
        for link in backlinks(post, around).links
    ]


def _team(blog: LiveBlog) -> frozenset[str]:
    return frozenset(member.name for member in blog.team.all())


def _references(posts: Sequence[Post]) -> dict[int, dict[str, CrossReference]]:
    found: dict[int, dict[str, CrossReference]] = defaultdict(dict)
    origins = [post.pk for post in posts if "data-reference=" in post.body_html]
    for some in _in_portions(origins):
        for reference in CrossReference.objects.filter(origin__in=some).select_related("target"):
            found[reference.origin_id][reference.target.public_id] = reference
    return found


def _backlinks(posts: Sequence[Post]) -> dict[int, BacklinksContext]:
    blogs, origins = {post.pk: post for post in posts}, defaultdict(list)
    if len(posts) == 1:
        asked = _public_origins(CrossReference.objects.filter(target=posts[0]))
        newest = list(asked[: MOST_BACKLINKS + 1])
        count = len(newest) if len(newest) <= MOST_BACKLINKS else asked.count()
        return {posts[0].pk: _context(posts[0], [row.origin for row in newest], count)} if newest else {}
    for some in _in_portions(list(blogs)):
        for row in _public_origins(CrossReference.objects.filter(target__in=some)):
            origins[row.target_id].append(row.origin)
    return {target: _context(blogs[target], rows, len(rows)) for target, rows in origins.items()}


def _restored(posts: Sequence[Post]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for some in _in_portions([post.pk for post in posts]):
        versions = PostVersion.objects.filter(post__in=some, act="restore").order_by("at")
        found |= dict(versions.values_list("post_id", "at"))
    return found


def _public_origins(references: QuerySet[CrossReference]) -> QuerySet[CrossReference]:
    """Those of published posts, newest first; a draft that refers to a post is nobody's affair."""
    published = references.filter(origin__state=State.PUBLISHED).select_related("origin")
    return published.order_by("-origin__place")


def _context(target: Post, origins: Sequence[Post], count: int) -> BacklinksContext:
    own = _moment(target)
    shown = sorted(origins[:MOST_BACKLINKS], key=lambda origin: origin.place)
    links = tuple(_backlink(origin, target.blog, own.day) for origin in shown)
    return BacklinksContext(links, max(0, count - len(links)))


def _backlink(origin: Post, blog: LiveBlog, day: str) -> BacklinkContext:
    origin.blog = blog
    moment = _moment(origin)
    return BacklinkContext(origin.public_id, origin.address, moment, is_other_day=moment.day != day)


def _shown_by(known: Mapping[str, CrossReference], post: Post) -> Callable[[re.Match[str]], str]:
    def shown(found: re.Match[str]) -> str:
        before, name, words, after = found.groups(default="")
        reference = known.get(name)
        if reference is None:
            return f"{before}{words}{after}"
        if reference.target.state == State.TAKEN_DOWN:
            words = escape(_("(a post that was removed)"))
            return words if before and after else f"{before}{words}{after}"
        return f"{before}{_link(words, reference, post)}{after}"

    return shown


def _link(words: str, reference: CrossReference, post: Post) -> str:
    target, is_withdrawn = reference.target, reference.target.state == State.WITHDRAWN
    target.blog = post.blog
    moment = _moment(target)
    shown = _with_time(words, moment, reference.seen_minute, is_withdrawn=is_withdrawn)
    if moment.day != _moment(post).day:
        shown += f"{pgettext('between two of a list', ', ')}{escape(moment.date)}"
    if is_withdrawn:
        shown += f"{pgettext('between two of a list', ', ')}<span>{escape(_('withdrawn'))}</span>"
    kind = "reference is-withdrawn" if is_withdrawn else "reference"
    title = f' title="{escape(target.title)}"' if target.title and not is_withdrawn else ""
    return f'<a class="{kind}" href="{target.address}" data-reference="{target.public_id}"{title}>{shown}</a>'


def _with_time(words: str, moment: Moment, seen_minute: int, *, is_withdrawn: bool) -> str:
    """The words with the target's time where its writer wrote it; behind them, if she wrote none or another one."""
    pieces = _TAG.split(words)
    for number, piece in enumerate(pieces):
        found = None if piece.startswith("<") else first_in(piece)
        if found is None or not (readings := _means(found, moment, seen_minute)):
            continue
        is_now = (moment.at.hour, moment.at.minute) in readings
        written = found[0] if is_now else written_like(found, moment.at.hour, moment.at.minute)
        pieces[number] = piece[: found.start()] + _time(written, moment, is_withdrawn) + piece[found.end() :]
        return "".join(pieces)
    return f"{words} ({_time(moment.clock, moment, is_withdrawn)})"


def _means(found: re.Match[str], moment: Moment, seen_minute: int) -> tuple[tuple[int, int], ...]:
    """What a time in the words may mean, if that is the target's time, now or as its writer saw it."""
    readings = TimeOfDay.of(found).readings
    meant = {divmod(seen_minute, 60), (moment.at.hour, moment.at.minute)}
    return readings if meant & set(readings) else ()


def _time(written: str, moment: Moment, is_withdrawn: bool) -> str:
    time = f'<time datetime="{moment.iso}">{written}</time>'
    return f"<s>{time}</s>" if is_withdrawn else time


def _reference_data(target: Post, blog: LiveBlog) -> dict[str, Any]:
    """Of a withdrawn target its time, of one that was taken down that it was there."""
    target.blog = blog
    is_gone = target.state == State.TAKEN_DOWN
    return {
        "id": target.public_id,
        "state": "removed" if is_gone else target.state,
        "time": None if is_gone else utc(target.published_at),
        "title": target.title if target.state == State.PUBLISHED else None,
        "url": None if is_gone else absolute(target.address),
    }


def _moment(post: Post) -> Moment:
    return Moment.of(post.published_at or post.created_at, post.blog.time_zone)


def _in_portions(names: Sequence[int]) -> list[Sequence[int]]:
    return [names[start : start + 500] for start in range(0, len(names), 500)]
