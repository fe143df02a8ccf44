"""When a post was published, put right."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stoppress.desk.answers import done
from stoppress.desk.gates import DeskRequest, on_post
from stoppress.desk.pages import address_of, post_page, refused_post
from stoppress.desk.watch_forms import TimeForm
from stoppress.publishing import times
from stoppress.publishing.refusals import Refusal
from stoppress.stories.models import LiveBlog, Post


@require_http_methods(["GET", "HEAD", "POST"])
@on_post("change time")
def change(request: DeskRequest, blog: LiveBlog, post: Post) -> HttpResponse:
    """Give a post another time, and the place that belongs to it."""
    if request.method != "POST":
        return post_page(request, blog, post, "time", TimeForm.about(post))
    form = TimeForm(request.POST)
    try:
        hand, version = form.hand(request.user), form.seen_version()
        answer = times.change_time(hand, blog, post.public_id, version, form.moment(post))
    except Refusal as refusal:
        return refused_post(request, blog, post, "time", form, refusal)
    return done(request, answer, _("The time is changed."), address_of(blog))
