"""The drafts of a live blog: the list, one in the composer, one thrown away. No public output knows of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk.answers import done, refused, trouble
from stoppress.desk.forms import PostForm, SeenForm
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.pages import address_of, blog_page, panel_page
from stoppress.desk.panel_contents import drafts_panel
from stoppress.people.rights import may
from stoppress.publishing import posts
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post, State


@require_safe
@on_blog("save draft")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All drafts."""
    return panel_page(request, blog, "drafts", drafts_panel(request, blog))


@require_safe
@on_post("save draft")
def edit(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """The desk with this draft in the composer."""
    if post.created_by_id != request.user.pk and not may(request.role, "publish"):
        return trouble(request, 403, _("As contributor you see only drafts that you have begun."))
    if post.state != State.DRAFT:
        return trouble(request, 409, _("This draft has been published already; amend the post instead."))
    form = PostForm.about(post, draft=post.public_id)
    form.auto_id = "composer-%s"
    return blog_page(request, blog, composer=form)


@require_POST
@on_post("save draft")
def discard(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Throw a draft away."""
    form = SeenForm(request.POST)
    try:
        answer = posts.discard_draft(form.hand(request.user), blog, post.public_id, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("The draft is thrown away."), address_of(blog))
