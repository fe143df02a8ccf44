"""Coming in by an invitation: the link is the key, once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stoppress.desk import signing_in
from stoppress.desk.answers import people_refused, trouble
from stoppress.desk.people.forms import JoinForm
from stoppress.desk.role_words import role_words
from stoppress.people import inviting
from stoppress.people.inviting import CannotBeTaken
from stoppress.people.models import Invitation
from stoppress.people.refusals import PeopleRefused
from stoppress.questions import expert_members


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what, or let the invited person become a member."""
    response = _taken(request, secret) if request.method == "POST" else _opened(request, secret)
    # Django logs the address of what is refused; this one is a key.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _opened(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        invitation = inviting.opened(secret)
    except CannotBeTaken as closed:
        return trouble(request, closed.status, closed.message)
    return _page(request, invitation, JoinForm(name=invitation.name))


def _taken(request: HttpRequest, secret: str) -> HttpResponse:
    form = JoinForm(request.POST)
    try:
        invitation = inviting.opened(secret)
    except CannotBeTaken as closed:
        return trouble(request, closed.status, closed.message)
    try:
        data: dict[str, Any] = form.checked()
        with transaction.atomic():
            member = inviting.take(secret, data["name"], data["pass_phrase"])
            expert_members.settle(member)
    except PeopleRefused as refusal:
        form.take(refusal)
        return people_refused(request, refusal, lambda: _page(request, invitation, form))
    signing_in.let_in(request, member)
    return signing_in.greet(HttpResponseRedirect(reverse("desk:live-blogs")), request, member)


def _page(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    context = {"invitation": invitation, "role_word": role_words(invitation.role), "form": form}
    return render(request, "desk/people/join.html", context)
