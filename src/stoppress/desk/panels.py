"""The registry of the desk's panels, in the order of their tabs, each with its key on the keyboard.

A new panel is one entry here, a template `desk/panels/<name with underscores>.html` and a view that answers its address with
`pages.panel_page(request, blog, "<name>", what it shows)`. It is then a tab with its unread count, a page without script, a
line in the command palette and a key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stoppress.desk import glances, panel_contents, screens, seen
from stoppress.desk.gates import DeskRequest
from stoppress.desk.glances import Glance, Looker
from stoppress.desk.question_box import question_box_panel
from stoppress.people.rights import Role, may
from stoppress.stories.models import LiveBlog

#: What a panel shows: the context of its template.
Contents = Callable[[DeskRequest, LiveBlog], dict[str, Any]]
#: What is new in it for who looks since she looked last, and a word that is another when its contents are.
Glancing = Callable[[Looker, datetime], Glance]


def _none(_request: DeskRequest, _blog: LiveBlog) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Panel:
    """One panel: its name, its tab, its address, who sees it, what it shows and what is new in it.

    Without `shows` it is fetched from its address when it is opened, and is a link for those without script: right for what
    is long or seldom looked at. `follows` are the parts of the page (P-2) whose change it shows.
    """

    name: str
    title: Promise
    url: str
    right: str = "see the desk"
    shows: Contents | None = None
    glance: Glancing = glances.nothing
    follows: tuple[str, ...] = field(default=())
    #: What is pressed to open it, anywhere but in a field.
    key: str = ""

    @property
    def id(self) -> str:
        return f"panel-{self.name}"

    @property
    def template(self) -> str:
        return f"desk/panels/{self.name.replace('-', '_')}.html"

    def address(self, blog: LiveBlog) -> str:
        """Where it is a page of its own, and where the script fetches it."""
        return reverse(f"desk:{self.url}", args=[blog.slug])


PANELS = (
    Panel(
        "key-points",
        _("Key points"),
        "key-points",
        shows=lambda _request, blog: panel_contents.key_points_panel(blog),
        glance=glances.key_points,
        follows=("key-points",),
        key="1",
    ),
    Panel(
        "drafts",
        _("Drafts"),
        "drafts",
        "save draft",
        shows=panel_contents.drafts_panel,
        glance=glances.drafts,
        key="2",
    ),
    Panel(
        "scheduled",
        _("Scheduled"),
        "scheduled",
        "publish",
        shows=panel_contents.scheduled_panel,
        glance=glances.scheduled,
        key="3",
    ),
    Panel(
        "questions",
        _("Questions"),
        "questions-panel",
        "see questions",
        shows=panel_contents.questions_panel,
        glance=glances.questions,
        key="4",
    ),
    Panel("people", _("People"), "team", "see people", glance=glances.people, key="5"),
    Panel("history", _("History"), "history-panel", "see log", glance=glances.history, key="6"),
    Panel(
        "hand-over",
        _("Hand-over"),
        "hand-over",
        shows=panel_contents.hand_over_panel,
        glance=glances.hand_over,
        key="7",
    ),
    Panel(
        "watch",
        _("Watch"),
        "watch",
        "let stand",
        shows=panel_contents.watch_panel,
        glance=glances.watch,
        key="8",
    ),
    Panel(
        "header",
        _("Header"),
        "header",
        shows=lambda _request, blog: panel_contents.header_panel(blog),
        glance=glances.header,
        follows=("header",),
        key="9",
    ),
    Panel(
        "phase",
        _("Phase"),
        "phase",
        shows=lambda _request, blog: panel_contents.phase_panel(blog),
        glance=glances.header,
        follows=("header",),
        key="0",
    ),
    Panel("search", _("Search"), "search", key="/"),
    Panel(
        "question-box",
        _("Question box"),
        "question-box",
        "see questions",
        shows=lambda _request, blog: question_box_panel(blog),
        follows=("questions",),
        key="b",
    ),
    Panel("snippets", _("Snippets"), "snippets", "save draft", glance=glances.snippets, key="t"),
)
_BY_NAME = {panel.name: panel for panel in PANELS}


@dataclass(frozen=True)
class ShownPanel:
    """A panel as it stands on the desk; `html` is empty if it is fetched when it is opened."""

    panel: Panel
    address: str
    unread: int
    stamp: str
    html: SafeString | str


def named(name: str) -> Panel:
    """The panel of this name; raises KeyError if the registry has none."""
    return _BY_NAME[name]


def of(role: Role) -> tuple[Panel, ...]:
    """The panels that somebody of this role may see."""
    return tuple(panel for panel in PANELS if may(role, panel.right))


def on_the_desk(request: DeskRequest, looker: Looker) -> list[ShownPanel]:
    """Every panel that she may see, as the first view of the desk prints it."""
    looked = seen.looked_at(looker.member, looker.blog)
    return [_shown(request, looker, panel, looked.get(panel.name, seen.NEVER)) for panel in of(looker.role)]


def looker_of(request: DeskRequest, blog: LiveBlog) -> Looker:
    """Who asks."""
    return Looker(blog, request.user, request.role)


def glances_of(looker: Looker) -> dict[str, Glance]:
    """What is new in each panel that she may see."""
    looked = seen.looked_at(looker.member, looker.blog)
    return {panel.name: panel.glance(looker, looked.get(panel.name, seen.NEVER)) for panel in of(looker.role)}


def unread_of(looker: Looker, name: str) -> int:
    """How much is new for her in this panel."""
    since = seen.looked_at(looker.member, looker.blog).get(name, seen.NEVER)
    return named(name).glance(looker, since).unread


def _shown(request: DeskRequest, looker: Looker, panel: Panel, since: datetime) -> ShownPanel:
    blog, glance = looker.blog, panel.glance(looker, since)
    html: SafeString | str = ""
    if panel.shows:
        context = {"blog": blog, "rights": screens.Rights.of(request.role), "request": request}
        html = render_to_string(panel.template, context | panel.shows(request, blog), request)
    return ShownPanel(panel, panel.address(blog), glance.unread, glance.stamp, html)
