"""The second step of signing in: a code of the app, a recovery code, or a passkey; and a passkey instead of both steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from stoppress.desk import signing_in
from stoppress.desk.throttle import Visitor, count_failure, has_guessed_too_often, has_tried_too_often
from stoppress.desk.views.account import next_of
from stoppress.people import passkeys, second_factor
from stoppress.people.passkeys import House
from stoppress.people.refusals import PeopleRefused
from stoppress.toolkit import kept_json

_CHALLENGE = "passkey"
_LONGEST_ANSWER = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and let her in."""
    known = signing_in.waiting(request)
    if known is None:
        return HttpResponseRedirect(reverse("desk:sign-in"))
    member, to = known
    if request.method != "POST":
        return _page(request, "", 200)
    visitor = Visitor.at_second_step(request, member)
    if has_guessed_too_often(visitor):
        return _page(request, _("Too many tries. Wait a quarter of an hour."), 429)
    if not second_factor.is_code(member, request.POST.get("code", "")):
        count_failure(visitor)
        return _page(
            request, _("This code opens nothing. Wait for the next one, or use a recovery code."), 422
        )
    signing_in.let_in(request, member)
    return signing_in.greet(HttpResponseRedirect(to), request, member)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What any device is asked; the same for everybody."""
    options, state = passkeys.begin_opening(house_of(request))
    request.session[_CHALLENGE] = state
    return JsonResponse(options)


@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Let in who has signed with a passkey."""
    visitor = Visitor.unnamed(request)
    if has_tried_too_often(visitor):
        return JsonResponse({"message": _("Too many tries. Wait a quarter of an hour.")}, status=429)
    known = signing_in.waiting(request)
    state, answer = request.session.pop(_CHALLENGE, None), answer_in(request)
    try:
        if state is None:
            raise PeopleRefused(_("This took too long. Try again."))
        member = passkeys.open_with(house_of(request), state, answer)
    except PeopleRefused as refusal:
        count_failure(visitor)
        return JsonResponse({"message": refusal.message}, status=422)
    to = known[1] if known else next_of(request)
    signing_in.let_in(request, member)
    return signing_in.greet(JsonResponse({"to": to}), request, member)


def house_of(request: HttpRequest) -> House:
    """Where the browser is; Django has checked that the host is one of ours."""
    host = request.get_host()
    return House(host.rsplit(":", 1)[0], f"{request.scheme}://{host}")


def answer_in(request: HttpRequest) -> Any:
    """What the device has answered; nothing if it cannot be read."""
    try:
        return kept_json.read(request.POST.get("answer", "")[:_LONGEST_ANSWER])
    except ValueError:
        return None


def _page(request: HttpRequest, wrong: str, status: int) -> HttpResponse:
    return render(request, "desk/account/second_step.html", {"wrong": wrong}, status=status)
