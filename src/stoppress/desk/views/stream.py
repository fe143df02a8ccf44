"""The stream of a live blog at the desk: older posts, the tools of posts, and the pulse that the script asks for."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from stoppress.desk import panels, presence, round_ups, screens
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.desk.reading import reading_words
from stoppress.desk.role_words import role_words
from stoppress.desk.underway import Underway
from stoppress.stories.models import LiveBlog

#: Posts whose tools are told in one answer.
_MOST_TOOLS = 100
#: Where a delay is as short as this, every open desk asks more often, so that there is time to stop.
SHORT_DELAY_SECONDS = 30
LOOK_EVERY_MS = 1_500


@require_safe
@on_blog()
def older(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """The posts below a place, for the script to put under those it has."""
    below = request.GET.get("below", "")
    place = int(below) if below.isdecimal() and len(below) < 19 else 0
    context = {
        "blog": blog,
        "rights": screens.Rights.of(request.role),
        "stream": screens.stream(blog, place),
    }
    return render(request, "desk/stream.html", context)


@require_safe
@on_blog()
def tools(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """What can be done now with each of these posts."""
    wanted = request.GET.getlist("post")[:_MOST_TOOLS]
    found = screens.tools_of(blog, wanted)
    context = {"blog": blog, "rights": screens.Rights.of(request.role), "all_tools": found.values()}
    return render(request, "desk/all_tools.html", context)


@require_safe
@on_blog()
def pulse(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Where everything stands that the wire does not tell: what is new in the panels, and a live blog that is not public yet."""
    return told(request, blog)


def soon_part(request: DeskRequest, underway: Underway) -> str:
    """What goes out in a moment, with its stop buttons, as it is put above the desk; empty if nothing does."""
    blog, soon = underway.blog, underway.soon(request.role)
    return render_to_string("desk/soon_lines.html", {"blog": blog, "soon": soon}, request) if soon else ""


def told(request: DeskRequest, blog: LiveBlog) -> JsonResponse:
    """The pulse of this live blog, as this member may know it."""
    here = presence.colleagues(request.user, blog, request.role)
    looker = panels.looker_of(request, blog)
    return JsonResponse(
        {
            "cursor": str(blog.wire.cursor),
            "role": request.role.value,
            "role_word": str(role_words(request.role)),
            "phase": blog.phase,
            "phase_word": screens.phase_word(blog.phase),
            "version": blog.version,
            "round_up": round_ups.due(blog).state,
            "soon": soon_part(request, looker.underway),
            "look_every_ms": LOOK_EVERY_MS if 0 < blog.delay_seconds <= SHORT_DELAY_SECONDS else 0,
            "late": looker.underway.late,
            "reading": reading_words(blog),
            "here": [asdict(colleague) for colleague in here],
            "panels": {name: asdict(glance) for name, glance in panels.glances_of(looker).items()},
        }
    )
