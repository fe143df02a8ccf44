"""The drafts of a live blog: the list, one in the composer, one thrown away. No public output knows of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk.answers import done, refused, trouble
from stoppress.desk.forms import PostForm, SeenForm
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.outgoing import scheduled_words
from stoppress.desk.outgoing_forms import MomentForm, NoteForm
from stoppress.desk.pages import address_of, blog_page, panel_page, post_page, refused_post
from stoppress.desk.panel_contents import drafts_panel
from stoppress.desk.unsent import taken_up
from stoppress.people.rights import may
from stoppress.publishing import posts, review
from stoppress.publishing import schedule as scheduling
from stoppress.publishing.models import Outgoing
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
    form = PostForm.about(post, **{"draft": post.public_id, **taken_up(request, blog, "new", post.public_id)})
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


@require_POST
@on_post("ask for review")
def ask_for_review(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Say that a draft is ready to be published."""
    form = SeenForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = review.ask_for_review(hand, blog, draft=post.public_id, version=version)
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Ready for review."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("send back")
def send_back(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Give a draft back to its writer, with a note."""
    if request.method != "POST":
        return post_page(request, blog, post, "send_back", NoteForm(initial={"version": post.version}))
    form = NoteForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = review.send_back(hand, blog, post.public_id, version, form.cleaned_data["note"])
    except Refusal as refusal:
        return refused_post(request, blog, post, "send_back", form, refusal)
    return done(request, answer, _("Sent back."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("schedule")
def schedule(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Choose the moment at which a draft goes out, or another one."""
    if request.method != "POST":
        return post_page(request, blog, post, "schedule", _moment_form(blog, post))
    form = MomentForm(request.POST)
    try:
        hand, version, moment = form.hand(request.user), form.seen_version(), form.moment(blog)
        answer = scheduling.schedule(hand, blog, moment, draft=post.public_id, version=version)
    except Refusal as refusal:
        return refused_post(request, blog, post, "schedule", form, refusal)
    return done(request, answer, scheduled_words(blog, moment, answer), address_of(blog))


def _moment_form(blog: LiveBlog, post: Post) -> MomentForm:
    row = Outgoing.objects.open().filter(blog=blog, subject=post.public_id, act="publish").first()
    at = row.wanted_at.astimezone(blog.time_zone).replace(tzinfo=None) if row and row.wanted_at else None
    return MomentForm(initial={"version": post.version, "release_at": at})
