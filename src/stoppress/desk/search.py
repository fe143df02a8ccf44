"""Searching at the desk: posts of any standing and people, as far as the member may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from stoppress.desk import screens
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.press.contexts import Moment
from stoppress.press.kinds import kind_words
from stoppress.questions.models import Expert
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.stories.search.indexes import index
from stoppress.toolkit.asked import Asked, NotAsked, Trouble, read
from stoppress.toolkit.html import plain
from stoppress.wire.search.indexes import index as public_index
from stoppress.wire.search.seam import TooSlow

#: Posts of one search; of more, those made last.
MOST_POSTS = 60
MOST_PEOPLE = 20
#: So many letters of a post round the first word that was found.
_AROUND = 120

_TROUBLES: dict[str, Promise] = {
    Trouble.TOO_SHORT: _("This is too short to look for. Type two letters or more."),
    Trouble.TOO_LONG: _("This is too much to look for. Use fewer words."),
    Trouble.NO_WORDS: _("There is no word in this. Type one that stands in a post, or a name."),
    Trouble.ONLY_WITHOUT: _("Type a word that must be there, too, not only words that must not."),
}
_SLOW = _("This took too long, and was broken off. Use a rarer word.")
_STATES: dict[str, Promise] = {State.DRAFT: _("draft"), State.WITHDRAWN: _("withdrawn")}


@dataclass(frozen=True)
class FoundPost:
    """A post with the words round the first that was found; `state` is empty for what stands on the page."""

    post: str
    name: SafeString
    words: SafeString
    state: str
    at: Moment
    by: str
    is_draft: bool


@dataclass(frozen=True)
class FoundPerson:
    """Somebody by name, and what he or she is here."""

    name: SafeString
    is_what: str


@dataclass(frozen=True)
class Found:
    """What a search found; `trouble` says in words why nothing was looked for."""

    typed: str
    posts: tuple[FoundPost, ...] = ()
    drafts: tuple[FoundPost, ...] = ()
    people: tuple[FoundPerson, ...] = ()
    trouble: str = ""
    status: int = 200

    @property
    def was_asked(self) -> bool:
        return bool(self.typed) and not self.trouble


def found_for(member: Member, role: Role, blog: LiveBlog, typed: str) -> Found:
    """What a member of this role finds in this live blog; only such drafts and people as she may see."""
    try:
        asked = read(typed)
        rows = _posts(blog, asked)
    except NotAsked as reason:
        if reason.trouble == Trouble.NOTHING:
            return Found("")
        return Found(typed[:200], trouble=str(_TROUBLES[reason.trouble]), status=400)
    except TooSlow:
        return Found(typed, trouble=str(_SLOW), status=503)
    rights = screens.Rights.of(role)
    lines = [_line(row, asked, blog) for row in rows if _may_see(row, rights, member)]
    return Found(
        typed,
        tuple(line for line in lines if not line.is_draft),
        tuple(line for line in lines if line.is_draft),
        tuple(_people(asked, _everybody(member, role, blog, with_experts=rights.sort))),
    )


def _may_see(row: Post, rights: screens.Rights, member: Member) -> bool:
    is_own = rights.draft and row.created_by_id == member.pk
    return row.state != State.DRAFT or rights.write or is_own


def _posts(blog: LiveBlog, asked: Asked) -> list[Post]:
    """By the desk's index of rows, and by that of the wire, which knows what an answer shows besides its words."""
    keys = index().find(blog.pk, asked, limit=MOST_POSTS)
    places = public_index().find(blog.wire.pk, asked, limit=MOST_POSTS) if blog.is_public else []
    rows = Post.objects.filter(blog=blog).exclude(state=State.TAKEN_DOWN).select_related("created_by")
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    found |= {row.pk: row for row in rows.filter(place__in=places, state=State.PUBLISHED)}
    return sorted(found.values(), key=lambda row: (row.place or row.pk, row.pk), reverse=True)[:MOST_POSTS]


def _line(row: Post, asked: Asked, blog: LiveBlog) -> FoundPost:
    return FoundPost(
        row.public_id,
        _marked(screens.name_of(row), asked),
        _excerpt(kind_words(row, plain(row.body_html)), asked),
        str(_STATES.get(row.state, "")),
        Moment.of(row.published_at or row.created_at, blog.time_zone),
        row.byline or row.created_by.name,
        row.state == State.DRAFT,
    )


def _excerpt(text: str, asked: Asked) -> SafeString:
    """The text round the first words that were found, these marked."""
    hits = asked.hits(text)
    start = max(0, hits[0][0] - _AROUND // 2) if hits else 0
    if start:
        start = text.find(" ", start) + 1 or start
    end = start + 2 * _AROUND
    cut = text[start:end]
    if end < len(text):
        cut = cut.rpartition(" ")[0] or cut
    before, after = ("… " if start else ""), (" …" if start + len(cut) < len(text) else "")
    return mark_safe(f"{before}{_marked(cut, asked)}{after}")  # noqa: S308  each piece is escaped


def _marked(text: str, asked: Asked) -> SafeString:
    pieces, last = [], 0
    for start, end in asked.hits(text):
        pieces += [escape(text[last:start]), f"<mark>{escape(text[start:end])}</mark>"]
        last = end
    return mark_safe("".join([*pieces, escape(text[last:])]))  # noqa: S308  each piece is escaped


def _people(asked: Asked, everybody: Iterable[tuple[str, str]]) -> Iterator[FoundPerson]:
    """Those in whose name all words stand: members, names on the page, experts."""
    known: set[tuple[str, str]] = set()
    for name, is_what in everybody:
        if len(known) < MOST_PEOPLE and (name, is_what) not in known and _is_named(name, asked):
            known.add((name, is_what))
            yield FoundPerson(_marked(name, asked), is_what)


def _everybody(
    member: Member, role: Role, blog: LiveBlog, *, with_experts: bool
) -> Iterable[tuple[str, str]]:
    if may(role, "see people"):
        for one in member.newsroom.members.filter(is_active=True).order_by("name"):
            yield one.name, str(one.get_role_display())
    for name in blog.team.all():
        yield name.name, name.duty or str(_("named on the page"))
    if with_experts:
        for expert in Expert.objects.filter(newsroom=member.newsroom).order_by("name"):
            yield expert.name, expert.description or str(_("expert"))


def _is_named(name: str, asked: Asked) -> bool:
    wanted = {term for _start, _end, term in asked.each_hit(name)}
    return wanted >= set(asked.wanted)
