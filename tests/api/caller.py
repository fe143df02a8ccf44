"""A client of the API in tests: sends JSON with a token, and holds every answer against the OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.test import Client

_ROOT = "/api/v1"


class Caller:
    """Asks the API as the holder of one token (or of none)."""

    def __init__(self, secret: str) -> None:
        self._client = Client(raise_request_exception=False)
        self.secret = secret

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send this; header names as keywords (`if_match`). A body of bytes goes as it is, anything else as JSON."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        if self.secret and "Authorization" not in named:
            named["Authorization"] = f"Bearer {self.secret}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response: Any = self._client.generic(method, f"{_ROOT}{path}", data, content_type, headers=named)
        refuse_unless_described(method, path, response)
        found: HttpResponse = response
        return found


def refuse_unless_described(method: str, path: str, response: HttpResponse) -> None:
    """Fail the test when the OpenAPI document does not say that this could be answered."""
    assert "Set-Cookie" not in response.headers
    assert b"Traceback" not in response.content
    if response.status_code >= 400 and method != "HEAD":
        problem = read(response)
        assert response["Content-Type"] == "application/problem+json"
        assert problem["status"] == response.status_code
        assert problem["detail"] and problem["title"] and problem["instance"].startswith("urn:uuid:")
    operation = _described(method, path)
    if operation is None:
        assert response.status_code in {404, 405, 200, 401}
        return
    told = operation["responses"].get(str(response.status_code))
    assert told is not None, f"{method} {path}: {response.status_code} is not in the OpenAPI document"
    if response.content:
        media_type = response["Content-Type"].split(";")[0]
        _hold_against(told["content"][media_type]["schema"], read(response), f"{method} {path}")


def read(response: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(response.content)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    return dict(json.loads(Client().get(f"{_ROOT}/openapi.json").content))


def _described(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in document()["paths"].items():
        if re.fullmatch(re.sub(r"{[a-z]+}", "[^/]+", template), f"{_ROOT}{path.split('?')[0]}"):
            found: dict[str, Any] | None = operations.get(method.lower().replace("head", "get"))
            return found
    return None


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def _hold_against(schema: dict[str, Any], value: Any, where: str) -> None:
    """The part of JSON Schema that our document uses."""
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        kinds = [option for option in schema["anyOf"] if _is_of(option, value)]
        assert kinds, f"{where}: {value!r} is none of {schema['anyOf']}"
        schema = kinds[0]
        if "$ref" in schema:
            return _hold_against(schema, value, where)
    assert _is_of(schema, value), f"{where}: {value!r} is no {schema.get('type')}"
    if "enum" in schema:
        assert value in schema["enum"], where
    for name, inner in schema.get("properties", {}).items():
        assert name in value or name not in schema.get("required", []), f"{where}: {name} is missing"
        if name in value:
            _hold_against(inner, value[name], f"{where}.{name}")
    if "properties" in schema and schema.get("title") != "Problem":
        assert set(value) <= set(schema["properties"]), f"{where}: {set(value) - set(schema['properties'])}"
    if "items" in schema:
        for item in value:
            _hold_against(schema["items"], item, f"{where}[]")
    return None


def _is_of(schema: dict[str, Any], value: Any) -> bool:
    if "$ref" in schema:
        return isinstance(value, dict)
    return "type" not in schema or isinstance(value, _TYPES[schema["type"]])
