"""The call that takes a picture: its bytes as they are, not as JSON; a post names it afterwards."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.responses import Status

from stoppress.api import answers, bearer, openapi
from stoppress.api.calls import calls
from stoppress.api.problems import INVALID, NOT_ALLOWED, Problem
from stoppress.media.receiving import LARGEST_BYTES, receive
from stoppress.media.refusals import PictureRefused
from stoppress.people.rights import may
from stoppress.people.roles import role_on


@calls.post("/live-blogs/{slug}/pictures", response={201: answers.KeptPicture}, **openapi.takes_a_picture())
def send_picture(request: HttpRequest, slug: str) -> Status[answers.KeptPicture]:
    """Send a picture for a post; the body is the file. Its metadata is not kept, nor is the file itself."""
    blog = bearer.live_blog(request, slug)
    bearer.refuse_unless_writing(request)
    member = bearer.token_of(request).member
    role = role_on(member, blog.pk)
    if not may(role, "publish"):
        raise Problem(NOT_ALLOWED, f"As {role} you cannot send pictures. Ask an editor.")
    try:
        key = request.headers.get("Idempotency-Key", "")
        picture = receive(member, request.read(LARGEST_BYTES + 1), sending=key)
    except PictureRefused as refusal:
        raise Problem(INVALID, refusal.message, fields={"picture": refusal.message}) from refusal
    told = answers.KeptPicture(
        picture=picture.secret, width=picture.width, height=picture.height, widths=picture.widths
    )
    return Status(201, told)
