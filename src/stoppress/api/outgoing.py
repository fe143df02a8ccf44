"""What is on its way out, for machines: the queue, posts that go out at a moment, releasing, stopping, and the rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from stoppress.api import answers, bodies, openapi
from stoppress.api.answers import DONE, Done
from stoppress.api.bearer import live_blog, refuse_unless_writing, token_of
from stoppress.api.calls import calls
from stoppress.api.problems import NOT_ALLOWED, NOT_THERE, Problem
from stoppress.api.sending import Sending
from stoppress.people.rights import may
from stoppress.people.roles import role_on
from stoppress.press.rendering import utc
from stoppress.publishing import carrying_out, read_stamps, release_rules, review, schedule
from stoppress.publishing.models import Outgoing
from stoppress.publishing.wording import Wording
from stoppress.stories.models import LiveBlog, Post

_QUEUE = "/live-blogs/{slug}/scheduled"
_MOST = 1_000


@calls.get(_QUEUE, response=answers.Scheduled, **openapi.reads(403, 404))
def list_scheduled(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What is on its way out. A token that reads only is refused: none of this is public."""
    blog = live_blog(request, slug)
    refuse_unless_writing(request)
    role = role_on(token_of(request).member, blog.pk)
    if not may(role, "publish"):
        raise Problem(NOT_ALLOWED, f"As {role} you cannot see what is on its way out. Ask an editor.")
    rows = Outgoing.objects.open().filter(blog=blog).select_related("made_by")
    late = set(carrying_out.late().filter(blog=blog).values_list("pk", flat=True))
    shown = [
        _on_its_way(row, blog, row.pk in late) for row in rows.order_by("due_at", "position", "pk")[:_MOST]
    ]
    return {
        "scheduled": shown,
        "needs_two_people": blog.needs_two_people,
        "delay_seconds": blog.delay_seconds,
    }


@calls.post(_QUEUE, response=DONE, **openapi.writes())
def schedule_post(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.Planned
) -> Status[Done]:
    """Let a new post go out at a moment; until then it is a draft."""
    sending = Sending.of(request, slug)
    words = body.over(Wording())
    return sending.answered(
        response, schedule.schedule(sending.hand, sending.blog, body.release_at, wording=words)
    )


@calls.put(_QUEUE, response=DONE, **openapi.writes())
def reorder_scheduled(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.QueueOrder
) -> Status[Done]:
    """Let scheduled posts change places; the moments stay."""
    sending = Sending.of(request, slug)
    return sending.answered(response, schedule.reorder(sending.hand, sending.blog, body.scheduled))


@calls.put(f"{_QUEUE}/{{kept}}/time", response=DONE, **openapi.writes())
def move_scheduled(
    request: HttpRequest, response: HttpResponse, slug: str, kept: str, body: bodies.PlannedTime
) -> Status[Done]:
    """Let a scheduled post go out at another moment."""
    sending = Sending.of(request, slug)
    row = Outgoing.objects.open().filter(blog=sending.blog, public_id=kept, act="publish").first()
    draft = Post.objects.filter(blog=sending.blog, public_id=row.subject).first() if row else None
    if draft is None:
        raise Problem(NOT_THERE, "No such post is scheduled; it may have gone out, or was stopped.")
    answer = schedule.schedule(
        sending.hand, sending.blog, body.release_at, draft=draft.public_id, version=draft.version
    )
    return sending.answered(response, answer)


@calls.post(f"{_QUEUE}/{{kept}}/release", response=DONE, **openapi.writes())
def release_scheduled(
    request: HttpRequest, response: HttpResponse, slug: str, kept: str, body: bodies.Release
) -> Status[Done]:
    """Release what waits for a second person, or was stopped or held back; it goes out at its moment, or now."""
    sending = Sending.of(request, slug)
    return sending.answered(response, review.release(sending.hand, sending.blog, kept, body.seen))


@calls.post(f"{_QUEUE}/{{kept}}/stop", response=DONE, **openapi.writes())
def stop_scheduled(request: HttpRequest, response: HttpResponse, slug: str, kept: str) -> Status[Done]:
    """Let it not go out: a post is a draft again."""
    sending = Sending.of(request, slug)
    return sending.answered(response, schedule.stop(sending.hand, sending.blog, kept))


@calls.post(f"{_QUEUE}/stop", response=DONE, **openapi.writes())
def stop_all_scheduled(request: HttpRequest, response: HttpResponse, slug: str) -> Status[Done]:
    """Stop all that the clock would let out; posts are drafts again, what waits for a second person goes on waiting."""
    sending = Sending.of(request, slug)
    return sending.answered(response, schedule.stop_all(sending.hand, sending.blog))


@calls.put("/live-blogs/{slug}/release-rules", response=DONE, **openapi.writes())
def set_release_rules(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.ReleaseRules
) -> Status[Done]:
    """Set by which rules words go out; one person alone cannot do away with the second."""
    sending = Sending.of(request, slug)
    answer = release_rules.set_release_rules(
        sending.hand,
        sending.blog,
        needs_two_people=body.given("needs_two_people", sending.blog.needs_two_people),
        delay_seconds=body.given("delay_seconds", sending.blog.delay_seconds),
    )
    return sending.answered(response, answer)


def _on_its_way(row: Outgoing, blog: LiveBlog, is_late: bool) -> dict[str, Any]:
    post = Post.objects.filter(blog=blog, public_id=row.subject).first() if row.subject else None
    due = row.due_at or row.wanted_at
    return {
        "id": row.public_id,
        "act": row.act,
        "standing": row.standing,
        "post": row.subject or None,
        "title": post.title if post else "",
        "made_by": row.made_by.name,
        "made_at": utc(row.made_at),
        "due_at": utc(due) if due else None,
        "note": row.note or None,
        "is_late": is_late,
        "seen": read_stamps.stamp(row),
        "content": read_stamps.says(row, blog),
    }
