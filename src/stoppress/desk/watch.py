"""What the panel “Watch” shows: in words, what rests on something that has changed, and which words lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stoppress.desk import screens
from stoppress.drafting.cross_references import find
from stoppress.press.contexts import Moment
from stoppress.publishing.references import Candidates
from stoppress.stories.key_points import StalePoint, stale_points
from stoppress.stories.models import (
    CrossReference,
    Kind,
    LiveBlog,
    LooseReference,
    Post,
    PostVersion,
    TakeDown,
)
from stoppress.stories.round_ups import bullets_of
from stoppress.stories.staleness import Happening, what_happened
from stoppress.stories.watching import open_phrases, stale_references
from stoppress.toolkit import clock, ids, text

#: Lines of each sort in the panel; what is decided makes room for the next.
MOST_LINES = 50
#: Posts to choose from where no post stands at the time that was written.
MOST_CHOICES = 60

_HAPPENED = {
    Happening.TAKEN_DOWN: gettext_lazy("was taken down at %(at)s"),
    Happening.WITHDRAWN: gettext_lazy("was withdrawn at %(at)s"),
    Happening.CORRECTED: gettext_lazy("was corrected at %(at)s"),
    Happening.RETIMED: gettext_lazy("got another time at %(at)s"),
    Happening.AMENDED: gettext_lazy("was amended at %(at)s"),
    Happening.RESTORED: gettext_lazy("was withdrawn and is back since %(at)s"),
}
_ACTS = {
    Happening.WITHDRAWN: "withdraw",
    Happening.CORRECTED: "correct",
    Happening.RETIMED: "change time",
    Happening.RESTORED: "restore",
}


@dataclass(frozen=True)
class StaleLine:
    """Something that rests on a post as it was; `seen` is the version that “Still right” would confirm."""

    words: str
    quote: str
    post: str
    target: str
    seen: int
    happened: str
    #: The stretch of the stream below this place begins with the post.
    below: int
    position: int | None
    key: str


@dataclass(frozen=True)
class LooseLine:
    """A phrase that leads nowhere yet, and the posts to choose from."""

    words: str
    phrase: str
    post: str
    #: The stretch of the stream below this place begins with the post.
    below: int
    is_ambiguous: bool
    choices: tuple[screens.PostChoice, ...]
    key: str

    @property
    def lets_be_key(self) -> str:
        return f"{self.key}-b"


@dataclass(frozen=True)
class Watched:
    """All that there is to look at."""

    stale: tuple[StaleLine, ...]
    loose: tuple[LooseLine, ...]

    @property
    def count(self) -> int:
        return len(self.stale) + len(self.loose)


def watched(blog: LiveBlog) -> Watched:
    """What the desk has to look at, newest first: stale key points, stale references, loose phrases."""
    references = stale_references(blog)[:MOST_LINES]
    stale = [_point(line, blog) for line in stale_points(blog)]
    stale += [line for reference in references if (line := _reference(reference, blog))]
    return Watched(tuple(stale), tuple(_loose_lines(blog)))


def _point(stale: StalePoint, blog: LiveBlog) -> StaleLine:
    point, target, happened = stale.point, stale.post, stale.happened
    names = {"target": _clock(target, blog), "what": _what(target, point.seen_version, happened, blog)}
    return StaleLine(
        words=_("A key point leads to the %(target)s post, which %(what)s.") % names,
        quote=point.text,
        post="",
        target=target.public_id,
        seen=target.words_version,
        happened=happened,
        below=target.place + 1,
        position=point.position,
        key=ids.idempotency_key(),
    )


def _reference(reference: CrossReference, blog: LiveBlog) -> StaleLine | None:
    origin, target = reference.origin, reference.target
    happened = what_happened(target, reference.seen_version)
    if happened is None:
        return None
    names = {
        "origin": _clock(origin, blog),
        "target": _clock(target, blog),
        "what": _what(target, reference.seen_version, happened, blog),
    }
    is_roundup = origin.kind == Kind.ROUNDUP
    words = (
        _("The %(origin)s round-up cites the %(target)s post, which %(what)s.")
        if is_roundup
        else _("The %(origin)s post cites the %(target)s post, which %(what)s.")
    )
    return StaleLine(
        words=words % names,
        quote=_bullet(origin, target) if is_roundup else screens.name_of(origin),
        post=origin.public_id,
        target=target.public_id,
        seen=target.words_version,
        happened=happened,
        below=origin.place + 1,
        position=None,
        key=ids.idempotency_key(),
    )


def _bullet(origin: Post, target: Post) -> str:
    """The bullet of a round-up that cites this post."""
    citing = (bullet.text for bullet in bullets_of(origin.body_html) if target.public_id in bullet.posts)
    return text.first_words(next(citing, ""), limit=160)


def _what(target: Post, seen: int, happened: Happening, blog: LiveBlog) -> str:
    at = _happened_at(target, seen, happened)
    return str(_HAPPENED[happened]) % {"at": _told(at, blog) if at else "…"}


def _happened_at(target: Post, seen: int, happened: Happening) -> datetime | None:
    if happened == Happening.TAKEN_DOWN:
        return TakeDown.objects.filter(post=target).values_list("at", flat=True).first()
    later = PostVersion.objects.filter(post=target, number__gt=seen).order_by("-number")
    if act := _ACTS.get(happened):
        later = later.filter(act=act)
    return later.values_list("at", flat=True).first()


def _loose_lines(blog: LiveBlog) -> list[LooseLine]:
    candidates = Candidates(blog)
    newest = screens.post_choices(blog)[:MOST_CHOICES]
    return [_loose(row, blog, candidates, newest) for row in open_phrases(blog)[:MOST_LINES]]


def _loose(
    row: LooseReference, blog: LiveBlog, candidates: Candidates, newest: list[screens.PostChoice]
) -> LooseLine:
    names = {"origin": _clock(row.post, blog), "phrase": row.phrase}
    meant = _meant(row, candidates)
    words = (
        _("“%(phrase)s” in the %(origin)s post can mean more than one post.")
        if len(meant) > 1
        else _("“%(phrase)s” in the %(origin)s post may mean a post of another day.")
        if meant
        else _("“%(phrase)s” in the %(origin)s post leads nowhere: no post stands at that time.")
    )
    choices = [screens.PostChoice(post.public_id, label(post, blog)) for post in meant[:MOST_CHOICES]]
    return LooseLine(
        words=words % names,
        phrase=row.phrase,
        post=row.post.public_id,
        below=row.post.place + 1,
        is_ambiguous=bool(meant),
        choices=tuple(choices or [choice for choice in newest if choice.post != row.post.public_id]),
        key=ids.idempotency_key(),
    )


def _meant(row: LooseReference, candidates: Candidates) -> list[Post]:
    """What the phrase can mean today; posts may have come or gone since it was written."""
    phrase = next(iter(find(row.phrase)), None) or next(iter(find(f"({row.phrase})")), None)
    if phrase is None:
        return []
    return candidates.meant(phrase, row.post.published_at or clock.now(), row.post)


def label(post: Post, blog: LiveBlog) -> str:
    """A post in a list to choose from: time, day, name."""
    moment = Moment.of(post.published_at or post.created_at, blog.time_zone)
    return f"{moment.clock}, {moment.date} – {screens.name_of(post)}"


def _clock(post: Post, blog: LiveBlog) -> str:
    return _told(post.published_at or post.created_at, blog)


def _told(at: datetime, blog: LiveBlog) -> str:
    """The time of day; with the day, if that is another one than today."""
    moment = Moment.of(at, blog.time_zone)
    today = Moment.of(clock.now(), blog.time_zone)
    return moment.clock if moment.day == today.day else f"{moment.clock} ({moment.date})"
