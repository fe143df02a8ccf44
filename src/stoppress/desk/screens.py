"""What the desk's templates are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stoppress.desk.role_words import role_words
from stoppress.desk.stale import StaleMark, bullet_marks
from stoppress.people.models import Member
from stoppress.people.rights import RIGHTS, Role
from stoppress.press.contexts import Moment
from stoppress.press.kinds import kind_words
from stoppress.press.kinds import name_of as title_of
from stoppress.press.languages import speaking
from stoppress.publishing.live_blogs import NEXT_PHASES
from stoppress.publishing.models import Outgoing, Standing
from stoppress.stories.models import Kind, LiveBlog, Phase, Post, PostVersion, State
from stoppress.toolkit import ids, text
from stoppress.toolkit.html import plain
from stoppress.wire import reading
from stoppress.wire.change import Change

#: Posts at once in the desk's stream.
STREAM_LENGTH = 20
#: Posts that a key point can be made to lead to, newest first.
CHOICE_LENGTH = 60


_PHASE_WORDS = {
    Phase.PREPARING: _("preparing"),
    Phase.UPCOMING: _("upcoming"),
    Phase.LIVE: _("live"),
    Phase.PAUSED: _("paused"),
    Phase.CLOSED: _("closed"),
}


@dataclass(frozen=True)
class Rights:
    """What the member may do here, one word for each tool."""

    draft: bool
    write: bool
    edit: bool
    sort: bool

    @classmethod
    def of(cls, role: Role) -> Rights:
        acts = ("save draft", "publish", "take down", "see questions")
        return cls(*(role in RIGHTS[act] for act in acts))


@dataclass(frozen=True)
class Tools:
    """The acts that a post offers now. `key` names one sending."""

    post: str
    version: int
    key: str
    is_published: bool
    is_withdrawn: bool
    is_key_event: bool
    is_pinned: bool
    #: The post that is pinned now, whichever it is.
    pinned: str
    is_answer: bool
    clock: str
    name: str
    address: str
    #: The words of a reference to it.
    refers: str
    stale: tuple[StaleMark, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A post in the stream, as readers see it, and its tools."""

    key: str
    place: int
    html: SafeString
    tools: Tools | None


@dataclass(frozen=True)
class Stream:
    """A stretch of the stream, and the place below which older posts follow (None: there are none)."""

    entries: tuple[Entry, ...]
    older: int | None


@dataclass(frozen=True)
class PostChoice:
    """A post that a key point may lead to."""

    post: str
    label: str


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list."""

    post: str
    name: str
    by: str
    saved: Moment
    version: int
    key: str
    #: “ready”, “sent back” or nothing; then who said so, and the note.
    review: str = ""
    reviewed_by: str = ""
    note: str = ""
    #: It is on its way out, and nobody has to do anything with it here.
    is_queued: bool = False
    is_held_back: bool = False


@dataclass(frozen=True)
class BlogLine:
    """A live blog in the list of the newsroom."""

    blog: LiveBlog
    last_post: Moment | None
    address: str
    #: What the member is there, if that is another thing than in the newsroom; and whether it is only to answer.
    role: str
    only_answers: bool


def stream(blog: LiveBlog, below: int | None = None) -> Stream:
    """The newest posts, or those below a place."""
    changes = reading.newest(blog.wire, "stream", STREAM_LENGTH + 1, below)
    shown = changes[:STREAM_LENGTH]
    tools = tools_of(blog, [_public_id(change) for change in shown])
    entries = tuple(_entry(change, tools.get(_public_id(change))) for change in shown)
    return Stream(entries, shown[-1].place if len(changes) > STREAM_LENGTH else None)


def tools_of(blog: LiveBlog, posts: Sequence[str]) -> dict[str, Tools]:
    """The tools of these posts of the blog that readers have seen, by public id."""
    found = Post.objects.standing().filter(blog=blog, public_id__in=posts)
    return {post.public_id: _tools(post, blog) for post in found}


def blog_lines(blogs: Sequence[LiveBlog], role: Role, given: Mapping[int, Role]) -> list[BlogLine]:
    """The list of the newsroom, with the time of each blog's last post, for a member of this role and these given ones."""
    return [_blog_line(blog, role, given.get(blog.pk)) for blog in blogs]


def draft_lines(blog: LiveBlog, of: Member | None = None) -> list[DraftLine]:
    """The drafts of a blog, or those that one member has begun; the one saved last first."""
    drafts = Post.objects.filter(blog=blog, state=State.DRAFT).select_related("created_by", "review__by")
    if of:
        drafts = drafts.filter(created_by=of)
    queued = dict(Outgoing.objects.open().filter(blog=blog, act="publish").values_list("subject", "standing"))
    newest = list(drafts.order_by("-pk")[:200])
    last_saved = _last_saved(newest)
    lines = []
    for draft in newest:
        by, at = last_saved.get(draft.pk, (draft.created_by.name, draft.created_at))
        saved = Moment.of(at, blog.time_zone)
        lines.append(
            DraftLine(
                draft.public_id,
                name_of(draft),
                by,
                saved,
                draft.version,
                ids.idempotency_key(),
                is_queued=draft.public_id in queued,
                is_held_back=queued.get(draft.public_id) == Standing.HELD_BACK,
                **_review_of(draft),
            )
        )
    return sorted(lines, key=lambda line: line.saved.at, reverse=True)


