"""The audit log: of one live blog, of the whole newsroom, on the screen and as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stoppress.desk.answers import base, trouble
from stoppress.desk.gates import DeskRequest, for_members, on_blog
from stoppress.desk.log import LogForm, log_page
from stoppress.desk.pages import panel_page
from stoppress.desk.panel_contents import history_panel
from stoppress.people.rights import may
from stoppress.publishing.auditing import Form, written_out
from stoppress.stories.models import LiveBlog

_TYPES = {Form.CSV: "text/csv; charset=utf-8", Form.JSON_LINES: "application/jsonl"}


@require_safe
@on_blog("see log")
def panel(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """What was done last on this live blog, as a panel."""
    return panel_page(request, blog, "history", history_panel(request, blog))


@require_safe
@on_blog("see log")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """What was done on this live blog."""
    return _page(request, blog)


@require_safe
@for_members("see log")
def show_whole(request: DeskRequest) -> HttpResponse:
    """What was done in the newsroom."""
    return _page(request, None)


@require_safe
@on_blog("see log")
def export(request: DeskRequest, blog: LiveBlog) -> HttpResponseBase:
    """The log of this live blog as a file."""
    return _file(request, blog)


@require_safe
@for_members("see log")
def export_whole(request: DeskRequest) -> HttpResponseBase:
    """The log of the newsroom as a file."""
    return _file(request, None)


def _page(request: DeskRequest, blog: LiveBlog | None) -> HttpResponse:
    newsroom = request.user.newsroom
    form = _form(request, blog)
    page = log_page(newsroom, form)
    here = reverse("desk:log", args=[blog.slug]) if blog else reverse("desk:whole-log")
    context = {
        "base": base(request),
        "blog": blog,
        "newsroom": newsroom,
        "form": form,
        "page": page,
        "here": here,
        "is_whole": blog is None,
        "is_filtered": any(value for value in request.GET.values()),
    }
    return render(request, "desk/log.html", context, status=200 if form.is_valid() else 400)


def _form(request: DeskRequest, blog: LiveBlog | None) -> LogForm:
    """Who keeps people sees what was changed about them, too."""
    with_people = may(request.role, "keep people of a live blog" if blog else "keep people")
    return LogForm(request.GET, request.user.newsroom, blog, with_people=with_people)


def _file(request: DeskRequest, blog: LiveBlog | None) -> HttpResponseBase:
    form = _form(request, blog)
    wanted, kind = form.wanted(), request.GET.get("as", Form.CSV)
    if wanted is None:
        return trouble(request, 400, " ".join(str(words[0]) for words in form.errors.values()))
    if kind not in set(Form):
        return trouble(request, 400, _("The log can be written out as csv or as jsonl."))
    pieces = written_out(request.user.newsroom, wanted, Form(kind))
    response = StreamingHttpResponse(pieces, content_type=_TYPES[Form(kind)])
    name = f"log-{blog.slug}" if blog else "log"
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
