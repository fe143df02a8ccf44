"""What is common to all panels of the desk: that somebody has looked at one."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stoppress.desk import panels, seen
from stoppress.desk.answers import trouble, wants_json
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of
from stoppress.stories.models import LiveBlog


@require_POST
@on_blog()
def look(request: DeskRequest, blog: LiveBlog, panel: str) -> HttpResponse:
    """She has looked at this panel: nothing in it is unread to her now."""
    if panel not in {each.name for each in panels.of(request.role)}:
        return trouble(request, 404, _("There is no such panel."))
    seen.look(request.user, blog, panel)
    if wants_json(request):
        return JsonResponse({"unread": panels.unread_of(panels.looker_of(request, blog), panel)})
    return HttpResponseRedirect(address_of(blog))
