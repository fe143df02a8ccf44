"""The panel “Watch”: what rests on something that has changed, and words that lead nowhere yet."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stoppress.desk.answers import done, refused
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.pages import panel_page
from stoppress.desk.panel_contents import watch_panel
from stoppress.desk.watch_forms import ChoiceForm, StandForm
from stoppress.publishing import key_points, watch
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog


@require_safe
@on_blog("let stand")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All there is to look at."""
    return panel_page(request, blog, "watch", watch_panel(request, blog))


@require_POST
@on_blog("let stand")
def let_stand(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """A reference, a bullet or a key point is still right."""
    form = StandForm(request.POST)
    try:
        data, hand = form.checked(), form.hand(request.user)
        seen = data["seen"] or 0
        if data["position"] is not None:
            answer = key_points.let_point_stand(hand, blog, data["position"], data["target"], seen)
        else:
            answer = watch.let_stand(hand, blog, data["post"], data["target"], seen)
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("It stands."), form.back_to(blog))


@require_POST
@on_blog("amend")
def choose(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Words of a post lead to that post."""
    form = ChoiceForm(request.POST)
    try:
        data, hand = form.checked(), form.hand(request.user)
        answer = watch.choose_target(hand, blog, data["post"], data["phrase"], data["target"])
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("Linked."), form.back_to(blog))


@require_POST
@on_blog("amend")
def let_be(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Words of a post are no reference."""
    form = ChoiceForm(request.POST)
    try:
        data, hand = form.checked(), form.hand(request.user)
        answer = watch.let_be_words(hand, blog, data["post"], data["phrase"])
    except Refusal as refusal:
        return refused(request, refusal)
    return done(request, answer, _("They stay words."), form.back_to(blog))
