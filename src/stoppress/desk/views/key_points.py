"""The short ordered list at the top of the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import key_points as panel
from stoppress.desk import screens
from stoppress.desk.answers import base, done, refused, theirs
from stoppress.desk.forms import KeyPointsForm, SeenForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of, panel_page
from stoppress.desk.panel_contents import key_points_panel
from stoppress.publishing import key_points
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog()
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show the list, or let it be this one."""
    if request.method != "POST":
        return panel_page(request, blog, "key-points", key_points_panel(blog))
    form = KeyPointsForm(request.POST)
    if change := request.POST.get(
        "change", ""
    ):  # a button of those without script; nothing is put on the page yet
        return panel_page(request, blog, "key-points", key_points_panel(blog, form, change))
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = key_points.set_key_points(hand, blog, form.points(), version)
    except Refusal as refusal:
        form.take(refusal)
        shown = key_points_panel(blog, form) | theirs(request, refusal)
        return refused(request, refusal, lambda: panel_page(request, blog, "key-points", shown))
    return done(request, answer, _("The key points are on the page."), address_of(blog))


@require_safe
@on_blog("set key points")
def suggest(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Points in words of the posts, for the script to put under the list; nothing goes on the page by itself."""
    standing = [(line.text, line.post or None) for line in panel.point_lines(blog)]
    return render(request, "desk/panels/suggestions.html", {"suggestions": panel.suggestions(blog, standing)})


@require_safe
@on_blog()
def history(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The lists that stood before: who, when, what changed."""
    context = {
        "base": base(request),
        "blog": blog,
        "rights": screens.Rights.of(request.role),
        "versions": panel.history(blog),
        "seen": blog.key_points_version,
    }
    return render(request, "desk/points_history.html", context)


@require_POST
@on_blog("set key points")
def restore(request: DeskRequest, blog: LiveBlog, number: int) -> HttpResponse:
    """Let an earlier list stand again."""
    form = SeenForm(request.POST)
    try:
        answer = key_points.restore_key_points(form.hand(request.user), blog, number, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("The list of version %(number)s is on the page again.") % {"number": number}
    return done(request, answer, said, reverse("desk:key-points-history", args=[blog.slug]))
