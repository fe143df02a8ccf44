"""The pages of the desk that several views answer with."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stoppress.alerts import subscriptions
from stoppress.desk import key_points, round_ups, screens, watch, words
from stoppress.desk.answers import base, refused, theirs
from stoppress.desk.forms import DeskForm, HeaderForm, KeyPointsForm, PhaseForm, PostForm
from stoppress.desk.gates import DeskRequest
from stoppress.desk.inbox.panel import glance
from stoppress.desk.question_box import question_box_panel
from stoppress.desk.stale import bullet_marks
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import Kind, LiveBlog, Post


def blog_page(
    request: DeskRequest,
    blog: LiveBlog,
    *,
    composer: PostForm | None = None,
    refusal: Refusal | None = None,
    below: int | None = None,
) -> HttpResponse:
    """The desk of one live blog: composer, stream and panels; without script it is all forms and links."""
    context = {
        "blog": blog,
        "rights": screens.Rights.of(request.user),
        "followers": subscriptions.count(blog),
        "composer": composer or PostForm(auto_id="composer-%s"),
        "stream": screens.stream(blog, below),
        "is_newest": below is None,
        "cursor": str(blog.wire.cursor),  # read before the stream: what comes between is applied once more
        "words": words.for_script(),
        **theirs(refusal),
        **key_points_panel(blog),
        **header_panel(blog),
        **phase_panel(blog),
        **drafts_panel(request, blog),
        "round_up": round_ups.due(blog),
        **questions_panel(request, blog),
        **question_box_panel(blog),
        **watch_panel(request, blog),
    }
    return render(request, "desk/blog.html", context)


def refused_in_composer(
    request: DeskRequest, blog: LiveBlog, form: PostForm, refusal: Refusal
) -> HttpResponse:
    """The desk again, with what was typed in the composer and the words of the refusal."""
    form.take(refusal)
    return refused(request, refusal, lambda: blog_page(request, blog, composer=form, refusal=refusal))


def post_page(
    request: DeskRequest, blog: LiveBlog, post: Post, act: str, form: DeskForm, refusal: Refusal | None = None
) -> HttpResponse:
    """One act on one post: its form in place, or on a page of its own."""
    form.auto_id = f"{post.public_id}-%s"
    context = {
        "base": base(request),
        "blog": blog,
        "post": post,
        "name": screens.name_of(post),
        "form": form,
        "stale": bullet_marks(post, blog) if post.kind == Kind.ROUNDUP else (),
        **theirs(refusal),
    }
    return render(request, f"desk/post/{act}.html", context)


def refused_post(
    request: DeskRequest, blog: LiveBlog, post: Post, act: str, form: DeskForm, refusal: Refusal
) -> HttpResponse:
    """The same form again with what was typed and the words of the refusal."""
    form.take(refusal)
    return refused(request, refusal, lambda: post_page(request, blog, post, act, form, refusal))


def panel_page(request: DeskRequest, blog: LiveBlog, name: str, panel: dict[str, Any]) -> HttpResponse:
    """One panel, in place or on a page of its own."""
    context = {"base": base(request), "blog": blog, "rights": screens.Rights.of(request.user), "panel": name}
    return render(request, "desk/panel.html", {**context, **panel})


def key_points_panel(blog: LiveBlog, form: KeyPointsForm | None = None, change: str = "") -> dict[str, Any]:
    """The list at the top, as typed or as it stands, with its marks, what is suggested, and the posts to choose from."""
    suggested = None
    if form is not None:
        lines = key_points.typed_lines(blog, form.points(change))
        suggested = _suggested(blog, form, change)
    else:
        lines = key_points.point_lines(blog)
    shown = form or KeyPointsForm(initial={"version": blog.key_points_version})
    choices = screens.post_choices(blog, [line.post for line in lines])
    marks = [line.mark for line in lines if line.mark]
    return {
        "points_form": shown,
        "points": lines,
        "choices": choices,
        "suggestions": suggested,
        "marks": marks,
    }


def _suggested(blog: LiveBlog, form: KeyPointsForm, change: str) -> key_points.Suggestions | None:
    """For those without script: what they asked for, or what is left of it."""
    if change == "suggest:":
        return key_points.suggestions(blog, form.points(change))
    left = form.suggested(change)
    return key_points.shown_again(blog, *zip(*left, strict=True)) if left else None


def header_panel(
    blog: LiveBlog, form: HeaderForm | None = None, *, proposed: str | None = None
) -> dict[str, Any]:
    """Headline, standfirst and team; with a headline that was proposed and is not on the page yet."""
    shown = form or HeaderForm.about(blog)
    if proposed:
        shown.initial["headline"] = proposed
    return {"header_form": shown, "proposed_headline": proposed}


def phase_panel(blog: LiveBlog, form: PhaseForm | None = None) -> dict[str, Any]:
    """Where the coverage stands and where it can go."""
    shown = form or PhaseForm(initial={"version": blog.version})
    return {"phase_form": shown, "next_phases": screens.next_phases(blog)}


def drafts_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """The drafts, for those who write."""
    may_see = screens.Rights.of(request.user).write
    return {"drafts": screens.draft_lines(blog) if may_see else []}


def questions_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """The inbox at a glance, for those who sort."""
    return {"questions": glance(blog)} if screens.Rights.of(request.user).sort else {}


def watch_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """What rests on something that has changed, for those who write."""
    may_see = screens.Rights.of(request.user).write
    return {"watched": watch.watched(blog) if may_see else None}


def address_of(blog: LiveBlog) -> str:
    """Where the desk of this live blog is."""
    return reverse("desk:blog", args=[blog.slug])
