"""What machines do: each function is one act, and its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from stoppress.api import bodies, openapi
from stoppress.api.answers import DONE, MADE, Done
from stoppress.api.calls import calls
from stoppress.api.seen import header_seen, words_seen
from stoppress.api.sending import Sending, version_seen
from stoppress.publishing import key_points, live_blogs, pins, posts, take_down, times
from stoppress.publishing.wording import Wording

_POST = "/live-blogs/{slug}/posts/{post}"


@calls.post("/live-blogs/{slug}/posts", response=MADE, **openapi.writes())
def publish(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.Publication
) -> Status[Done]:
    """Publish a post."""
    sending = Sending.of(request, slug)
    answer = posts.publish(sending.hand, sending.blog, body.over(Wording()))
    response["Location"] = f"/api/v1/live-blogs/{answer.blog}/posts/{answer.post}"
    return sending.answered(response, answer, status=201)


@calls.patch(_POST, response=DONE, **openapi.changes())
def amend(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.Amendment
) -> Status[Done]:
    """Change words without a public note."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    wording = body.over(words_seen(sending.blog, post, version))
    return sending.answered(response, posts.amend(sending.hand, sending.blog, post, version, wording))


@calls.post(f"{_POST}/corrections", response=DONE, **openapi.changes())
def correct(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.CorrectionNote
) -> Status[Done]:
    """Change words and say publicly what was wrong."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    wording = body.over(words_seen(sending.blog, post, version))
    return sending.answered(
        response, posts.correct(sending.hand, sending.blog, post, version, wording, body.note)
    )


@calls.post(f"{_POST}/withdrawal", response=DONE, **openapi.changes())
def withdraw(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.WithdrawalNotice
) -> Status[Done]:
    """Take a post off the page; its tombstone shows the reason."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    return sending.answered(response, posts.withdraw(sending.hand, sending.blog, post, version, body.reason))


@calls.delete(f"{_POST}/withdrawal", response=DONE, **openapi.changes())
def restore(request: HttpRequest, response: HttpResponse, slug: str, post: str) -> Status[Done]:
    """Bring a withdrawn post back; the version stands in If-Match."""
    sending = Sending.of(request, slug)
    version = version_seen(request)
    return sending.answered(response, posts.restore(sending.hand, sending.blog, post, version))


@calls.post(f"{_POST}/take-down", response=DONE, **openapi.writes(404))
def erase(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.TakeDownRecord
) -> Status[Done]:
    """Erase a post and its history for good; no version is asked for, and nothing undoes it."""
    sending = Sending.of(request, slug)
    return sending.answered(response, take_down.take_down(sending.hand, sending.blog, post, body.reason))


@calls.put(f"{_POST}/key-event", response=DONE, **openapi.changes())
def mark_key_event(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.KeyEventMark
) -> Status[Done]:
    """Mark a post as a turning point, or no longer."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    answer = posts.mark_key_event(sending.hand, sending.blog, post, version, body.is_key_event)
    return sending.answered(response, answer)


@calls.put(f"{_POST}/time", response=DONE, **openapi.changes())
def change_time(
    request: HttpRequest, response: HttpResponse, slug: str, post: str, body: bodies.NewTime
) -> Status[Done]:
    """Correct when a post was published; it moves to the place of that time, and all that shows the time follows."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    answer = times.change_time(sending.hand, sending.blog, post, version, body.published_at)
    return sending.answered(response, answer)


@calls.put("/live-blogs/{slug}/pin", response=DONE, **openapi.writes(404))
def pin(request: HttpRequest, response: HttpResponse, slug: str, body: bodies.Pin) -> Status[Done]:
    """Let a post stand on top, in place of the one pinned before."""
    sending = Sending.of(request, slug)
    return sending.answered(response, pins.pin(sending.hand, sending.blog, body.post))


@calls.delete("/live-blogs/{slug}/pin", response=DONE, **openapi.writes())
def unpin(request: HttpRequest, response: HttpResponse, slug: str) -> Status[Done]:
    """Let nothing be pinned."""
    sending = Sending.of(request, slug)
    return sending.answered(response, pins.unpin(sending.hand, sending.blog))


@calls.put("/live-blogs/{slug}/key-points", response=DONE, **openapi.changes())
def set_key_points(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.KeyPoints
) -> Status[Done]:
    """Replace the list at the top; the version is `key_points_version`."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    points = [(point.text, point.post) for point in body.points]
    return sending.answered(response, key_points.set_key_points(sending.hand, sending.blog, points, version))


@calls.patch("/live-blogs/{slug}", response=DONE, **openapi.changes())
def change_header(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.Header
) -> Status[Done]:
    """Change headline, standfirst, team, zone, language or the start of the coverage."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    stood = header_seen(sending.blog, version)
    team = [(member["name"], member["duty"]) for member in stood["team"]]
    if "team" in body.model_fields_set:
        team = [(member.name, member.duty) for member in body.team]
    answer = live_blogs.change_header(
        sending.hand,
        sending.blog,
        version,
        headline=body.given("headline", stood["headline"]),
        standfirst=body.given("standfirst", stood["standfirst"]),
        team=team,
        zone=body.given("zone", None),
        language=body.given("language", None),
        coverage_starts_at=body.given("coverage_starts_at", None),
    )
    return sending.answered(response, answer)


@calls.put("/live-blogs/{slug}/phase", response=DONE, **openapi.changes())
def change_phase(
    request: HttpRequest, response: HttpResponse, slug: str, body: bodies.PhaseChange
) -> Status[Done]:
    """Announce, open, pause, close or re-open the coverage; the first of these makes the page public."""
    sending = Sending.of(request, slug)
    version = version_seen(request, body)
    answer = live_blogs.change_phase(sending.hand, sending.blog, version, body.phase)
    return sending.answered(response, answer)
