"""The acts on posts: publish, amend, correct, withdraw, restore, take down, mark as key event."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import done, refused
from stoppress.desk.forms import CorrectionForm, KeyEventForm, PostForm, ReasonForm, SeenForm
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.outgoing import scheduled_words
from stoppress.desk.outgoing_forms import MomentForm
from stoppress.desk.pages import address_of, post_page, refused_in_composer, refused_post
from stoppress.desk.unsent import taken_up
from stoppress.publishing import posts, review
from stoppress.publishing import schedule as scheduling
from stoppress.publishing import take_down as taking_down
from stoppress.publishing.hand import Answer
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post


@require_POST
@on_blog("save draft")
def publish(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Publish what stands in the composer, or what else its buttons say: a draft, ready for review, out at a moment."""
    form = PostForm(request.POST, auto_id="composer-%s")
    try:
        answer, said = _sent(request, blog, form)
    except Refusal as refusal:
        return refused_in_composer(request, blog, form, refusal)
    return done(request, answer, said, address_of(blog))


def _sent(request: DeskRequest, blog: LiveBlog, form: PostForm) -> tuple[Answer, str]:
    """Do what the pressed button of the composer says."""
    hand, wording = form.hand(request.user), form.wording()
    draft, version = form.cleaned_data["draft"] or None, form.seen_version() or None
    match request.POST.get("act"):
        case "draft":
            kept = posts.save_draft(hand, blog, wording, post=draft, version=version)
            return kept, _("The draft is kept.")
        case "review":
            ready = review.ask_for_review(hand, blog, wording=wording, draft=draft, version=version)
            return ready, _("Ready for review.")
        case "schedule":
            moment = MomentForm(request.POST).moment(blog)
            queued = scheduling.schedule(hand, blog, moment, wording=wording, draft=draft, version=version)
            return queued, scheduled_words(blog, moment, queued)
    return posts.publish(hand, blog, wording, draft=draft, version=version), _("Published.")


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("amend")
def amend(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Change the words of a post, without a public note."""
    if request.method != "POST":
        typed = taken_up(request, blog, "amend", post.public_id)
        return post_page(request, blog, post, "amend", PostForm.about(post, **typed))
    form = PostForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = posts.amend(hand, blog, post.public_id, version, form.wording())
    except Refusal as refusal:
        return refused_post(request, blog, post, "amend", form, refusal)
    return done(request, answer, _("Amended."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("correct")
def correct(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Change the words of a post and say publicly what was wrong."""
    if request.method != "POST":
        typed = taken_up(request, blog, "correct", post.public_id)
        return post_page(request, blog, post, "correct", CorrectionForm.about(post, **typed))
    form = CorrectionForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        note = form.cleaned_data["note"]
        answer = posts.correct(hand, blog, post.public_id, version, form.wording(), note)
    except Refusal as refusal:
        return refused_post(request, blog, post, "correct", form, refusal)
    return done(request, answer, _("Corrected."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("withdraw")
def withdraw(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Take a post off the page; the tombstone gives the reason."""
    if request.method != "POST":
        return post_page(request, blog, post, "withdraw", ReasonForm.about(post))
    form = ReasonForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = posts.withdraw(hand, blog, post.public_id, version, form.cleaned_data["reason"])
    except Refusal as refusal:
        return refused_post(request, blog, post, "withdraw", form, refusal)
    return done(request, answer, _("Withdrawn. Restore brings it back."), address_of(blog))


@require_POST
@on_post("withdraw")
def restore(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Bring a withdrawn post back."""
    form = SeenForm(request.POST)
    try:
        answer = posts.restore(form.hand(request.user), blog, post.public_id, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Restored."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("take down")
def take_down(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Erase a post and its history."""
    if request.method != "POST":
        return post_page(request, blog, post, "take_down", ReasonForm.about(post))
    form = ReasonForm(request.POST)
    try:
        reason = form.checked()["reason"]
        answer = taking_down.take_down(form.hand(request.user), blog, post.public_id, reason)
    except Refusal as refusal:
        return refused_post(request, blog, post, "take_down", form, refusal)
    return done(request, answer, _("Taken down. The text is erased."), address_of(blog))


@require_POST
@on_post("mark key event")
def mark_key_event(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Mark a post as a turning point, or no longer."""
    form = KeyEventForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        wanted = form.cleaned_data["is_key_event"]
        answer = posts.mark_key_event(hand, blog, post.public_id, version, wanted)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("Marked as a key event.") if wanted else _("No longer a key event.")
    return done(request, answer, said, address_of(blog))
