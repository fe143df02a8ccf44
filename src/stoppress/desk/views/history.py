"""The versions of one post: what changed, by whom, and the way back to any of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk import screens
from stoppress.desk.answers import base, done, refused, trouble
from stoppress.desk.forms import SeenForm
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.history import history_of
from stoppress.publishing import versions
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post, State


@require_safe
@on_post("see the desk")
def show(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Every version, newest first; who may not write sees none that was a draft."""
    rights = screens.Rights.of(request.role)
    sees_drafts = rights.write or (rights.draft and post.created_by_id == request.user.pk)
    if post.state == State.DRAFT and not sees_drafts:
        return trouble(request, 404, _("There is no such post; it may have been taken down."))
    below = request.GET.get("below", "")
    number = int(below) if below.isdecimal() and len(below) < 10 else None
    context = {
        "base": base(request),
        "blog": blog,
        "post": post,
        "name": screens.name_of(post),
        "rights": rights,
        "can_restore": _may_restore(rights, post, sees_drafts),
        "history": history_of(post, blog, with_drafts=sees_drafts, below=number),
    }
    return render(request, "desk/history.html", context)


def _may_restore(rights: screens.Rights, post: Post, sees_drafts: bool) -> bool:
    return sees_drafts if post.state == State.DRAFT else rights.write and post.state != State.WITHDRAWN


@require_POST
@on_blog("save draft")
def restore(request: DeskRequest, blog: LiveBlog, post: str, number: int) -> HttpResponse:
    """Let an earlier version stand again, as an amendment."""
    form = SeenForm(request.POST)
    try:
        hand, seen = form.hand(request.user), form.seen_version()
        answer = versions.restore_version(hand, blog, post, seen, number)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("The words of version %(number)s stand again.") % {"number": number}
    return done(request, answer, said, reverse("desk:history", args=[blog.slug, post]))
