"""Pictures as their newsroom sees them: also those that no reader may see yet."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stoppress.desk.answers import trouble
from stoppress.desk.gates import DeskRequest, for_members
from stoppress.media import shelf
from stoppress.media.finding import for_newsroom
from stoppress.people.rights import may
from stoppress.people.roles import roles_of

#: Opened by itself, a picture is a page of our origin: it runs nothing and asks for nothing.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@for_members("come in")
def show(request: DeskRequest, name: str) -> HttpResponse:
    """One rendition; of another newsroom, taken down, or never there: the same 404."""
    sees_some_desk = any(may(role, "see the desk") for role in roles_of(request.user))
    body = for_newsroom(request.user.newsroom, name) if sees_some_desk else None
    if not body:
        return trouble(request, 404, _("There is no such picture; it may have been taken down."))
    headers = {"Content-Security-Policy": _POLICY, "Content-Disposition": "inline"}
    return HttpResponse(body, content_type=shelf.media_type(name), headers=headers)
