"""Question-and-answer sessions: open, rename, close, open again."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import done, refused
from stoppress.desk.forms import SeenForm
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.publishing import sessions
from stoppress.publishing.refusals import Refusal
from stoppress.questions.models import Session
from stoppress.stories.models import LiveBlog


class SessionForm(SeenForm):
    """The words of a session."""

    heading = forms.CharField(label=gettext_lazy("Heading"), required=False, strip=False)
    standfirst = forms.CharField(
        label=gettext_lazy("What readers are told"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("hold session")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All sessions of the live blog; a form to open one."""
    if request.method != "POST":
        return _list(request, blog, SessionForm())
    form = SessionForm(request.POST)
    try:
        hand, data = form.hand(request.user), form.cleaned_data
        answer = sessions.open_session(hand, blog, data["heading"], data["standfirst"])
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, lambda: _list(request, blog, form))
    said = _("The session is open: answers can be released into it.")
    return done(request, answer, said, reverse("desk:sessions", args=[blog.slug]))


@require_POST
@on_blog("hold session")
def rename(request: DeskRequest, blog: LiveBlog, session: str) -> HttpResponse:
    """Give a session other words."""
    form = SessionForm(request.POST, auto_id=f"{session}-%s")
    try:
        hand, data = form.hand(request.user), form.cleaned_data
        answer = sessions.rename_session(
            hand, blog, session, form.seen_version(), data["heading"], data["standfirst"]
        )
    except Refusal as refusal:
        form.take(refusal)
        return refused(request, refusal, lambda: _list(request, blog, SessionForm(), {session: form}))
    said = _("Renamed, in every answer of it.")
    return done(request, answer, said, reverse("desk:sessions", args=[blog.slug]))


@require_POST
@on_blog("hold session")
def close(request: DeskRequest, blog: LiveBlog, session: str) -> HttpResponse:
    """Take no more answers into a session."""
    form = SeenForm(request.POST)
    try:
        answer = sessions.close_session(form.hand(request.user), blog, session, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    said = _("The session is closed. Its answers stay on the page.")
    return done(request, answer, said, reverse("desk:sessions", args=[blog.slug]))


@require_POST
@on_blog("hold session")
def reopen(request: DeskRequest, blog: LiveBlog, session: str) -> HttpResponse:
    """Take answers into a closed session again."""
    form = SeenForm(request.POST)
    try:
        answer = sessions.reopen_session(form.hand(request.user), blog, session, form.seen_version())
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("The session is open again."), reverse("desk:sessions", args=[blog.slug]))


def _list(
    request: DeskRequest, blog: LiveBlog, form: SessionForm, typed: dict[str, SessionForm] | None = None
) -> HttpResponse:
    rows = [
        (row, (typed or {}).get(row.public_id) or _about(row)) for row in Session.objects.filter(blog=blog)
    ]
    lines = [(row, about, row.answers.count()) for row, about in rows]
    return render(request, "desk/sessions/list.html", {"blog": blog, "form": form, "lines": lines})


def _about(session: Session) -> SessionForm:
    initial = {
        "version": session.version,
        "heading": session.heading,
        "standfirst": session.standfirst,
    }
    return SessionForm(initial=initial, auto_id=f"{session.public_id}-%s")
