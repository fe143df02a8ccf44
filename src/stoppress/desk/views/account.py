"""Signing in and out, and what the desk's script may know of the session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import signing_in
from stoppress.desk.answers import wants_json
from stoppress.desk.forms import SignInForm
from stoppress.desk.throttle import Visitor, count_failure, has_tried_too_often
from stoppress.people import single_sign_on
from stoppress.people.models import Member
from stoppress.people.second_factor import has_second_factor


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a member in by e-mail and password; a wrong one of either is told in the same words."""
    form = SignInForm(request.POST or None)
    if request.method != "POST":
        return _form(request, form, 200)
    form.is_valid()
    visitor = Visitor.of(request, form.data.get("email", ""))
    if has_tried_too_often(visitor):
        form.add_error(
            None, _("Too many tries. Wait a quarter of an hour, or use a device you have used before.")
        )
        return _form(request, form, 429)
    member = _member(request, form)
    if member is None:
        count_failure(visitor)
        form.add_error(None, _("E-mail or password is wrong. Type both again."))
        return _form(request, form, 422)
    if has_second_factor(member):
        return _second_step(request, member)
    signing_in.let_in(request, member)
    return signing_in.greet(_welcome(request), request, member)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signing_in.end_this(request)
    return HttpResponseRedirect(reverse("desk:sign-in"))


@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the token that forms need, for pages that have been open for long."""
    is_in = request.user.is_authenticated and signing_in.stands(request, request.user)
    name = request.user.name if request.user.is_authenticated and is_in else ""
    return JsonResponse({"name": name, "csrf": get_token(request)})


def _member(request: HttpRequest, form: SignInForm) -> Member | None:
    if form.errors:
        return None
    data = form.cleaned_data
    return authenticate(request, username=data["email"].strip(), password=data["password"])


def _second_step(request: HttpRequest, member: Member) -> HttpResponse:
    """The pass phrase was right, and is not enough; the script sends her to a page of its own."""
    signing_in.wait_for_second_step(request, member, next_of(request))
    address = reverse("desk:second-step")
    if wants_json(request):
        words = _("Your second factor is asked for: sign in in another tab, and come back.")
        return JsonResponse({"kind": "SecondStep", "message": words, "fields": {}, "to": address}, status=403)
    return HttpResponseRedirect(address)


def _form(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    if wants_json(request):
        message = form.non_field_errors()[0] if form.non_field_errors() else ""
        return JsonResponse({"kind": "SignedOut", "message": message, "fields": {}}, status=status)
    context = {"form": form, "next": next_of(request), "single_sign_on": provider_name()}
    return render(request, "desk/sign_in.html", context, status=status)


def provider_name() -> str:
    """What the button for single sign-on says; empty where there is none."""
    return str(settings.OIDC_NAME or _("Single sign-on")) if single_sign_on.is_on() else ""


def _welcome(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"said": _("Signed in."), "csrf": get_token(request)})
    return HttpResponseRedirect(next_of(request))


def next_of(request: HttpRequest, otherwise: str = "") -> str:
    """Where to go after signing in: a path of the desk, never another house."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    home = reverse("desk:live-blogs")
    is_ours = wanted.startswith(home) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise or home
