"""Snippets: which are at hand, a new one, a changed one, one less; and one put into the composer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import snippets as shown
from stoppress.desk import words
from stoppress.desk.answers import done, refused, theirs, trouble, wants_json
from stoppress.desk.forms import SeenForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import panel_page
from stoppress.desk.panel_contents import snippets_panel
from stoppress.desk.snippets import SnippetForm
from stoppress.publishing import snippets
from stoppress.publishing.hand import Answer
from stoppress.publishing.refusals import NotThere, Refusal
from stoppress.snippets.models import Snippet
from stoppress.stories.models import LiveBlog


@require_safe
@on_blog("save draft")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The snippets that are at hand in this live blog."""
    return panel_page(request, blog, "snippets", snippets_panel(request, blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("keep snippets")
def new(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Make a snippet."""
    if request.method != "POST":
        return _form(request, blog, SnippetForm())
    form = SnippetForm(request.POST)
    try:
        answer = snippets.keep_snippet(form.hand(request.user), blog, form.piece())
    except Refusal as refusal:
        return _refused(request, blog, form, refusal)
    return _kept(request, blog, answer)


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("keep snippets")
def edit(request: DeskRequest, blog: LiveBlog, snippet: str) -> HttpResponse:
    """Change a snippet, its slots included."""
    try:
        found = snippets.find_snippet(blog, snippet)
        if not shown.may_keep(request.user, request.role, found):
            return trouble(request, 403, _("Snippets of the whole newsroom are kept by its editors."))
        if request.method != "POST":
            return _form(request, blog, SnippetForm.about(found), found)
        form = SnippetForm(request.POST)
        hand, seen = form.hand(request.user), form.seen_version()
        answer = snippets.keep_snippet(hand, blog, form.piece(), snippet=snippet, version=seen)
    except NotThere as refusal:
        return trouble(request, refusal.status, refusal.message)
    except Refusal as refusal:
        return _refused(request, blog, form, refusal, found)
    return _kept(request, blog, answer)


@require_POST
@on_blog("keep snippets")
def delete(request: DeskRequest, blog: LiveBlog, snippet: str) -> HttpResponse:
    """Delete a snippet."""
    form = SeenForm(request.POST)
    try:
        answer = snippets.delete_snippet(form.hand(request.user), blog, snippet, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("Deleted. What was written with it stays.")
    return done(request, answer, said, reverse("desk:snippets", args=[blog.slug]))


@require_safe
@on_blog("save draft")
def put_in(request: DeskRequest, blog: LiveBlog, snippet: str) -> HttpResponse:
    """Ask for what stands in the slots; to the script, the words with what was typed in them, too."""
    try:
        found = snippets.find_snippet(blog, snippet)
    except NotThere as refusal:
        return trouble(request, refusal.status, refusal.message)
    context = {"blog": blog, "snippet": found, "field": shown.FIELD}
    if not wants_json(request):
        return render(request, "desk/snippets/put_in.html", context)
    asks = render_to_string("desk/snippets/slots.html", context, request) if found.asks else ""
    put = shown.put_in(found, shown.values_in(request.GET))
    return JsonResponse({**put, "asks": asks, "slots": [asdict(one) for one in found.asks]})


def _kept(request: DeskRequest, blog: LiveBlog, answer: Answer) -> HttpResponse:
    """Back to the list; after a change that brought slots nobody has described, to these."""
    found = Snippet.objects.filter(public_id=answer.subject).first()
    if found and any(not one.label for one in found.asks) and "slot_name" not in request.POST:
        said = _("Kept. Say what its slots are asked as, or leave it at their names.")
        return done(
            request, answer, said, reverse("desk:snippet", args=[blog.slug, answer.subject]) + "#slots"
        )
    return done(request, answer, _("Kept."), reverse("desk:snippets", args=[blog.slug]))


def _form(
    request: DeskRequest,
    blog: LiveBlog,
    form: SnippetForm,
    snippet: Snippet | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "blog": blog,
        "form": form,
        "snippet": snippet,
        "may_keep_for_all": shown.may_keep_for_all(request.user),
        "words": words.for_script(),
        **theirs(request, refusal),
    }
    return render(request, "desk/snippets/edit.html", context)


def _refused(
    request: DeskRequest,
    blog: LiveBlog,
    form: SnippetForm,
    refusal: Refusal,
    snippet: Snippet | None = None,
) -> HttpResponse:
    form.take(refusal)
    return refused(request, refusal, lambda: _form(request, blog, form, snippet, refusal))
