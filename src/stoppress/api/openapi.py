"""What the OpenAPI document says beyond types: which errors each call has, and the headers of unsafe ones."""

from __future__ import annotations

from typing import Any

from stoppress.api import answers

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_MEANINGS = {
    202: "Kept, and not public yet: it waits for a second person or for its moment.",
    304: "You have this version.",
    400: "The body is not JSON that can be read in one way.",
    401: "No token, or one that opens nothing.",
    403: "The token reads only, or the member's role may not do this.",
    404: "There is no such thing for this token.",
    409: "Somebody saved another version (it is in `current`), or it is not possible as things stand.",
    412: "As 409, when If-Match was sent.",
    413: "The body is longer than 1 MiB.",
    415: "The body is not application/json.",
    422: "A field cannot be taken, or the Idempotency-Key was used for something else.",
    428: "The version that you saw is missing.",
    500: "A fault of ours.",
    503: "Busy; Retry-After says when to try again.",
    507: "The disk is full.",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "One for each act; the same sending again gets the first answer. Left out: made and answered.",
}
_KEY_OF_A_FILE = _KEY | {
    "description": "One for each file; the same file again under it is the picture that there is."
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": 'The version that you saw, such as "3"; or send it as `version`.',
}
_SENT_BACK = {
    "Idempotency-Key": {"schema": {"type": "string"}, "description": "The key of this sending."},
    "Idempotency-Replayed": {
        "schema": {"type": "string", "const": "true"},
        "description": "Only there when this sending had been answered before.",
    },
}


def reads(*statuses: int) -> dict[str, Any]:
    """What a call that changes nothing adds to its description."""
    return {"tags": ["Reading"], "openapi_extra": {"responses": _responses(401, *statuses, 500, 503)}}


def writes(*statuses: int) -> dict[str, Any]:
    """What an act adds to its description."""
    told = _responses(400, 401, 403, 404, 409, 413, 415, 422, 500, 503, 507, *statuses)
    return {"tags": ["Writing"], "openapi_extra": {"parameters": [_KEY], "responses": told}}


def changes() -> dict[str, Any]:
    """As `writes`, for an act that names the version it saw."""
    described = writes(412, 428)
    described["openapi_extra"]["parameters"] = [_KEY, _IF_MATCH]
    return described


def takes_a_picture() -> dict[str, Any]:
    """What the call adds that takes the bytes of a picture."""
    body = {"schema": {"type": "string", "format": "binary"}}
    told = _responses(401, 403, 404, 413, 422, 500, 503)
    content = {name: body for name in ("image/jpeg", "image/png", "image/webp", "image/avif", "image/heic")}
    return {
        "tags": ["Writing"],
        "openapi_extra": {
            "parameters": [_KEY_OF_A_FILE],
            "requestBody": {"required": True, "content": content},
            "responses": told,
        },
    }


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the shape of problems, and with the headers that acts send back."""
    schema = answers.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= schema.pop("$defs") | {"Problem": schema}
    for path in document["paths"].values():
        for method, operation in path.items():
            if method != "get" and "parameters" in operation and _KEY in operation["parameters"]:
                _of_success(operation)["headers"] = _SENT_BACK
    return document


def _of_success(operation: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(told for status, told in operation["responses"].items() if int(status) < 300)
    return found


def _responses(*statuses: int) -> dict[int, Any]:
    return {
        status: {"description": _MEANINGS[status]} | ({"content": _PROBLEM} if status >= 400 else {})
        for status in sorted(statuses)
    }
