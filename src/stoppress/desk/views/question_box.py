"""The question box of a live blog, and the abuse list of its newsroom."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk.answers import done, refused, theirs
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import address_of, panel_page
from stoppress.desk.question_box import AbuseListForm, QuestionBoxForm, question_box_panel
from stoppress.publishing.question_box import change_abuse_list, change_question_box
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_http_methods(["GET", "HEAD", "POST"])
@on_blog("see questions")
def edit(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Show the box, or let it be this one."""
    if request.method != "POST":
        return panel_page(request, blog, "question-box", question_box_panel(blog))
    form = QuestionBoxForm(request.POST)
    try:
        hand, words = form.hand(request.user), form.checked()
        answer = change_question_box(
            hand,
            blog,
            form.seen_version(),
            is_open=words["is_open"],
            invitation=words["invitation"],
            rules=words["rules"],
            keep_days=words["keep_days"],
        )
    except Refusal as refusal:
        form.take(refusal)
        panel = question_box_panel(blog, box=form) | _their(request, "their_box", refusal)
        return refused(request, refusal, lambda: panel_page(request, blog, "question-box", panel))
    said = _("Readers can ask.") if words["is_open"] else _("The box is closed.")
    return done(request, answer, said, address_of(blog))


@require_POST
@on_blog("set question box")
def abuse_list(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Let this be the abuse list."""
    form = AbuseListForm(request.POST)
    try:
        hand, words = form.hand(request.user), form.checked()
        answer = change_abuse_list(hand, blog, form.seen_version(), words["phrases"])
    except Refusal as refusal:
        form.take(refusal)
        panel = question_box_panel(blog, abuse=form) | _their(request, "their_list", refusal)
        return refused(request, refusal, lambda: panel_page(request, blog, "question-box", panel))
    return done(request, answer, _("The list is kept."), address_of(blog))


def _their(request: DeskRequest, name: str, refusal: Refusal) -> dict[str, Any]:
    """What somebody else saved meanwhile, under a name of its own: there are two forms on this page."""
    found = theirs(request, refusal)
    return {name: found["theirs"]} if found else {}
