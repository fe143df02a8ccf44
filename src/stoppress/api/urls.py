"""Addresses of the api: bearer tokens only, JSON only, every trouble as problem+json."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from stoppress.api import openapi, problems, strict_json
from stoppress.api import outgoing as outgoing  # adds its calls
from stoppress.api import pictures as pictures  # adds its calls
from stoppress.api import questions as questions  # adds its calls
from stoppress.api import reading as reading  # adds its calls
from stoppress.api import releases as releases  # adds its calls
from stoppress.api import round_ups as round_ups  # adds its calls
from stoppress.api import writing as writing  # adds its calls
from stoppress.api.bearer import Bearer
from stoppress.api.calls import calls
from stoppress.api.door import behind_the_door, guarded, nothing_here
from stoppress.api.problems import WRONG_TYPE, Problem

DESCRIPTION = (
    "Publish to a live blog, and read what its readers see. A token belongs to one member and one live blog. "
    "Every act can be repeated under its Idempotency-Key; every change names the version it saw."
)


class StrictParser(Parser):
    """Takes application/json, and reads it in one way."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(WRONG_TYPE, "Send the body as JSON, with “Content-Type: application/json”.")
        return strict_json.read(request.body)


class MachineDoor(NinjaAPI):
    """Answers every trouble as a problem, and names operations as their functions are called."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.from_exception(request, exc)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = MachineDoor(
    title="Stop Press",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    auth=Bearer(),
    parser=StrictParser(),
    urls_namespace="api",
)
api.add_router("", calls)


@require_safe
def openapi_document(request: HttpRequest) -> HttpResponse:
    """The description of everything above, for programs."""
    document = openapi.completed(api.get_openapi_schema(path_prefix="api/v1/"))
    response = HttpResponse(
        api.renderer.render(request, document, response_status=200), content_type="application/json"
    )
    response["Cache-Control"] = "public, max-age=300"
    return response


_patterns, _app_name, _namespace = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", guarded(openapi_document), name="openapi"),
    *behind_the_door(_patterns),
    re_path("", guarded(nothing_here), name="nothing-here"),
]
