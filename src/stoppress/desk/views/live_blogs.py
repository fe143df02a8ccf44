"""The live blogs of the newsroom: all of them, a new one, the desk of one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stoppress.desk import screens, zones
from stoppress.desk.answers import done, refused
from stoppress.desk.forms import OpeningForm, PostForm
from stoppress.desk.gates import DeskRequest, for_members, on_blog
from stoppress.desk.pages import blog_page
from stoppress.desk.snippets import in_composer, values_in
from stoppress.people.rights import may
from stoppress.people.roles import given_roles
from stoppress.publishing import live_blogs
from stoppress.publishing.refusals import NotThere, Refusal
from stoppress.publishing.snippets import find_snippet
from stoppress.stories.models import LiveBlog, Phase

#: What somebody on deadline looks for first.
_URGENCY = Case(
    *(
        When(phase=phase, then=place)
        for place, phase in enumerate([Phase.LIVE, Phase.PAUSED, Phase.UPCOMING, Phase.PREPARING])
    ),
    default=9,
)


@require_safe
@for_members("come in")
def show_all(request: DeskRequest) -> HttpResponse:
    """The live blogs that are there for the member: what is on air on top, then what comes, then the rest, the newest first."""
    blogs = LiveBlog.objects.filter(newsroom=request.user.newsroom).select_related("wire")
    given = given_roles(request.user)
    if not may(request.role, "see the desk"):
        blogs = blogs.filter(pk__in=given)
    context = {
        "lines": screens.blog_lines(list(blogs.order_by(_URGENCY, "-pk")[:200]), request.role, given),
        "may_open": may(request.role, "open live blog"),
        "may_see_desk": may(request.role, "see the desk"),
        "may_see_people": may(request.role, "see people"),
    }
    return render(request, "desk/live_blogs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members("open live blog")
def new(request: DeskRequest) -> HttpResponse:
    """Make a live blog; it is not public until its coverage is announced or opened."""
    form = OpeningForm(request.POST or None)
    if request.method != "POST":
        return _form(request, form)
    try:
        answer = live_blogs.open_live_blog(form.hand(request.user), form.opening())
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, lambda: _form(request, form))
    said = _("The live blog is made. Readers see it when you open the coverage.")
    return done(request, answer, said, reverse("desk:blog", args=[answer.blog]))


@require_safe
@on_blog()
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The desk of one live blog; `below` shows older posts, `snippet` a filled composer, to those without script."""
    below = request.GET.get("below", "")
    older = int(below) if below.isdecimal() and len(below) < 19 else None
    return blog_page(request, blog, composer=_with_snippet(request, blog), below=older)


def _with_snippet(request: DeskRequest, blog: LiveBlog) -> PostForm | None:
    """The composer with the snippet that the address names, and what was typed in its slots."""
    name = request.GET.get("snippet", "")
    if not name or not may(request.role, "save draft"):
        return None
    try:
        snippet = find_snippet(blog, name)
    except NotThere as refusal:
        messages.error(request, refusal.message)
        return None
    return PostForm(initial=in_composer(snippet, values_in(request.GET)), auto_id="composer-%s")


def _form(request: DeskRequest, form: OpeningForm) -> HttpResponse:
    return render(request, "desk/new.html", {"form": form, "zones": zones.names()})
