"""Where the coverage stands: announce, open, pause, close, re-open."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk import screens
from stoppress.desk.answers import done, refused
from stoppress.desk.forms import PhaseForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of, panel_page
from stoppress.desk.panel_contents import phase_panel
from stoppress.publishing import live_blogs
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog()
def enter(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show where the coverage stands, or let it enter another phase."""
    if request.method != "POST":
        return panel_page(request, blog, "phase", phase_panel(blog))
    form = PhaseForm(request.POST)
    try:
        hand, wanted = form.hand(request.user), form.cleaned_data["phase"]
        answer = live_blogs.change_phase(hand, blog, form.seen_version(), wanted)
    except Refusal as refusal:
        form.take(refusal)
        blog.refresh_from_db()  # a colleague may have moved it on: what can be chosen is what can follow now
        panel = phase_panel(blog, form)
        return refused(request, refusal, lambda: panel_page(request, blog, "phase", panel))
    said = _("The coverage is %(phase)s.") % {"phase": screens.phase_word(wanted)}
    return done(request, answer, said, address_of(blog))
