"""Signing in at the newsroom's own provider: going there, and coming back."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stoppress.desk import signing_in
from stoppress.desk.answers import trouble
from stoppress.desk.views.account import next_of
from stoppress.people import single_sign_on
from stoppress.people.second_factor import has_second_factor
from stoppress.people.single_sign_on import NotSignedIn, Wish

_WISH, _TO = "single_sign_on", "single_sign_on_to"


@require_safe
def go(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. A link, not a form: our policy lets forms go nowhere else."""
    if not single_sign_on.is_on():
        return trouble(request, 404, _("There is no single sign-on here."))
    wish = Wish.new()
    try:
        address = single_sign_on.address_to_go_to(wish, _back(), anew="anew" in request.GET)
    except NotSignedIn as refusal:
        return trouble(request, 503, refusal.message)
    request.session[_WISH], request.session[_TO] = asdict(wish), next_of(request)
    return HttpResponseRedirect(address)


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider names; what was begun here serves once."""
    kept, to = request.session.pop(_WISH, None), request.session.pop(_TO, reverse("desk:live-blogs"))
    if not single_sign_on.is_on() or kept is None:
        return trouble(request, 404, _("No sign-in was begun here. Begin at the sign-in page."))
    try:
        member = single_sign_on.member_who_came_back(Wish(**kept), request.GET.dict(), _back())
    except NotSignedIn as refusal:
        return trouble(request, 422, refusal.message)
    if has_second_factor(member) and not settings.OIDC_IS_SECOND_FACTOR:
        signing_in.wait_for_second_step(request, member, to)
        return HttpResponseRedirect(reverse("desk:second-step"))
    signing_in.let_in(request, member)
    signing_in.note_factor_elsewhere(request)
    return signing_in.greet(HttpResponseRedirect(to), request, member)


def _back() -> str:
    return f"{settings.PUBLIC_URL}{reverse('desk:back-from-elsewhere')}"
