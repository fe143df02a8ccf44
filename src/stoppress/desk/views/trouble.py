"""What the desk answers when a request cannot be taken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or not ours: say how to go on."""
    words = "This form is too old or came from elsewhere. Go back, reload the page and send it again; nothing was changed."
    return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
