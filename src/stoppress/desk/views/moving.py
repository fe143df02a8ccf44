"""What puts a post elsewhere: a copy of it, another place in the stream, another live blog."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import done, refused
from stoppress.desk.forms import DeskForm
from stoppress.desk.gates import DeskRequest, on_post
from stoppress.desk.moving_forms import BesideForm, MoveForm
from stoppress.desk.pages import address_of, post_page, refused_post
from stoppress.publishing import duplicating, moving, ordering
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post

_METHODS = ["GET", "HEAD", "POST"]


@require_POST
@on_post("save draft")
def duplicate(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Make a draft in the words of this post."""
    form = DeskForm(request.POST)
    try:
        answer = duplicating.duplicate(form.hand(request.user), blog, post.public_id)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("A draft has the same words. This is it.")
    return done(request, answer, said, reverse("desk:draft", args=[blog.slug, answer.post]))


@require_http_methods(_METHODS)
@on_post("change time")
def put_beside(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Let a post stand directly above or below another one of its day."""
    if request.method != "POST":
        form = BesideForm(post, initial={"version": post.version})
        return post_page(request, blog, post, "beside", form)
    form = BesideForm(post, request.POST)
    try:
        hand, seen, data = form.hand(request.user), form.seen_version(), form.cleaned_data
        answer = ordering.put_beside(hand, blog, post.public_id, seen, data["side"], data["other"])
    except Refusal as refusal:
        return refused_post(request, blog, post, "beside", form, refusal)
    return done(request, answer, _("The post stands in its new place."), address_of(blog))


@require_http_methods(_METHODS)
@on_post("move post")
def move(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Move a post into another live blog."""
    if request.method != "POST":
        return post_page(
            request, blog, post, "move", MoveForm(request.user, post, initial={"version": post.version})
        )
    form = MoveForm(request.user, post, request.POST)
    try:
        hand, seen, to = form.hand(request.user), form.seen_version(), form.cleaned_data["to"]
        answer = moving.move_post(hand, blog, post.public_id, seen, to)
    except Refusal as refusal:
        return refused_post(request, blog, post, "move", form, refusal)
    return done(request, answer, _("The post has moved. Its old address leads to it."), address_of(blog))
