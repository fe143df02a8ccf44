"""The people of the newsroom: who they are, what they may do, who is invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import signing_in
from stoppress.desk.answers import people_refused, said_and_gone
from stoppress.desk.gates import DeskRequest, ask_to_confirm, confirmed_for, for_members
from stoppress.desk.people import screens
from stoppress.desk.people.forms import InvitationForm, RulesForm
from stoppress.desk.people.invited import link_to, mail_it
from stoppress.desk.role_words import role_choices, role_lines, role_words
from stoppress.people import inviting, keeping, second_factor
from stoppress.people.models import Member, Newsroom
from stoppress.people.refusals import NoSuchPerson, PeopleRefused
from stoppress.people.rights import Role, may
from stoppress.questions import expert_members


@require_safe
@for_members("see people")
def show(request: DeskRequest) -> HttpResponse:
    """Everybody of the newsroom, and who is invited."""
    return _page(request)


@require_POST
@for_members("keep people")
@confirmed_for("desk:people")
def change_role(request: DeskRequest, member: str) -> HttpResponse:
    """Make a member another thing in the newsroom."""
    role = request.POST.get("role", "")
    return _change(
        request,
        lambda version: keeping.change_role(request.user, request.user.newsroom, member, version, role),
        lambda who: _("%(name)s is now %(role)s.") % {"name": who, "role": str(role_words(who.role)).lower()},
    )


@require_POST
@for_members("keep people")
@confirmed_for("desk:people")
def deactivate(request: DeskRequest, member: str) -> HttpResponse:
    """Let a member out, with all sessions and tokens, at once."""
    return _change(
        request,
        lambda version: keeping.deactivate(request.user, request.user.newsroom, member, version),
        lambda who: _("%(name)s is deactivated. Their sessions and tokens have ended.") % {"name": who},
    )


@require_POST
@for_members("keep people")
@confirmed_for("desk:people")
def reactivate(request: DeskRequest, member: str) -> HttpResponse:
    """Let a member in again."""
    return _change(
        request,
        lambda version: keeping.reactivate(request.user, request.user.newsroom, member, version),
        lambda who: _("%(name)s can sign in again. Tokens must be made anew.") % {"name": who},
    )


@require_POST
@for_members("keep people")
@confirmed_for("desk:people")
def reset_factors(request: DeskRequest, member: str) -> HttpResponse:
    """Remove the second factors of a member who has lost them; her sessions end."""
    found = Member.objects.filter(newsroom=request.user.newsroom, public_id=member).first()
    if found is None:
        return _refused(request, NoSuchPerson(_("There is no such member.")))
    try:
        second_factor.reset(request.user, found)
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    said = _("%(name)s signs in with the pass phrase alone, until a second factor is set up again.")
    return said_and_gone(request, said % {"name": found}, f"{reverse('desk:people')}#member-{member}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members("keep people")
def set_rules(request: DeskRequest) -> HttpResponse:
    """Say which roles must have a second factor."""
    if request.method != "POST":
        return _rules(request)
    if not signing_in.is_confirmed(request):
        return ask_to_confirm(request, "desk:sign-in-rules")
    roles = request.POST.getlist("roles")
    try:
        second_factor.set_rules(request.user, request.user.newsroom, version_in(request), roles)
    except PeopleRefused as refusal:
        said = refusal.message
        return people_refused(request, refusal, lambda: _rules(request, said))
    return said_and_gone(request, _("It holds from now on."), reverse("desk:people"))


@require_POST
@for_members("keep people")
def invite(request: DeskRequest) -> HttpResponse:
    """Invite somebody; the link is shown this once. A chief is invited only by who has shown lately that it is her."""
    if request.POST.get("role") == Role.CHIEF and not signing_in.is_confirmed(request):
        return ask_to_confirm(request, "desk:people")
    form = InvitationForm(list(Role), request.POST)
    try:
        data: dict[str, Any] = form.checked()
        with transaction.atomic():
            made = inviting.invite(
                request.user, data["email"], data["name"], data["role"], days=data["days"] or inviting.DAYS
            )
            is_mailed = mail_it(made)
    except PeopleRefused as refusal:
        form.take(refusal)
        return people_refused(request, refusal, lambda: _page(request, form))
    told = {"made_link": link_to(made), "made_for": made, "mailed": screens.mailed_words(made, is_mailed)}
    return _page(request, more=told)


@require_POST
@for_members("keep people")
def end_invitation(request: DeskRequest, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    try:
        inviting.end_invitation(request.user, invitation)
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    return said_and_gone(request, _("The invitation is ended."), reverse("desk:people"))


def version_in(request: DeskRequest, name: str = "version") -> int:
    """The version that the form was filled with; no number is none that ever was."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _change(request: DeskRequest, do: Callable[[int], Member], said: Callable[[Member], str]) -> HttpResponse:
    try:
        with transaction.atomic():
            who = do(version_in(request))
            expert_members.settle(who)
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    return said_and_gone(request, said(who), f"{reverse('desk:people')}#member-{who.public_id}")


def _rules(request: DeskRequest, trouble: str = "") -> HttpResponse:
    newsroom = Newsroom.objects.get(pk=request.user.newsroom_id)
    form = RulesForm(roles=newsroom.second_factor_roles)
    context = {"form": form, "newsroom": newsroom, "trouble": trouble}
    return render(request, "desk/people/rules.html", context)


def _refused(request: DeskRequest, refusal: PeopleRefused) -> HttpResponse:
    return people_refused(request, refusal, lambda: _page(request, more={"trouble": refusal.message}))


def _page(
    request: DeskRequest, form: InvitationForm | None = None, more: dict[str, Any] | None = None
) -> HttpResponse:
    newsroom, may_keep = request.user.newsroom, may(request.role, "keep people")
    context = {
        "lines": screens.members(newsroom, request.user),
        "may_keep": may_keep,
        "role_choices": role_choices(list(Role)),
        "role_lines": role_lines(list(Role)),
        "form": form or InvitationForm(list(Role)),
        "invitations": screens.invitations(newsroom) if may_keep else [],
        "entries": screens.entries(newsroom) if may_keep else [],
        **(more or {}),
    }
    return render(request, "desk/people/newsroom.html", context)
