"""What is on its way out of a live blog: the queue, and what can be done with each act in it; the rules by which it fills."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk.answers import base, done, refused
from stoppress.desk.forms import DeskForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.outgoing import said_by
from stoppress.desk.outgoing_forms import NoteForm, OrderForm, ReadForm, RulesForm
from stoppress.desk.pages import panel_page
from stoppress.desk.panel_contents import scheduled_panel
from stoppress.publishing import release_rules, review
from stoppress.publishing import schedule as scheduling
from stoppress.publishing.refusals import Conflict, Refusal, WrongState
from stoppress.stories.models import LiveBlog


@require_safe
@on_blog("publish")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The whole queue."""
    return panel_page(request, blog, "scheduled", scheduled_panel(request, blog))


@require_POST
@on_blog("publish")
def release(request: DeskRequest, blog: LiveBlog, kept: str) -> HttpResponse:
    """Release it: it goes out at its moment, or now."""
    form = ReadForm(request.POST)
    try:
        hand = form.hand(request.user)
        answer = review.release(hand, blog, kept, form.cleaned_data["seen"])
    except Conflict:
        now = "\n".join(said_by(kept, blog))
        words = _("This says something else since you read it. Read it again, then release it. Now it says:")
        return refused(request, WrongState(f"{words}\n{now}"))
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("Released; it goes out at its moment.") if answer.waits else _("Released, and out.")
    return done(request, answer, said, address_of_queue(blog))


@require_POST
@on_blog("stop")
def stop(request: DeskRequest, blog: LiveBlog, kept: str) -> HttpResponse:
    """Stop it."""
    form = DeskForm(request.POST)
    try:
        answer = scheduling.stop(form.hand(request.user), blog, kept)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("Stopped. It is a draft again.") if answer.post else _("Stopped. Nothing of it went out.")
    return done(request, answer, said, address_of_queue(blog))


@require_POST
@on_blog("stop")
def stop_all(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Stop all that the clock would let out."""
    form = DeskForm(request.POST)
    try:
        answer = scheduling.stop_all(form.hand(request.user), blog)
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("All of it is stopped; posts are drafts again."), address_of_queue(blog))


@require_POST
@on_blog("send back")
def send_back(request: DeskRequest, blog: LiveBlog, kept: str) -> HttpResponse:
    """Give it back to whoever made it, with a note."""
    form = NoteForm(request.POST)
    try:
        hand = form.hand(request.user)
        answer = review.send_back_act(hand, blog, kept, form.cleaned_data["note"])
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Sent back."), address_of_queue(blog))


@require_POST
@on_blog("stop")
def throw_away(request: DeskRequest, blog: LiveBlog, kept: str) -> HttpResponse:
    """Drop an act that shall not go out, with its words."""
    form = DeskForm(request.POST)
    try:
        answer = scheduling.throw_away(form.hand(request.user), blog, kept)
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Thrown away."), address_of_queue(blog))


@require_POST
@on_blog("schedule")
def reorder(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Let the posts of the queue change places."""
    form = OrderForm(request.POST)
    try:
        answer = scheduling.reorder(form.hand(request.user), blog, form.wanted())
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("They have changed places; the moments stay."), address_of_queue(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("set release rules")
def rules(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """By which rules words go out of this live blog."""
    if request.method != "POST":
        return _rules_page(request, blog, RulesForm.about(blog))
    form = RulesForm(request.POST)
    try:
        hand = form.hand(request.user)
        answer = release_rules.set_release_rules(hand, blog, **form.rules(blog))
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, lambda: _rules_page(request, blog, form))
    return done(request, answer, _("These rules hold from now on."), reverse("desk:blog", args=[blog.slug]))


def address_of_queue(blog: LiveBlog) -> str:
    """Where one goes on without script."""
    return reverse("desk:scheduled", args=[blog.slug])


def _rules_page(request: DeskRequest, blog: LiveBlog, form: RulesForm) -> HttpResponse:
    context = {"base": base(request), "blog": blog, "form": form}
    return render(request, "desk/release_rules.html", context)
