"""The newsroom's experts: who they are, their links to this live blog, and what is with them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk import experts as screens
from stoppress.desk.answers import done, refused, theirs, trouble
from stoppress.desk.experts import ExpertForm, LinkForm
from stoppress.desk.forms import DeskForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.publishing import experts
from stoppress.publishing.refusals import Refusal
from stoppress.questions import expert_links
from stoppress.questions.models import Expert
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("keep experts")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All experts of the newsroom; a form to add one."""
    if request.method != "POST":
        return _list(request, blog, ExpertForm())
    form = _bound(request)
    try:
        hand, portrait = form.hand(request.user), form.chosen_portrait(request.user)
        data = form.cleaned_data
        answer = experts.add_expert(hand, blog, data["name"], data["description"], portrait or "")
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, lambda: _list(request, blog, form))
    said = _("Added. Make a link, so that they can answer.")
    return done(request, answer, said, f"{reverse('desk:experts', args=[blog.slug])}#expert-{answer.subject}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("keep experts")
def change(request: DeskRequest, blog: LiveBlog, expert: str) -> HttpResponse:
    """Change how an expert is named, described and pictured."""
    found = Expert.objects.filter(newsroom=blog.newsroom, public_id=expert).first()
    if found is None:
        return trouble(request, 404, _("There is no such expert."))

    def page(shown: ExpertForm, refusal: Refusal | None = None) -> HttpResponse:
        more = {"form": shown, "expert": found, "face": screens.face_of(found), **theirs(request, refusal)}
        return render(request, "desk/experts/change.html", {"blog": blog, **more})

    if request.method != "POST":
        return page(ExpertForm.about(found))
    form = _bound(request)
    try:
        hand, portrait = form.hand(request.user), form.chosen_portrait(request.user)
        data = form.cleaned_data
        answer = experts.change_expert(
            hand, blog, expert, form.seen_version(), data["name"], data["description"], portrait
        )
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, partial(page, form, refusal))
    said = _("Changed. Answers on the page keep who gave them.")
    return done(request, answer, said, f"{reverse('desk:experts', args=[blog.slug])}#expert-{expert}")


@require_POST
@on_blog("keep experts")
def make_link(request: DeskRequest, blog: LiveBlog, expert: str) -> HttpResponse:
    """Make a link and show it, this once."""
    form, secret = LinkForm(request.POST), expert_links.new_secret()
    try:
        hand = form.hand(request.user)
        days = form.cleaned_data["days"] or experts.DAYS
        answer = experts.make_link(hand, blog, expert, secret, days)
    except Refusal as refusal:
        return refused(request, refusal)
    if answer.is_repeated:  # only its hash is kept
        words = _("This link was made already, and is shown only once. Make it anew if it was not copied.")
        return trouble(request, 409, words)
    link = f"{settings.PUBLIC_URL}{reverse('expert', args=[secret])}"
    return _list(request, blog, ExpertForm(), {"made_for": expert, "made_link": link})


@require_POST
@on_blog("keep experts")
def revoke_link(request: DeskRequest, blog: LiveBlog, expert: str) -> HttpResponse:
    """Let the link open nothing from now on."""
    try:
        answer = experts.revoke_link(DeskForm(request.POST).hand(request.user), blog, expert)
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("The link is ended; it opens nothing any more.")
    return done(request, answer, said, f"{reverse('desk:experts', args=[blog.slug])}#expert-{expert}")


def _bound(request: DeskRequest) -> ExpertForm:
    form = ExpertForm(request.POST)
    form.files = request.FILES
    return form


def _list(
    request: DeskRequest, blog: LiveBlog, form: ExpertForm, more: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "blog": blog,
        "form": form,
        "lines": screens.expert_lines(blog),
        "days": experts.DAYS,
        **(more or {}),
    }
    return render(request, "desk/experts/list.html", context)