def _last_saved(posts: Sequence[Post]) -> dict[int, tuple[str, datetime]]:
    """Who saved each of these posts last, and when."""
    versions = PostVersion.objects.filter(post__in=posts).order_by("number")
    return {post: (by, at) for post, by, at in versions.values_list("post", "by__name", "at")}


def _review_of(draft: Post) -> dict[str, Any]:
    found = getattr(draft, "review", None)
    if found is None:
        return {}
    return {
        "review": "ready" if found.is_ready else "sent back",
        "reviewed_by": found.by.name,
        "note": found.note,
    }


def post_choices(blog: LiveBlog, wanted: Sequence[str] = ()) -> list[PostChoice]:
    """The newest posts that stand on the page, and those that are wanted besides, for a key point to lead to."""
    standing = Post.objects.filter(blog=blog, state__in=[State.PUBLISHED, State.WITHDRAWN]).order_by("-place")
    newest = list(standing.filter(state=State.PUBLISHED)[:CHOICE_LENGTH])
    missing = set(wanted) - {post.public_id for post in newest}
    more = list(standing.filter(public_id__in=missing)) if missing else []
    return [PostChoice(post.public_id, f"{_clock(post, blog)}  {name_of(post)}") for post in [*newest, *more]]


def next_phases(blog: LiveBlog) -> list[str]:
    """Where the coverage can go from here, the likeliest first."""
    order = [Phase.LIVE, Phase.UPCOMING, Phase.PAUSED, Phase.CLOSED]
    return [phase for phase in order if phase in NEXT_PHASES[Phase(blog.phase)]]


def name_of(post: Post) -> str:
    """What a post is called in lists: its title, or its first words, those of its fields included."""
    words = title_of(post) or kind_words(post, plain(post.body_html))
    return text.first_words(words, limit=70) or post.public_id


def phase_word(phase: str) -> str:
    """The phase as the desk says it."""
    return str(_PHASE_WORDS[Phase(phase)])


def words_for(time: str, blog: LiveBlog) -> str:
    """The words that lead to the post of this time, in the language of the story."""
    with speaking(blog.language):
        return _now("see %(clock)s post") % {"clock": time}


def _as_read(html: str) -> str:
    """A post as readers have it, but for the answers of a poll: an editor reads how it stands, and does not vote in passing."""
    return html.replace('<button type="submit" name="choice"', '<button disabled type="submit" name="choice"')


def _entry(change: Change, tools: Tools | None) -> Entry:
    # The html stands on the wire: made by our templates from cleaned text.
    return Entry(change.key, change.place, mark_safe(_as_read(change.html)), tools)  # noqa: S308


def _public_id(change: Change) -> str:
    return change.key.removeprefix("post/")


def _tools(post: Post, blog: LiveBlog) -> Tools:
    return Tools(
        post=post.public_id,
        version=post.version,
        key=ids.idempotency_key(),
        is_published=post.state == State.PUBLISHED,
        is_withdrawn=post.state == State.WITHDRAWN,
        is_key_event=post.is_key_event,
        is_pinned=blog.pinned_id == post.pk,
        pinned=blog.pinned.public_id if blog.pinned else "",
        is_answer=post.kind == Kind.ANSWER and hasattr(post, "answer"),
        clock=_clock(post, blog),
        name=name_of(post),
        address=f"{settings.PUBLIC_URL}{blog.address}p/{post.public_id}/",
        stale=bullet_marks(post, blog) if post.kind == Kind.ROUNDUP and post.state == State.PUBLISHED else (),
        refers=words_for(_clock(post, blog), blog),
    )


def _clock(post: Post, blog: LiveBlog) -> str:
    return Moment.of(post.published_at or post.created_at, blog.time_zone).clock


def _blog_line(blog: LiveBlog, role: Role, given: Role | None) -> BlogLine:
    last = Post.objects.filter(blog=blog, state=State.PUBLISHED).order_by("-place").first()
    moment = Moment.of(last.published_at, blog.time_zone) if last and last.published_at else None
    return BlogLine(
        blog=blog,
        last_post=moment,
        address=f"{settings.PUBLIC_URL}{blog.address}",
        role=str(role_words(given)) if given and given != role else "",
        only_answers=(given or role) is Role.EXPERT,
    )
