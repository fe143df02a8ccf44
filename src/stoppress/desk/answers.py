"""How the desk answers: in words on a page, or the same words as JSON for its own script."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stoppress.desk.comparing import differences, saved
from stoppress.people.models import Member
from stoppress.people.refusals import PeopleRefused
from stoppress.publishing.hand import Answer
from stoppress.publishing.refusals import Busy, Conflict, Refusal
from stoppress.publishing.unsent import forget

#: The template of a whole page.
PAGE = "desk/page.html"


def wants_json(request: HttpRequest) -> bool:
    """Say whether the desk's script asks, which shows the answer in place."""
    return "application/json" in request.headers.get("Accept", "")


def base(request: HttpRequest) -> str:
    """The template round a form: a whole page, or nothing when the script puts it in place."""
    return "desk/in_place.html" if request.headers.get("X-In-Place") else PAGE


def done(request: HttpRequest, answer: Answer, said: str, to: str) -> HttpResponse:
    """The act was done: say so, and which references lead nowhere yet, forget what was kept of it, and go on to `to`."""
    with contextlib.suppress(
        OperationalError
    ):  # the act is done; what was sent is never offered, and goes with the next
        forget(cast(Member, request.user), request.POST.get("key", ""))
    said = _waiting(answer) or said
    if answer.instead_of:
        words = _("What was sent of it by %(name)s is off the queue: this goes out instead.")
        said = f"{said} {words % {'name': answer.instead_of}}"
    if answer.loose_references:
        said = f"{said} {_nowhere_yet(answer.loose_references)}"
    if not wants_json(request):
        messages.success(request, _with_way_to_watch(said, answer) if answer.loose_references else said)
        return HttpResponseRedirect(to)
    body = {
        "said": said,
        "to": to,
        "post": answer.post,
        "version": answer.version,
        "state": answer.state,
        "cursor": f"{answer.epoch}-{answer.head}",
        "is_repeated": answer.is_repeated,
        "loose_references": answer.loose_references,
        "waits": answer.waits,
    }
    return JsonResponse(body)


def said_and_gone(request: HttpRequest, said: str, to: str) -> HttpResponse:
    """Something that is no act on a live blog was done: say so, and go on to `to`."""
    if wants_json(request):
        return JsonResponse({"said": said, "to": to})
    messages.success(request, said)
    return HttpResponseRedirect(to)


def people_refused(
    request: HttpRequest, refusal: PeopleRefused, page: Callable[[], HttpResponse]
) -> HttpResponse:
    """Nothing was changed about people: the page again, with the words of the refusal."""
    if wants_json(request):
        body = {"kind": type(refusal).__name__, "message": refusal.message, "fields": refusal.fields}
        return JsonResponse(body, status=refusal.status)
    response = page()
    response.status_code = refusal.status
    return response


def _waiting(answer: Answer) -> str:
    """What is said of an act that is done and not public yet."""
    if answer.waits == "second person":
        return _("Kept. It goes out when a second person has released it.")
    if answer.waits == "time" and answer.act not in {"schedule", "release act"}:
        return _("On its way. Until its seconds have passed it can be stopped under “Scheduled”.")
    return ""


def _nowhere_yet(count: int) -> str:
    words = ngettext(
        "%(count)s reference leads nowhere yet.", "%(count)s references lead nowhere yet.", count
    )
    return words % {"count": count}


def _with_way_to_watch(said: str, answer: Answer) -> str:
    return format_html(
        '{} <a href="{}">{}</a>', said, reverse("desk:watch", args=[answer.blog]), _("Choose where they lead")
    )


def refused(
    request: HttpRequest, refusal: Refusal, page: Callable[[], HttpResponse] | None = None
) -> HttpResponse:
    """The act was refused: the same form with the words beside its fields, or a page that says why."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(_as_json(request, refusal), status=refusal.status)
    elif page is None:
        response = trouble(request, refusal.status, refusal.message)
    else:
        response = page()
        response.status_code = refusal.status
    if isinstance(refusal, Busy):
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def trouble(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """A page, or JSON, that says what is wrong and what to do."""
    if wants_json(request):
        return JsonResponse({"kind": "Trouble", "message": message, "fields": {}}, status=status)
    return render(request, "desk/trouble.html", {"base": base(request), "message": message}, status=status)


def theirs(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    """For the templates: the version that somebody else saved meanwhile, if that is why it was refused; with what differs."""
    if not isinstance(refusal, Conflict):
        return {}
    current: dict[str, Any] = dict(refusal.current)
    current |= {"differences": differences(refusal.current, request.POST), "saved": saved(refusal.current)}
    if "body_html" in current:
        current["body_html"] = mark_safe(current["body_html"])  # noqa: S308  cleaned by toolkit.html in the act
    return {"theirs": current}


def _as_json(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": type(refusal).__name__,
        "message": refusal.message,
        "fields": refusal.fields,
    }
    if isinstance(refusal, Conflict):
        body["current"] = refusal.current
        body["conflict"] = render_to_string("desk/conflict.html", theirs(request, refusal))
    return body
