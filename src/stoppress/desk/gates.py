"""Who may come in: a member who is signed in, a live blog of her newsroom, a right of her role."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from stoppress.desk import signing_in
from stoppress.desk.answers import trouble, wants_json
from stoppress.people.models import Member
from stoppress.people.rights import Role, may
from stoppress.people.roles import role_on
from stoppress.people.second_factor import has_second_factor, must_have_one
from stoppress.stories.models import LiveBlog, Post, State
from stoppress.toolkit import clock

P = ParamSpec("P")
View = Callable[P, HttpResponseBase]

#: A session that was idle for so long is over; a whole one ends after SESSION_COOKIE_AGE.
IDLE = timedelta(hours=12)
#: How often the last visit is written down; each writing is a commit.
_NOTED_EVERY = timedelta(minutes=10)
_SEEN_AT = "seen_at"


class DeskRequest(HttpRequest):
    """A request whose member is known."""

    user: Member
    #: What she is on the live blog that the address names, else in the newsroom.
    role: Role


def for_members(
    act: str = "see the desk", *, also_without_factor: bool = False
) -> Callable[[View[Concatenate[DeskRequest, P]]], View[Concatenate[HttpRequest, P]]]:
    """Let in members who are signed in and may do this act; strangers are sent to sign in (JSON: 401)."""

    def gate(view: View[Concatenate[DeskRequest, P]]) -> View[Concatenate[HttpRequest, P]]:
        @functools.wraps(view)
        def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _is_signed_in(request):
                return _ask_to_sign_in(request)
            known = cast(DeskRequest, request)
            known.role = Role(known.user.role)
            if not also_without_factor and _lacks_factor(known):
                return _ask_for_factor(request)
            return _not_allowed(known, act) or view(known, *args, **kwargs)

        return gated

    return gate


def on_blog(
    act: str = "see the desk",
) -> Callable[[View[Concatenate[DeskRequest, LiveBlog, P]]], Callable[..., HttpResponseBase]]:
    """As `for_members`, and the live blog is one of her newsroom; of another newsroom, or none: the same 404."""

    def gate(view: View[Concatenate[DeskRequest, LiveBlog, P]]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        @for_members("come in")
        def gated(request: DeskRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            ours = LiveBlog.objects.filter(newsroom=request.user.newsroom_id, slug=slug)
            blog = ours.select_related("wire", "newsroom").first()
            request.role = role_on(request.user, blog.pk) if blog else Role.GUEST
            if blog is None or request.role is Role.GUEST:
                return trouble(request, 404, _("There is no such live blog."))
            return _not_allowed(request, act) or view(request, blog, *args, **kwargs)

        return gated

    return gate


def on_post(
    act: str,
) -> Callable[[Callable[[DeskRequest, LiveBlog, Post], HttpResponse]], Callable[..., HttpResponseBase]]:
    """As `on_blog`, and the post is one of that blog; what was taken down is not there."""

    def gate(view: Callable[[DeskRequest, LiveBlog, Post], HttpResponse]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        @on_blog(act)
        def gated(request: DeskRequest, blog: LiveBlog, post: str) -> HttpResponse:
            found = Post.objects.filter(blog=blog, public_id=post).exclude(state=State.TAKEN_DOWN).first()
            if found is None:
                return trouble(request, 404, _("There is no such post; it may have been taken down."))
            found.blog = blog
            return view(request, blog, found)

        return gated

    return gate


def _not_allowed(request: DeskRequest, act: str) -> HttpResponse | None:
    if may(request.role, act):
        return None
    return trouble(request, 403, _("As %(role)s you cannot do this. Ask an editor.") % {"role": request.role})


def _is_signed_in(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    now = clock.now().timestamp()
    seen_at = request.session.get(_SEEN_AT, now)
    if now - seen_at > IDLE.total_seconds() or not signing_in.stands(request, request.user):
        signing_in.end_this(request)
        return False
    if _SEEN_AT not in request.session or now - seen_at > _NOTED_EVERY.total_seconds():
        request.session[_SEEN_AT] = now
        signing_in.note_visit(request)
    return True


def _lacks_factor(request: DeskRequest) -> bool:
    if not must_have_one(request.user) or has_second_factor(request.user):
        return False
    return not signing_in.was_asked_elsewhere(request)


def _ask_for_factor(request: HttpRequest) -> HttpResponse:
    """The newsroom asks for a second factor, and she has none: nothing else is open until she has."""
    address = reverse("desk:security")
    words = _("The newsroom asks for a second factor. Set one up first.")
    if wants_json(request):
        return JsonResponse(
            {"kind": "FactorNeeded", "message": words, "fields": {}, "to": address}, status=403
        )
    messages.warning(request, words)
    return HttpResponseRedirect(address)


def confirmed_for(
    back: str,
) -> Callable[[Callable[Concatenate[DeskRequest, P], HttpResponse]], Callable[..., HttpResponseBase]]:
    """For what a stolen session must not do: she has signed in a moment ago, or shows that she is herself, and comes `back`."""

    def gate(view: Callable[Concatenate[DeskRequest, P], HttpResponse]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        @for_members("come in", also_without_factor=True)
        def gated(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if signing_in.is_confirmed(request):
                return view(request, *args, **kwargs)
            return ask_to_confirm(request, back)

        return gated

    return gate


#: For changes of her own pass phrase and second factors.
recently_confirmed = confirmed_for("desk:security")


def confirmed_on(
    back: str,
) -> Callable[
    [Callable[Concatenate[DeskRequest, LiveBlog, P], HttpResponse]],
    Callable[Concatenate[DeskRequest, LiveBlog, P], HttpResponse],
]:
    """As `confirmed_for`, behind `on_blog`: she comes `back` to the page of this name of the live blog."""

    def gate(
        view: Callable[Concatenate[DeskRequest, LiveBlog, P], HttpResponse],
    ) -> Callable[Concatenate[DeskRequest, LiveBlog, P], HttpResponse]:
        @functools.wraps(view)
        def gated(request: DeskRequest, blog: LiveBlog, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if signing_in.is_confirmed(request):
                return view(request, blog, *args, **kwargs)
            return ask_to_confirm(request, back, blog.slug)

        return gated

    return gate


def ask_to_confirm(request: DeskRequest, back: str, *names: str) -> HttpResponse:
    """Send her to show that she is herself, and then to this page, where nothing was changed yet."""
    address = reverse("desk:confirm")
    if back != "desk:security":
        address = f"{address}?{urlencode({'next': reverse(back, args=names)})}"
    if wants_json(request):
        words = _("Show first that it is you.")
        return JsonResponse(
            {"kind": "ConfirmFirst", "message": words, "fields": {}, "to": address}, status=403
        )
    if request.method == "POST":
        messages.warning(request, _("Nothing was changed yet. Show first that it is you, then do it again."))
    return HttpResponseRedirect(address)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    address, kind = reverse("desk:sign-in"), "SignedOut"
    words = _("You are signed out. Your text is kept; sign in and send it again.")
    if signing_in.was_deactivated(request):
        kind = "Deactivated"
        words = _("You were deactivated in this newsroom, and can do nothing here any more. Ask a chief.")
    if wants_json(request):
        body = {"kind": kind, "message": words, "fields": {}, "sign_in": address}
        return JsonResponse(body, status=401)
    if kind == "Deactivated":
        messages.warning(request, words)
    back = request.get_full_path() if request.method == "GET" else reverse("desk:live-blogs")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': back})}")
