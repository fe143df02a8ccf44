"""The note that one shift leaves for the next: read it, write it, see who has read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import done, refused, theirs
from stoppress.desk.forms import SeenForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.moving_forms import HandOverForm
from stoppress.desk.pages import address_of, panel_page
from stoppress.desk.panel_contents import hand_over_panel
from stoppress.publishing import hand_over
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog()
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show the note with its versions, or let it be this one."""
    if request.method != "POST":
        return _page(request, blog, hand_over_panel(request, blog))
    form = HandOverForm(request.POST)
    try:
        hand, seen = form.hand(request.user), form.seen_version()
        answer = hand_over.write_hand_over(hand, blog, seen, form.cleaned_data["text"])
    except Refusal as refusal:
        form.take(refusal)
        shown = hand_over_panel(request, blog, form) | theirs(request, refusal)
        return refused(request, refusal, lambda: _page(request, blog, shown))
    return done(request, answer, _("The note stands for the next shift."), address_of(blog))


@require_POST
@on_blog()
def read(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Say that the note is read."""
    form = SeenForm(request.POST)
    try:
        answer = hand_over.read_hand_over(form.hand(request.user), blog, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("You have read the note; the others see that."), address_of(blog))


def _page(request: DeskRequest, blog: LiveBlog, panel: dict[str, Any]) -> HttpResponse:
    return panel_page(request, blog, "hand-over", panel)
