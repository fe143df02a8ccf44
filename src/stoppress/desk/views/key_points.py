"""The short ordered list at the top of the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import done, refused, theirs
from stoppress.desk.forms import KeyPointsForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of, key_points_panel, panel_page
from stoppress.publishing import key_points
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog()
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show the list, or let it be this one."""
    if request.method != "POST":
        return panel_page(request, blog, "key_points", key_points_panel(blog))
    form = KeyPointsForm(request.POST)
    if change := request.POST.get(
        "change", ""
    ):  # a button of those without script; nothing is put on the page yet
        return panel_page(request, blog, "key_points", key_points_panel(blog, form, change))
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = key_points.set_key_points(hand, blog, form.points(), version)
    except Refusal as refusal:
        form.take(refusal)
        panel = key_points_panel(blog, form) | theirs(refusal)
        return refused(request, refusal, lambda: panel_page(request, blog, "key_points", panel))
    return done(request, answer, _("The key points are on the page."), address_of(blog))
