"""What each panel of the desk shows: the context of its template. `desk/panels.py` says which panels there are."""

from __future__ import annotations

from typing import Any

from stoppress.desk import hand_over, key_points, outgoing, screens, search, snippets, watch
from stoppress.desk.forms import HeaderForm, KeyPointsForm, PhaseForm
from stoppress.desk.gates import DeskRequest
from stoppress.desk.inbox.panel import glance
from stoppress.desk.log import newest_lines
from stoppress.desk.moving_forms import HandOverForm
from stoppress.people.rights import may
from stoppress.stories.models import LiveBlog


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
    """The drafts, for those who write; her own for a contributor."""
    rights = screens.Rights.of(request.role)
    if not rights.draft:
        return {"drafts": []}
    return {"drafts": screens.draft_lines(blog, None if rights.write else request.user)}


def scheduled_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """What is on its way out, for those who write."""
    may_see = screens.Rights.of(request.role).write
    return {"queue": outgoing.queue(blog, request.user, request.role) if may_see else None}


def questions_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """The inbox at a glance, for those who sort."""
    return {"questions": glance(blog)} if screens.Rights.of(request.role).sort else {}


def watch_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """What rests on something that has changed, for those who write."""
    may_see = screens.Rights.of(request.role).write
    return {"watched": watch.watched(blog) if may_see else None}


def hand_over_panel(request: DeskRequest, blog: LiveBlog, form: HandOverForm | None = None) -> dict[str, Any]:
    """The note for the next shift, who has read it, and how it stood before."""
    note = hand_over.note_for(request.user, blog)
    start = {"text": note.text if note else "", "version": hand_over.number_of(blog)}
    return {
        "note": note,
        "hand_over_form": form or HandOverForm(initial=start),
        "earlier_notes": hand_over.earlier_notes(blog),
    }


def search_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """The form, and what stands for what was typed."""
    return {"search": search.found_for(request.user, request.role, blog, request.GET.get("q", ""))}


def snippets_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """The pieces that are at hand, and whether she may make more."""
    may_keep = may(request.role, "keep snippets")
    return {"snippets": snippets.lines(request.user, request.role, blog), "may_keep_snippets": may_keep}


def history_panel(request: DeskRequest, blog: LiveBlog) -> dict[str, Any]:
    """What was done last, by whom."""
    return {"log": newest_lines(request.user, blog)}
