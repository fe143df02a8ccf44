"""What the desk answers when a request cannot be taken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from stoppress.desk.answers import trouble, wants_json


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or not ours: say how to go on."""
    words = _(
        "This form is too old or came from elsewhere. Go back, reload the page and send it again; "
        "nothing was changed."
    )
    if wants_json(request):
        return JsonResponse({"kind": "FormTooOld", "message": words, "fields": {}}, status=403)
    return trouble(request, 403, words)


def not_there(request: HttpRequest) -> HttpResponse:
    """An address of the desk that is none."""
    return trouble(request, 404, _("There is nothing at this address of the desk."))
