"""The pages of the desk that several views answer with."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stoppress.alerts import subscriptions
from stoppress.desk import hand_over, panels, presence, round_ups, screens, words
from stoppress.desk.answers import PAGE, base, refused, theirs
from stoppress.desk.forms import DeskForm, PostForm
from stoppress.desk.gates import DeskRequest
from stoppress.desk.outgoing import WallClock
from stoppress.desk.outgoing_forms import MomentForm
from stoppress.desk.reading import reading_words
from stoppress.desk.stale import bullet_marks
from stoppress.desk.unsent import taken_up
from stoppress.publishing import unsent
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import Kind, LiveBlog, Post
from stoppress.toolkit import clock


def blog_page(
    request: DeskRequest,
    blog: LiveBlog,
    *,
    composer: PostForm | None = None,
    refusal: Refusal | None = None,
    below: int | None = None,
    moment: MomentForm | None = None,
) -> HttpResponse:
    """The desk of one live blog: composer, stream and panels; without script it is all forms and links."""
    looker = panels.looker_of(request, blog)
    context = {
        "blog": blog,
        "rights": screens.Rights.of(request.role),
        "followers": subscriptions.count(blog),
        "composer": composer or PostForm(initial=taken_up(request, blog, "new"), auto_id="composer-%s"),
        "here": presence.colleagues(request.user, blog, request.role),
        "unsent_count": unsent.count_of(request.user, blog),
        "stream": screens.stream(blog, below),
        "is_newest": below is None,
        "cursor": str(blog.wire.cursor),  # read before the stream: what comes between is applied once more
        "words": words.for_script(),
        **theirs(request, refusal),
        "panels": panels.on_the_desk(request, looker),
        "late": looker.underway.late,
        "soon": looker.underway.soon(request.role),
        "moment_form": moment or MomentForm(auto_id="moment-%s"),
        "wall": WallClock.of(clock.now(), blog),
        "round_up": round_ups.due(blog),
        "reading": reading_words(blog),
        "due_note": hand_over.due_for(request.user, blog),
    }
    return render(request, "desk/blog.html", context)


def refused_in_composer(
    request: DeskRequest, blog: LiveBlog, form: PostForm, refusal: Refusal
) -> HttpResponse:
    """The desk again, with what was typed in the composer and the words of the refusal."""
    moment = MomentForm(request.POST, auto_id="moment-%s")
    if refusal.fields.keys() & {"release_at", "fold"}:
        moment.take(refusal)
        form.is_valid()
    else:
        form.take(refusal)
    return refused(
        request, refusal, lambda: blog_page(request, blog, composer=form, refusal=refusal, moment=moment)
    )


def post_page(
    request: DeskRequest, blog: LiveBlog, post: Post, act: str, form: DeskForm, refusal: Refusal | None = None
) -> HttpResponse:
    """One act on one post: its form in place, or on a page of its own."""
    form.auto_id = f"{post.public_id}-%s"
    page = base(request)
    context = {
        "base": page,
        "blog": blog,
        "post": post,
        "name": screens.name_of(post),
        "form": form,
        "wall": WallClock.of(clock.now(), blog),
        "stale": bullet_marks(post, blog) if post.kind == Kind.ROUNDUP else (),
        "words": words.for_script() if page == PAGE else None,
        **theirs(request, refusal),
    }
    return render(request, f"desk/post/{act}.html", context)


def refused_post(
    request: DeskRequest, blog: LiveBlog, post: Post, act: str, form: DeskForm, refusal: Refusal
) -> HttpResponse:
    """The same form again with what was typed and the words of the refusal."""
    form.take(refusal)
    return refused(request, refusal, lambda: post_page(request, blog, post, act, form, refusal))


def panel_page(request: DeskRequest, blog: LiveBlog, name: str, panel: dict[str, Any]) -> HttpResponse:
    """One panel, in place or on a page of its own; `name` is that of the registry (`desk/panels.py`)."""
    context = {
        "base": base(request),
        "blog": blog,
        "rights": screens.Rights.of(request.role),
        "panel": panels.named(name),
        "unread": panels.unread_of(panels.looker_of(request, blog), name),
    }
    return render(request, "desk/panel.html", {**context, **panel})


def address_of(blog: LiveBlog) -> str:
    """Where the desk of this live blog is."""
    return reverse("desk:blog", args=[blog.slug])
