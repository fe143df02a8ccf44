"""Headline, standfirst and team of a live blog."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import done, refused, theirs
from stoppress.desk.forms import HeaderForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.key_points import proposed_headline
from stoppress.desk.pages import address_of, panel_page
from stoppress.desk.panel_contents import header_panel
from stoppress.publishing import live_blogs
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog()
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show the header, or let it be this one."""
    if request.method != "POST":
        proposed = proposed_headline(blog) if request.GET.get("headline") == "proposed" else None
        return panel_page(request, blog, "header", header_panel(blog, proposed=proposed))
    form = HeaderForm(request.POST)
    try:
        hand, words = form.hand(request.user), form.checked()
        answer = live_blogs.change_header(
            hand,
            blog,
            form.seen_version(),
            headline=words["headline"],
            standfirst=words["standfirst"],
            team=form.team_lines(),
        )
    except Refusal as refusal:
        form.take(refusal)
        panel = header_panel(blog, form) | theirs(request, refusal)
        return refused(request, refusal, lambda: panel_page(request, blog, "header", panel))
    return done(request, answer, _("The header is on the page."), address_of(blog))
