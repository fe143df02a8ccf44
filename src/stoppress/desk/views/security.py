"""A member's own keys: pass phrase, second factors, and where she is signed in."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stoppress.desk import signing_in
from stoppress.desk.answers import people_refused, said_and_gone
from stoppress.desk.gates import DeskRequest, for_members, recently_confirmed
from stoppress.desk.people.forms import CodeForm, ConfirmForm, PassPhraseForm
from stoppress.desk.throttle import Visitor, count_failure, has_guessed_too_often
from stoppress.desk.views.account import next_of, provider_name
from stoppress.desk.views.second_step import answer_in, house_of
from stoppress.people import keeping, passkeys, second_factor
from stoppress.people.models import Member, Passkey
from stoppress.people.refusals import PeopleRefused

_ADDING = "adding_passkey"
_LONGEST_CODE = 20


@require_safe
@for_members("come in", also_without_factor=True)
def show(request: DeskRequest) -> HttpResponse:
    """Everything that lets her in, and where she is in."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members("come in", also_without_factor=True)
def confirm(request: DeskRequest) -> HttpResponse:
    """Ask her to show once more that she is herself: by pass phrase, a code, a passkey, or the provider."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _confirming(request, form)
    visitor = Visitor.at_second_step(request, request.user)
    words, status = _("This is neither your pass phrase nor a code of now."), 422
    if has_guessed_too_often(visitor):
        words, status = _("Too many tries. Wait a quarter of an hour."), 429
    elif _is_she(request.user, request.POST.get("password", "")):
        signing_in.confirm(request)
        return said_and_gone(request, _("Thank you. Go on."), _wanted(request))
    else:
        count_failure(visitor)
    form.is_valid()
    form.add_error(None, words)
    return _confirming(request, form, status)


def _is_she(member: Member, typed: str) -> bool:
    """By the pass phrase, or a code of her app: who comes by the provider or a passkey may have no pass phrase."""
    return member.check_password(typed) or (
        len(typed) <= _LONGEST_CODE and second_factor.is_code(member, typed)
    )


def _confirming(request: DeskRequest, form: ConfirmForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _wanted(request), "single_sign_on": provider_name()}
    return render(request, "desk/account/confirm.html", context, status=status)


def _wanted(request: DeskRequest) -> str:
    """Where she was going; to her keys, if she says nothing."""
    return next_of(request, reverse("desk:security"))


@require_POST
@recently_confirmed
def change_pass_phrase(request: DeskRequest) -> HttpResponse:
    """Set another pass phrase; all other sessions end."""
    form = PassPhraseForm(request.POST)
    try:
        data: dict[str, Any] = form.checked()
        keeping.set_pass_phrase(request.user, request.user, data["pass_phrase"])
    except PeopleRefused as refusal:
        form.take(refusal)
        return people_refused(request, refusal, lambda: _page(request, form))
    signing_in.end_others(request, request.user)
    update_session_auth_hash(request, request.user)
    return said_and_gone(
        request, _("The new pass phrase holds. All other sessions have ended."), reverse("desk:security")
    )


@require_POST
@for_members("come in", also_without_factor=True)
def end_session(request: DeskRequest, session: str) -> HttpResponse:
    """End one of her own sessions; “others” ends all but this one."""
    if session == "others":
        signing_in.end_others(request, request.user)
        return said_and_gone(request, _("All other sessions have ended."), reverse("desk:security"))
    if not signing_in.end(request.user, session):
        refusal = PeopleRefused(_("This session has ended already."))
        return _refused(request, refusal)
    return said_and_gone(request, _("The session has ended."), reverse("desk:security"))


@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def set_up_app(request: DeskRequest) -> HttpResponse:
    """Show the secret for her app, and take the first code; then the recovery codes, this once."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    try:
        secret = second_factor.begin_codes(request.user)
        if request.method == "POST":
            codes = second_factor.confirm_codes(request.user, request.POST.get("code", ""))
            return _recovery_codes(request, codes)
    except PeopleRefused as refusal:
        if not refusal.fields:
            return _refused(request, refusal)
        form.take(refusal)
        return people_refused(request, refusal, lambda: _set_up(request, form, secret))
    return _set_up(request, form, secret)


@require_POST
@recently_confirmed
def remove_app(request: DeskRequest) -> HttpResponse:
    """Ask for no code of the app any more."""
    try:
        second_factor.remove_codes(request.user)
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    return said_and_gone(request, _("The app is removed."), reverse("desk:security"))


@require_POST
@recently_confirmed
def renew_recovery_codes(request: DeskRequest) -> HttpResponse:
    """Ten new recovery codes; the old ones open nothing any more."""
    if not second_factor.has_second_factor(request.user):
        refusal = PeopleRefused(_("Set up a second factor first; recovery codes stand in for it."))
        return _refused(request, refusal)
    return _recovery_codes(request, second_factor.new_recovery_codes(request.user))


@require_POST
@recently_confirmed
def passkey_options(request: DeskRequest) -> HttpResponse:
    """What her browser is asked to make."""
    options, state = passkeys.begin_adding(house_of(request), request.user)
    request.session[_ADDING] = state
    return JsonResponse(options)


@require_POST
@recently_confirmed
def add_passkey(request: DeskRequest) -> HttpResponse:
    """Keep what her browser has made."""
    state = request.session.pop(_ADDING, None)
    try:
        if state is None:
            raise PeopleRefused(_("This took too long. Try again."))
        made = passkeys.add(
            house_of(request), request.user, state, answer_in(request), request.POST.get("name", "")
        )
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    said = _("“%(name)s” is kept. You can sign in with it from now on.") % {"name": made}
    return said_and_gone(request, said, reverse("desk:security"))


@require_POST
@recently_confirmed
def remove_passkey(request: DeskRequest, passkey: str) -> HttpResponse:
    """Let a passkey open nothing any more."""
    try:
        passkeys.remove(request.user, passkey)
    except PeopleRefused as refusal:
        return _refused(request, refusal)
    return said_and_gone(request, _("The passkey is removed."), reverse("desk:security"))


def _refused(request: DeskRequest, refusal: PeopleRefused) -> HttpResponse:
    return people_refused(request, refusal, lambda: _page(request, trouble=refusal.message))


def _set_up(request: DeskRequest, form: CodeForm, secret: str) -> HttpResponse:
    drawn = segno.make(second_factor.address_of(request.user, secret), micro=False)
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "qr": drawn.svg_data_uri(scale=5, border=3, light="#fff", dark="#000"),
    }
    return render(request, "desk/account/app.html", context)


def _recovery_codes(request: DeskRequest, codes: list[str]) -> HttpResponse:
    return render(request, "desk/account/recovery_codes.html", {"codes": codes})


def _page(request: DeskRequest, form: PassPhraseForm | None = None, trouble: str = "") -> HttpResponse:
    member = request.user
    context = {
        "form": form or PassPhraseForm(),
        "trouble": trouble,
        "has_app": second_factor.has_codes(member),
        "passkeys": Passkey.objects.filter(member=member).order_by("pk"),
        "codes_left": second_factor.recovery_codes_left(member),
        "must_have_one": second_factor.must_have_one(member),
        "has_factor": second_factor.has_second_factor(member),
        "sessions": signing_in.sessions_of(member),
        "this_session": signing_in.this_session(request),
        "is_confirmed": signing_in.is_confirmed(request),
        "has_pass_phrase": member.has_usable_password(),
    }
    return render(request, "desk/account/security.html", context)
