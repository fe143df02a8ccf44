"""The inbox of readers' questions: the list, one question, its pulse, and every act of sorting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk import words
from stoppress.desk.answers import base, done, refused, trouble
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.inbox import opened, screens
from stoppress.desk.inbox import words as inbox_words
from stoppress.desk.inbox.forms import LettersForm, SortingForm, looking_of
from stoppress.desk.inbox.panel import box_is_open, glance
from stoppress.desk.pages import panel_page
from stoppress.publishing import merging, questions
from stoppress.publishing.hand import Answer
from stoppress.publishing.refusals import Invalid, Refusal
from stoppress.questions import inbox
from stoppress.questions.models import Question
from stoppress.stories.models import LiveBlog

#: Questions that the script shows already, and asks after by name.
_MOST_HAD = 300


@require_safe
@on_blog("see questions")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The list; in place of it alone, for the script, with the questions that it has (`have`)."""
    return _page(request, blog)


@require_safe
@on_blog("see questions")
def open_one(request: DeskRequest, blog: LiveBlog, question: str) -> HttpResponse:
    """One question beside the list; or that question alone, for the script."""
    found = _find(blog, question)
    if found is None:
        return trouble(request, 404, _("There is no such question; it may have been merged with another."))
    return _page(request, blog, found)


@require_safe
@on_blog("see questions")
def pulse(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Where the inbox stands; 304 as long as it stands there."""
    tag = f'"{inbox.stand(blog)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return JsonResponse({"stand": tag.strip('"')}, headers={"ETag": tag})


@require_safe
@on_blog("see questions")
def panel(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """What the desk's column tells of the inbox."""
    return panel_page(request, blog, "questions", {"questions": glance(blog)})


@require_POST
@on_blog("sort questions")
def sort(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Do one act with the questions that were ticked, or with the one whose button was pressed."""
    form = SortingForm(request.POST)
    if request.POST.get("act") == "answer":
        return _answer_together(request, blog, form)
    try:
        answer = form.sort(form.hand(request.user), blog)
        act, wanted = form.wish()
    except Refusal as refusal:
        return _refused(request, blog, form, refusal)
    is_one = request.POST.get("from") == "question" or act == "merge"
    to = _address(request, blog, answer.question if is_one else "")
    return done(request, answer, inbox_words.said(act, len(wanted)), to)


@require_POST
@on_blog("sort questions")
def split(request: DeskRequest, blog: LiveBlog, question: str) -> HttpResponse:
    """Let the chosen letters be a question of their own, or, with the other button, let one of them lead."""
    form = LettersForm(request.POST)

    def do() -> Answer:
        hand, version = form.hand(request.user), form.seen_version()
        if lead := request.POST.get("lead", ""):
            return questions.set_wording(hand, blog, question, version, lead)
        return merging.split(hand, blog, question, version, form.letters())

    try:
        answer = do()
    except Refusal as refusal:
        return _refused(request, blog, form, refusal, question)
    is_split = answer.question != question
    said = _("Split off: a question of its own.") if is_split else _("These words lead now.")
    return done(request, answer, said, _address(request, blog, answer.question))


def _answer_together(request: DeskRequest, blog: LiveBlog, form: SortingForm) -> HttpResponse:
    """On to the form in which the ticked questions are answered at once; nothing is done yet."""
    _act, wanted = form.wish()
    names = [name for name, _version in wanted]
    if not names:
        return _refused(request, blog, form, Invalid("Tick the questions that one answer serves."))
    to = reverse("desk:answer", args=[blog.slug, names[0]])
    said = _("Nothing is published yet.")
    more = urlencode([("with", name) for name in names[1:]])
    return done(request, Answer("answer", blog.slug), said, f"{to}?{more}" if more else to)


def _page(
    request: DeskRequest, blog: LiveBlog, found: Question | None = None, more: dict[str, Any] | None = None
) -> HttpResponse:
    looking = looking_of(request.GET)
    is_in_place = bool(request.headers.get("X-In-Place"))
    have = [name for name in request.GET.get("have", "").split(".")[:_MOST_HAD] if name]
    context: dict[str, Any] = {"blog": blog, "form": SortingForm(), "base": base(request), **(more or {})}
    if found is not None:
        context["opened"] = opened.opened(found, blog, request.user, request.GET.get("letters_after", ""))
    if not (found and is_in_place):
        try:
            context["list"] = screens.the_list(blog, request.user, looking, have)
        except inbox.NoSuchPlace:
            return trouble(request, 404, _("There is no such page of the list. Begin at its top."))
    context |= {
        "query": screens.query_of(looking),
        "reasons": inbox_words.REASONS,
        "sorts": inbox_words.SORTS,
    }
    context["box_is_open"] = box_is_open(blog)
    if is_in_place:
        return render(request, f"desk/inbox/{'question' if found else 'list'}.html", context)
    return render(
        request,
        "desk/inbox/page.html",
        {**context, "words": words.for_script() | inbox_words.for_script()},
    )


def _refused(
    request: DeskRequest,
    blog: LiveBlog,
    form: SortingForm | LettersForm,
    refusal: Refusal,
    question: str = "",
) -> HttpResponse:
    """The same page again with the words of the refusal, and what was typed."""
    form.take(refusal)
    name = question
    if request.POST.get("from") == "question":
        name = request.POST.get("question", "").partition(":")[0]
    found = _find(blog, name) if name else None
    again: Callable[[], HttpResponse] = lambda: _page(request, blog, found, {"refused_form": form})  # noqa: E731
    return refused(request, refusal, again if refusal.status != 404 else None)


def _find(blog: LiveBlog, question: str) -> Question | None:
    rows = Question.objects.filter(blog=blog).select_related("lead", "taken_by", "expert")
    found = rows.filter(public_id=question).first()
    if found is not None:
        found.blog = blog
    return found


def _address(request: DeskRequest, blog: LiveBlog, question: str = "") -> str:
    """Back to where she was: the same pile, words and order."""
    query = screens.query_of(looking_of(request.GET))
    name = "desk:question" if question else "desk:questions"
    address = reverse(name, args=[blog.slug, question] if question else [blog.slug])
    return f"{address}?{query}" if query else address
