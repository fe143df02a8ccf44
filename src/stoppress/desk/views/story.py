"""What is seldom done to a live blog as a whole: another address, what continues it, whether versions are shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import base, done, refused, theirs
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.story_forms import AddressForm, ContinuationForm, LanguageForm, VersionsForm
from stoppress.publishing import addresses, continuing, live_blogs, version_showing
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@on_blog("change header")
def move(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Give the live blog another address."""
    if request.method != "POST":
        return _page(request, blog)
    form = AddressForm(request.POST)
    try:
        hand, slug = form.hand(request.user), form.cleaned_data["slug"].strip()
        answer = addresses.change_slug(hand, blog, form.seen_version(), slug)
    except Refusal as refusal:
        form.take(refusal)
        return _refused(request, blog, refusal, address_form=form)
    said = _("The page has moved. The old address leads to the new one.")
    return done(request, answer, said, reverse("desk:blog", args=[answer.blog]))


@require_http_methods(_METHODS)
@on_blog("change header")
def go_on(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Say in which live blog the coverage continues."""
    if request.method != "POST":
        return _page(request, blog)
    form = ContinuationForm(blog, request.POST)
    try:
        hand, later = form.hand(request.user), form.cleaned_data["continues_in"]
        answer = continuing.continue_in(hand, blog, form.seen_version(), later)
    except Refusal as refusal:
        form.take(refusal)
        return _refused(request, blog, refusal, continuation_form=form)
    said = _("Said on the page.") if later else _("The page names no other live blog now.")
    return done(request, answer, said, reverse("desk:blog", args=[blog.slug]))


@require_http_methods(_METHODS)
@on_blog("change header")
def show_versions(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Let readers see the versions of posts, or no longer."""
    if request.method != "POST":
        return _page(request, blog)
    form = VersionsForm(request.POST)
    try:
        hand, is_wanted = form.hand(request.user), form.cleaned_data["shows_versions"]
        answer = version_showing.show_versions(hand, blog, form.seen_version(), is_wanted)
    except Refusal as refusal:
        form.take(refusal)
        return _refused(request, blog, refusal, versions_form=form)
    said = _("Readers see what changed.") if is_wanted else _("Readers do not see earlier versions.")
    return done(request, answer, said, reverse("desk:blog", args=[blog.slug]))


@require_http_methods(_METHODS)
@on_blog("change header")
def speak(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Let the live blog be in another language."""
    if request.method != "POST":
        return _page(request, blog)
    form = LanguageForm(request.POST)
    try:
        hand, language = form.hand(request.user), form.cleaned_data.get("language", "")
        answer = live_blogs.change_language(hand, blog, form.seen_version(), language)
    except Refusal as refusal:
        form.take(refusal)
        return _refused(request, blog, refusal, language_form=form)
    return done(request, answer, _("The page speaks it."), reverse("desk:blog", args=[blog.slug]))


def _page(request: DeskRequest, blog: LiveBlog, **forms: Any) -> HttpResponse:
    seen = {"version": blog.version}
    later = {"continues_in": blog.continues_in.slug if blog.continues_in else ""}
    context = {
        "base": base(request),
        "blog": blog,
        "house": settings.PUBLIC_URL,
        "address_form": AddressForm(initial=seen),
        "language_form": LanguageForm(initial=seen | {"language": blog.language}),
        "continuation_form": ContinuationForm(blog, initial=seen | later),
        "versions_form": VersionsForm(initial=seen | {"shows_versions": blog.shows_versions}),
    }
    return render(request, "desk/story.html", context | forms)


def _refused(request: DeskRequest, blog: LiveBlog, refusal: Refusal, **forms: Any) -> HttpResponse:
    more = {"conflicted": next(iter(forms)), **theirs(request, refusal)}
    return refused(request, refusal, lambda: _page(request, blog, **forms, **more))
