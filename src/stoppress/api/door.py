"""The door that every address of this room stands behind: HEAD, wrong methods and faults are answered here, in one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt

from stoppress.api import problems
from stoppress.api.problems import NOT_THERE

View = Callable[..., HttpResponseBase]


def behind_the_door(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """These patterns, each view wrapped."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            raise TypeError(f"{pattern} is no plain address.")
        yield URLPattern(pattern.pattern, guarded(pattern.callback), pattern.default_args, pattern.name)


def guarded(view: View) -> View:
    """The view, with HEAD answered where GET is, and every trouble as a problem."""

    @csrf_exempt  # no cookie is looked at here, so there is nothing that a foreign page could ride on
    @wraps(view)
    def door(request: HttpRequest, **names: str) -> HttpResponseBase:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        try:
            response = view(request, **names)
        except Exception as error:
            response = problems.from_exception(request, error)
        if is_head:
            request.method = "HEAD"  # the server leaves the body out, and tells its length
        return _wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    return door


def nothing_here(request: HttpRequest, **names: str) -> HttpResponse:
    """Every other address of this room."""
    return problems.answer(
        NOT_THERE, "There is nothing at this address. /api/v1/openapi.json names them all."
    )


def _wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = set(response["Allow"].split(", "))
    if "GET" in allowed:
        allowed.add("HEAD")
    return problems.wrong_method(request, sorted(allowed))
