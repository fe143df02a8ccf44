"""Sends on whoever asks Django for a live blog under an address that it has had: readers' pages, the desk and the API alike."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from stoppress.wire import naming

#: Where in the path the name of a live blog stands.
_DOORS = (("desk",), ("api", "v1", "live-blogs"), ())
_PUBLIC_CACHING = "public, max-age=60"


class MovedOn(HttpResponsePermanentRedirect):
    """A redirect that keeps the method and what was sent: an editor's form arrives where it was meant to."""

    status_code = 308


class FormerNames:
    """Turns a 404 under a former name into the way to the new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if response.status_code != 404:
            return response
        address = _address_now(request)
        return _redirect(request, address) if address else response


def _address_now(request: HttpRequest) -> str:
    """The same address under the name of now; “” if nothing has moved."""
    steps = request.get_full_path().split("/")
    door = next(door for door in _DOORS if tuple(steps[1 : 1 + len(door)]) == door)
    index = 1 + len(door)
    if len(steps) <= index + 1 or not steps[index]:
        return ""
    name = naming.moved_to(steps[index])
    return "/".join([*steps[:index], name, *steps[index + 1 :]]) if name else ""


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    moved = MovedOn(address)
    del moved.headers["Content-Type"]
    if not request.path_info.startswith(("/desk/", "/api/")):
        moved.headers["Cache-Control"] = _PUBLIC_CACHING
    return moved
