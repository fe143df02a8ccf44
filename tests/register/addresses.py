"""Every address that the code answers, as the permission table and the register write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


def addresses_of_django() -> set[str]:
    """Every address of the URL conf, with its parameters as `{name}`; a room's last word (“nothing here”) is none."""
    found = set()
    for route, name in _walk(get_resolver().url_patterns, ""):
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        if name not in _LAST_WORDS:
            found.add(address)
    return found


#: Patterns that match whatever is left over and answer 404; the framework's root of the API is one of them.
_LAST_WORDS = {"not-there", "nothing-here", "api-root"}


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + _route(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.name or ""


def _route(pattern: URLPattern | URLResolver) -> str:
    route = pattern.pattern
    if isinstance(route, RoutePattern):
        return str(route)
    return str(route).strip("^$")
