"""The heartbeat of an open desk: she is here, at this form; answered with what the wire does not tell."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from stoppress.desk import presence
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.views.stream import told
from stoppress.stories.models import LiveBlog


@require_POST
@on_blog()
def beat(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """This tab is alive, or was closed."""
    tab = request.POST.get("tab", "").replace("\x00", "")
    if request.POST.get("leaves"):
        presence.leave(request.user, blog, tab)
        return HttpResponse(status=204)
    presence.hear(request.user, blog, tab, request.POST.get("at_work", "").replace("\x00", ""))
    return told(request, blog)
