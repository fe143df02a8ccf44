"""The post that is pinned on top of the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stoppress.desk.answers import done, refused
from stoppress.desk.forms import PinForm
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.pages import address_of
from stoppress.publishing import pins
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post


@require_POST
@on_post("pin")
def pin(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Let a copy of the post stand on top."""
    form = PinForm(request.POST)
    try:
        hand = form.hand(request.user)
        answer = pins.pin(hand, blog, post.public_id, seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Pinned on top of the page."), address_of(blog))


@require_POST
@on_blog("pin")
def unpin(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Take the pin out."""
    form = PinForm(request.POST)
    try:
        answer = pins.unpin(form.hand(request.user), blog, seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Nothing is pinned any more."), address_of(blog))
