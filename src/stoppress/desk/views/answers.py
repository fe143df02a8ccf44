"""Releasing an answer to readers' questions, and changing what an answer shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk import answering, words
from stoppress.desk.answering import ReleaseForm, Row, ShownAnswerForm
from stoppress.desk.answers import base, done, refused, theirs, trouble
from stoppress.desk.gates import DeskRequest, on_blog, on_post
from stoppress.desk.pages import address_of
from stoppress.desk.screens import name_of
from stoppress.publishing.answering import answer_of
from stoppress.publishing.answers import amend_answer, preview_answer, release_answer
from stoppress.publishing.refusals import Refusal
from stoppress.questions.models import OPEN
from stoppress.stories.models import LiveBlog, Post


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("release answer")
def release(request: DeskRequest, blog: LiveBlog, question: str) -> HttpResponse:
    """Write or check the answer to a question, and to those that are named `with` it; show it as it will be; publish it."""
    if request.method != "POST":
        return _new(request, blog, [question, *request.GET.getlist("with")])
    form = _release_form(request, blog)
    if change := request.POST.get("change", ""):  # nothing is published yet
        return _release_page(request, blog, question, form, _changed(blog, form, change))
    if request.POST.get("act") == "preview":
        return _preview(request, blog, question, form)
    try:
        answer = release_answer(form.hand(request.user), blog, form.release())
    except Refusal as refusal:
        return _refused(request, form, refusal, partial(_release_page, request, blog, question, form))
    return done(request, answer, _("The answer is published."), address_of(blog))


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("release answer")
def amend_shown(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Change the questions that an answer shows, who answers, and the session."""
    answer = answer_of(post)
    if answer is None:
        return trouble(request, 404, _("This post shows no questions; amend its words."))
    answer.post = post
    form = ShownAnswerForm(request.POST) if request.method == "POST" else ShownAnswerForm.about(answer)
    form.auto_id = f"{post.public_id}-%s"
    form.offer_sessions(blog, answer.session)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        rows = form.rows() if form.is_bound else answering.rows_of_answer(answer)
        context = {"base": base(request), "blog": blog, "post": post, "name": name_of(post), "form": form}
        more = {
            "rows": rows,
            "has_face": bool(answer.expert and answer.expert.portrait),
            **theirs(request, refusal),
        }
        return render(request, "desk/answer/amend.html", context | more)

    if request.method != "POST":
        return page()
    try:
        hand, data = form.hand(request.user), form.checked()
        done_with = amend_answer(
            hand,
            blog,
            post.public_id,
            form.seen_version(),
            [replace(shown, question="", version=0) for shown in form.shown()],
            name=data["name"],
            description=data["description"],
            has_portrait=data["has_portrait"],
            session=data["session"],
        )
    except Refusal as refusal:
        return _refused(request, form, refusal, page)
    return done(request, done_with, _("Amended."), address_of(blog))


def _new(request: DeskRequest, blog: LiveBlog, names: list[str]) -> HttpResponse:
    found = answering.wanted(blog, names)
    if not found or found[0].public_id != names[0]:
        return trouble(request, 404, _("There is no such question; it may have been merged with another."))
    open_ones = [row for row in found if row.standing in OPEN]
    if not open_ones:
        words_of = _("This question is answered or decided already. Reopen it, or withdraw its answer first.")
        return trouble(request, 409, words_of)
    form = ReleaseForm.about(open_ones)
    return _release_page(request, blog, names[0], form, answering.rows_of(open_ones))


def _release_form(request: DeskRequest, blog: LiveBlog) -> ReleaseForm:
    form = ReleaseForm(request.POST)
    form.offer_experts(blog, request.user.name)
    form.offer_sessions(blog)
    return form


def _changed(blog: LiveBlog, form: ReleaseForm, change: str) -> list[Row]:
    """The rows without one, or with one more."""
    rows = form.rows(change)
    added = str(form.data.get("add", ""))
    if change != "add" or not added:
        return rows
    more = answering.rows_of(answering.wanted(blog, [added]))
    return [*rows, *(replace(row, number=len(rows)) for row in more)]


def _preview(request: DeskRequest, blog: LiveBlog, question: str, form: ReleaseForm) -> HttpResponse:
    try:
        shown = preview_answer(form.hand(request.user), blog, form.release())
    except Refusal as refusal:
        return _refused(request, form, refusal, partial(_release_page, request, blog, question, form))
    more = {"preview": mark_safe(shown)}  # noqa: S308  made by our templates from cleaned text
    return _release_page(request, blog, question, form, more=more)


def _release_page(
    request: DeskRequest,
    blog: LiveBlog,
    question: str,
    form: ReleaseForm,
    rows: list[Row] | None = None,
    *,
    refusal: Refusal | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    form.offer_experts(blog, request.user.name)
    form.offer_sessions(blog)
    shown = form.rows() if rows is None else rows
    names = [row.question for row in shown if row.question]
    context = {
        "blog": blog,
        "question": question,
        "form": form,
        "rows": shown,
        "others": answering.others(blog, shown),
        "written": answering.told_of(answering.wanted(blog, names)),
        "back": reverse("desk:question", args=[blog.slug, question]),
        "words": words.for_script(),
        **theirs(request, refusal),
        **(more or {}),
    }
    return render(request, "desk/answer/release.html", context)


def _refused(
    request: DeskRequest,
    form: ReleaseForm | ShownAnswerForm,
    refusal: Refusal,
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    form.take(refusal)
    return refused(request, refusal, lambda: page(refusal=refusal))
