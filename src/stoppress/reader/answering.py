"""How the readers' pages that Django makes are answered: whose they are, how long they may be kept, what runs on them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseRedirect

from stoppress.wire.models import Wire

CACHING = "public, max-age=2, s-maxage=10, stale-while-revalidate=30, stale-if-error=600"
REDIRECT_CACHING = "public, max-age=60"
#: A page is kept for the state of the wire that it shows; this only bounds what is kept of old states.
KEPT_SECONDS = 60
#: No script at all runs on these pages, unless it is ours.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'self'"
)
SCRIPT_POLICY = (
    f"{POLICY}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; "
    "trusted-types stoppress stoppress-worker"
)


def public_wire(slug: str) -> Wire:
    """The wire of this public live blog; Http404 for one that is not public, as for one that does not exist."""
    wire = Wire.objects.filter(name=slug, head__gt=0, live_blog__isnull=False).first()
    if wire is None:
        raise Http404
    return wire


def kept(wire: Wire, name: str, make: Callable[[], str]) -> str:
    """The page of this name, made once for each state of the wire."""
    key = f"{name}-{wire.pk}-{wire.cursor}"
    page: str | None = cache.get(key)
    if page is None:
        page = make()
        cache.set(key, page, KEPT_SECONDS)
    return page


def public_answer(
    text: str,
    *,
    status: int = 200,
    caching: str = CACHING,
    may_run_script: bool = False,
    is_to_be_found: bool = False,
) -> HttpResponse:
    """A page for every reader; search engines are to show it only if it is to be found beside the live page."""
    response = HttpResponse(text, status=status)
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = SCRIPT_POLICY if may_run_script else POLICY
    response.headers["X-Robots-Tag"] = "all" if is_to_be_found else "noindex"
    return response


def redirect(address: str) -> HttpResponseRedirect:
    """To another address of ours, for a minute."""
    response = HttpResponseRedirect(address)
    del response.headers["Content-Type"]  # nothing is in it
    response.headers["Cache-Control"] = REDIRECT_CACHING
    return response
