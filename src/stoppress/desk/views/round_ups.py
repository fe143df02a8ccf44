"""Round up what has happened: choose the span, choose and write the bullets, publish; and how often the desk is reminded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import round_ups, screens, words
from stoppress.desk.answers import done, refused
from stoppress.desk.forms import IntervalForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of
from stoppress.desk.round_ups import RoundUpForm
from stoppress.publishing.refusals import Refusal
from stoppress.publishing.round_ups import publish_round_up, remind_of_round_ups, save_round_up
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("publish")
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Propose a round-up of a span; publish the one that was chosen and written, or keep it as a draft."""
    if request.method != "POST":
        span = round_ups.span_of_request(blog, request.GET)
        form, lines, read, in_all = round_ups.proposed(blog, span)
        more = {"span": span, "lines": lines, "posts_read": read, "posts_in_all": in_all}
        return _screen(request, blog, form, more)
    form = RoundUpForm(request.POST)
    if change := request.POST.get("change", ""):  # a button of those without script; nothing is published yet
        return _screen(request, blog, form, {"lines": round_ups.shown_again(blog, form, change=change)})
    is_draft = request.POST.get("act") == "draft"
    try:
        hand, summary = form.hand(request.user), form.summary()
        answer = (save_round_up if is_draft else publish_round_up)(hand, blog, summary)
    except Refusal as refusal:
        return _refused(request, blog, form, refusal)
    if is_draft:
        to = reverse("desk:draft", args=[blog.slug, answer.post])
        return done(request, answer, _("The draft is kept. Go on with it here."), to)
    return done(request, answer, _("The round-up is published."), address_of(blog))


@require_POST
@on_blog("remind of round-ups")
def remind(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Set how often the desk is reminded."""
    form = IntervalForm(request.POST)
    try:
        hand, seen = form.hand(request.user), form.cleaned_data["seen"]
        answer = remind_of_round_ups(hand, blog, form.minutes(), seen=seen or 0)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("The desk is reminded.") if form.minutes() else _("The desk is not reminded any more.")
    return done(request, answer, said, reverse("desk:round-up", args=[blog.slug]))


@require_safe
@on_blog()
def line(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The line at the desk that leads here, for the script to put in its place."""
    context = {"blog": blog, "rights": screens.Rights.of(request.role), "round_up": round_ups.due(blog)}
    return render(request, "desk/round_up/line.html", context)


def _refused(request: DeskRequest, blog: LiveBlog, form: RoundUpForm, refusal: Refusal) -> HttpResponse:
    form.place(refusal)
    lines = round_ups.shown_again(blog, form, refusal)
    form.take(refusal)
    return refused(request, refusal, lambda: _screen(request, blog, form, {"lines": lines}))


def _screen(request: DeskRequest, blog: LiveBlog, form: RoundUpForm, more: dict[str, Any]) -> HttpResponse:
    lines = more["lines"]
    span = more.get("span") or round_ups.span_of_request(blog, request.GET)
    context = {
        "blog": blog,
        "rights": screens.Rights.of(request.role),
        "form": form,
        "span": span,
        "span_choices": round_ups.span_choices(blog, span.chosen),
        "blank": round_ups.blank(),
        "choices": screens.post_choices(blog, [line.post for line in lines if line.is_own]),
        "is_possible": round_ups.can_be_rounded_up(blog),
        "intervals": round_ups.intervals(blog),
        "interval_form": IntervalForm(initial={"seen": blog.round_up_every_minutes}),
        "words": words.for_script(),
        **more,
    }
    return render(request, "desk/round_up/screen.html", context)
