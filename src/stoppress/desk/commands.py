"""Everything that can be done or opened at the desk of a live blog, for the command palette and for its page without script."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from stoppress.desk import panels, screens
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.people.roles import given_roles
from stoppress.press.contexts import Moment
from stoppress.snippets.models import Snippet
from stoppress.stories.models import LiveBlog, Post, State

MOST_BLOGS = 100
MOST_POSTS = 20
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Command:
    """One line: its group, its words, what stands small beside them, and where it leads.

    `opens` is the panel, `post` the post that the script shows on the spot instead of following the link; `puts_in`: what it
    leads to is put into the text where she was.
    """

    group: str
    words: str
    hint: str
    address: str
    opens: str = ""
    post: str = ""
    puts_in: bool = False


def commands(member: Member, role: Role, blog: LiveBlog, query: str = "") -> list[Command]:
    """What this member may do and open here in this role; with a query, the posts that hold all its words, too."""
    posts = _posts(member, role, blog, query)
    found = [*_acts(member, role, blog), *_panels(role, blog), *_snippets(role, blog)]
    return [*found, *posts, *_blogs(member, blog)]


def _acts(member: Member, role: Role, blog: LiveBlog) -> list[Command]:
    found = [Command(_("Do"), words, "", address) for act, words, address in _here(blog) if may(role, act)]
    page = [Command(_("Do"), _("The page, as readers see it"), "", blog.address)] if blog.is_public else []
    newsroom = member.newsroom.name
    wider = [
        Command(_("Do"), words, newsroom, address)
        for act, words, address in _around()
        if may(member.role, act)
    ]
    return found + page + wider


def _here(blog: LiveBlog) -> list[tuple[str, str, str]]:
    """What can be gone to at this live blog: the right that it takes, its words, its address."""

    def at(name: str) -> str:
        return reverse(f"desk:{name}", args=[blog.slug])

    return [
        ("publish", _("Write a post"), f"{at('blog')}#composer"),
        ("publish", _("Round up"), at("round-up")),
        ("save draft", _("What I have not sent"), at("unsent")),
        ("set release rules", _("Two pairs of eyes, seconds of delay"), at("release-rules")),
        ("sort questions", _("Readers’ questions: the inbox"), at("questions")),
        ("keep experts", _("Experts"), at("experts")),
        ("hold session", _("Sessions"), at("sessions")),
        ("change header", _("Propose a headline"), f"{at('header')}?headline=proposed"),
        ("change header", _("Address, language, next day"), at("address")),
        ("see the desk", _("Key points as they were"), at("key-points-history")),
        ("save draft", _("Cards of other platforms"), at("embeds")),
        ("keep snippets", _("New snippet"), at("new-snippet")),
        ("see log", _("Everything that was done"), at("log")),
        ("see log", _("The log as a file"), at("export-log")),
    ]


def _around() -> list[tuple[str, str, str]]:
    """The same in the newsroom, whatever she is at this live blog."""
    return [
        ("open live blog", _("New live blog"), reverse("desk:new")),
        ("come in", _("All live blogs"), reverse("desk:live-blogs")),
        ("see people", _("Members and how they sign in"), reverse("desk:people")),
        ("see log", _("Everything that was done in the newsroom"), reverse("desk:whole-log")),
        ("see log", _("The log of the newsroom as a file"), reverse("desk:export-whole-log")),
        ("come in", _("My account: pass phrase, second factor, devices"), reverse("desk:security")),
    ]


def _panels(role: Role, blog: LiveBlog) -> list[Command]:
    return [
        Command(_("Panels"), str(panel.title), panel.key, panel.address(blog), opens=panel.id)
        for panel in panels.of(role)
    ]


def _snippets(role: Role, blog: LiveBlog) -> list[Command]:
    if not may(role, "save draft"):
        return []
    return [
        Command(
            _("Snippets"),
            snippet.name,
            "",
            reverse("desk:put-in-snippet", args=[blog.slug, snippet.public_id]),
            puts_in=True,
        )
        for snippet in Snippet.objects.at_hand(blog)
    ]


def _posts(member: Member, role: Role, blog: LiveBlog, query: str) -> list[Command]:
    words = query[:LONGEST_QUERY].replace("\x00", "").split()[:8]
    states = [State.PUBLISHED, State.WITHDRAWN]
    if may(role, "save draft"):
        states.append(State.DRAFT)
    posts = Post.objects.filter(blog=blog, state__in=states).order_by("-place", "-pk")
    if not may(role, "publish"):  # a contributor sees of the drafts her own
        posts = posts.exclude(~Q(created_by=member), state=State.DRAFT)
    for word in words:
        posts = posts.filter(Q(title__icontains=word) | Q(body_html__icontains=word))
    return [_post(blog, post) for post in posts[:MOST_POSTS]]


def _post(blog: LiveBlog, post: Post) -> Command:
    name, clock = screens.name_of(post), Moment.of(post.published_at or post.created_at, blog.time_zone).clock
    if post.state == State.DRAFT:
        return Command(_("Posts"), name, _("draft"), reverse("desk:draft", args=[blog.slug, post.public_id]))
    below = f"{reverse('desk:blog', args=[blog.slug])}?below={post.place + 1}"
    hint = f"{clock}, {_('withdrawn')}" if post.state == State.WITHDRAWN else clock
    return Command(_("Posts"), name, hint, below, post=post.public_id)


def _blogs(member: Member, blog: LiveBlog) -> list[Command]:
    others = LiveBlog.objects.of_newsroom(member.newsroom).exclude(pk=blog.pk).order_by("-pk")
    if not may(member.role, "see the desk"):
        others = others.filter(pk__in=given_roles(member))
    return [
        Command(
            _("Live blogs"),
            other.headline,
            screens.phase_word(other.phase),
            reverse("desk:blog", args=[other.slug]),
        )
        for other in others[:MOST_BLOGS]
    ]
