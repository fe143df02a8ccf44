"""The people of one live blog: who works on it as what, and who is invited to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk.answers import people_refused, said_and_gone
from stoppress.desk.gates import DeskRequest, confirmed_on, on_blog
from stoppress.desk.pages import panel_page
from stoppress.desk.people import screens
from stoppress.desk.people.forms import InvitationForm, TeamForm
from stoppress.desk.people.invited import link_to, mail_it
from stoppress.desk.role_words import role_choices, role_lines, role_words
from stoppress.desk.views.people import version_in
from stoppress.people import inviting, keeping
from stoppress.people.models import Member
from stoppress.people.refusals import PeopleRefused
from stoppress.people.rights import BLOG_ROLES, may
from stoppress.questions import expert_members
from stoppress.stories.models import LiveBlog

_KEEP = "keep people of a live blog"


@require_http_methods(["GET", "HEAD"])
@on_blog("see people")
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Everybody who may do something here; in place, for the script, the list alone."""
    if request.headers.get("X-In-Place"):
        return panel_page(request, blog, "people", {"lines": screens.team(blog, request.user)})
    return _page(request, blog)


@require_POST
@on_blog(_KEEP)
@confirmed_on("desk:team")
def add(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Give a member of the newsroom a role on this live blog."""
    form = TeamForm(screens.can_be_given(blog), BLOG_ROLES, request.POST)
    try:
        data: dict[str, Any] = form.checked()
        who = _give(request, blog, data["member"], 0, data["role"])
    except PeopleRefused as refusal:
        form.take(refusal)
        return people_refused(request, refusal, lambda: _page(request, blog, team=form))
    return _done(request, blog, who, _given_words(who, data["role"]))


@require_POST
@on_blog(_KEEP)
@confirmed_on("desk:team")
def change_role(request: DeskRequest, blog: LiveBlog, member: str) -> HttpResponse:
    """Give a member another role on this live blog."""
    role = request.POST.get("role", "")

    def do() -> HttpResponse:
        who = _give(request, blog, member, version_in(request), role)
        return _done(request, blog, who, _given_words(who, role))

    return _or_refused(request, blog, do)


@require_POST
@on_blog(_KEEP)
@confirmed_on("desk:team")
def remove(request: DeskRequest, blog: LiveBlog, member: str) -> HttpResponse:
    """Take the role of this live blog from a member; what she is in the newsroom holds again."""

    def do() -> HttpResponse:
        with transaction.atomic():
            who = keeping.take_blog_role(request.user, blog.pk, member, version_in(request))
            expert_members.settle(who)
        gaps = {"name": who, "role": str(role_words(who.role)).lower()}
        return _done(
            request, blog, who, _("%(name)s is here what they are in the newsroom: %(role)s.") % gaps
        )

    return _or_refused(request, blog, do)


@require_POST
@on_blog(_KEEP)
def invite(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Invite somebody to this live blog alone; the link is shown this once."""
    form = InvitationForm(BLOG_ROLES, request.POST)
    try:
        data: dict[str, Any] = form.checked()
        days = data["days"] or inviting.DAYS
        with transaction.atomic():
            made = inviting.invite(
                request.user, data["email"], data["name"], data["role"], days=days, blog=blog.pk
            )
            is_mailed = mail_it(made)
    except PeopleRefused as refusal:
        form.take(refusal)
        return people_refused(request, refusal, lambda: _page(request, blog, form))
    told = {"made_link": link_to(made), "made_for": made, "mailed": screens.mailed_words(made, is_mailed)}
    return _page(request, blog, more=told)


@require_POST
@on_blog(_KEEP)
def end_invitation(request: DeskRequest, blog: LiveBlog, invitation: str) -> HttpResponse:
    """Take an invitation to this live blog back."""

    def do() -> HttpResponse:
        inviting.end_invitation(request.user, invitation, blog.pk)
        return said_and_gone(request, _("The invitation is ended."), _address(blog))

    return _or_refused(request, blog, do)


@require_safe
@on_blog("see assigned questions")
def assigned(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """Lead an expert to what is assigned to them here."""
    return HttpResponseRedirect(reverse("expert", args=[expert_members.way_in(request.user, blog)]))


def _give(request: DeskRequest, blog: LiveBlog, member: str, version: int, role: str) -> Member:
    with transaction.atomic():
        who = keeping.give_blog_role(request.user, blog.pk, member, version, role).member
        expert_members.settle(who)
    return who


def _given_words(who: Member, role: str) -> str:
    return _("%(name)s is now %(role)s here.") % {"name": who, "role": str(role_words(role)).lower()}


def _or_refused(request: DeskRequest, blog: LiveBlog, do: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return do()
    except PeopleRefused as refusal:
        trouble = {"trouble": refusal.message}
        return people_refused(request, refusal, lambda: _page(request, blog, more=trouble))


def _done(request: DeskRequest, blog: LiveBlog, who: Member, said: str) -> HttpResponse:
    return said_and_gone(request, said, f"{_address(blog)}#member-{who.public_id}")


def _address(blog: LiveBlog) -> str:
    return reverse("desk:team", args=[blog.slug])


def _page(
    request: DeskRequest,
    blog: LiveBlog,
    form: InvitationForm | None = None,
    *,
    team: TeamForm | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    may_keep = may(request.role, _KEEP)
    context = {
        "blog": blog,
        "lines": screens.team(blog, request.user),
        "may_keep": may_keep,
        "role_choices": role_choices(BLOG_ROLES),
        "role_lines": role_lines(BLOG_ROLES),
        "form": form or InvitationForm(BLOG_ROLES),
        "team_form": team or TeamForm(screens.can_be_given(blog), BLOG_ROLES),
        "invitations": screens.invitations(blog.newsroom, blog) if may_keep else [],
        "entries": screens.entries(blog.newsroom, blog) if may_keep else [],
        **(more or {}),
    }
    return render(request, "desk/people/team.html", context)
