"""What the desk finds by words in one live blog: posts of any standing, and people."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import panel_page
from stoppress.desk.panel_contents import search_panel
from stoppress.stories.models import LiveBlog


@require_safe
@on_blog()
def find(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show what was found; what cannot be looked for is said in words, as a 400."""
    panel = search_panel(request, blog)
    response = panel_page(request, blog, "search", panel)
    response.status_code = panel["search"].status
    return response
