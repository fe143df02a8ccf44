"""Errors of the machine door: one shape for all of them (RFC 9457), with words that say what to do, never a trace."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from stoppress.api.strict_json import BadJson
from stoppress.publishing import refusals

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="Stop Press"'

_log = logging.getLogger("stoppress.api")


@dataclass(frozen=True)
class Kind:
    """One sort of trouble: `name` ends its type address, by which programs tell it from others."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        return f"urn:stoppress:problem:{self.name}"


BAD_BODY = Kind("bad-body", 400, "The body cannot be read")
BAD_REQUEST = Kind("bad-request", 400, "The request cannot be read")
NO_TOKEN = Kind("no-token", 401, "A valid token is needed")
NOT_ALLOWED = Kind("not-allowed", 403, "Not allowed")
NOT_THERE = Kind("not-there", 404, "There is no such thing")
WRONG_METHOD = Kind("wrong-method", 405, "This address has no such method")
CONFLICT = Kind("conflict", 409, "Somebody was faster")
WRONG_STATE = Kind("wrong-state", 409, "Not possible as things stand")
PRECONDITION_FAILED = Kind("precondition-failed", 412, "Somebody was faster")
TOO_LARGE = Kind("too-large", 413, "The body is too large")
WRONG_TYPE = Kind("wrong-type", 415, "The body is not JSON")
INVALID = Kind("invalid", 422, "Something in it cannot be taken")
KEY_REUSED = Kind("key-reused", 422, "This Idempotency-Key was used for something else")
VERSION_MISSING = Kind("version-missing", 428, "Say which version you saw")
FAULT = Kind("fault", 500, "A fault of ours")
BUSY = Kind("busy", 503, "Busy")
DISK_FULL = Kind("disk-full", 507, "The disk is full")

KINDS = (
    BAD_BODY,
    BAD_REQUEST,
    NO_TOKEN,
    NOT_ALLOWED,
    NOT_THERE,
    WRONG_METHOD,
    CONFLICT,
    WRONG_STATE,
    PRECONDITION_FAILED,
    TOO_LARGE,
    WRONG_TYPE,
    INVALID,
    KEY_REUSED,
    VERSION_MISSING,
    FAULT,
    BUSY,
    DISK_FULL,
)


class Problem(Exception):
    """Raised by this room; becomes the answer."""

    def __init__(self, kind: Kind, detail: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.fields = kind, detail, fields or {}


def answer(
    kind: Kind,
    detail: str,
    *,
    errors: Sequence[tuple[str, str]] = (),
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The problem as a response; `errors` are pairs of field and words, `more` are further members of the object."""
    body = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": f"urn:uuid:{uuid.uuid4()}",
        "errors": [{"field": field, "detail": words} for field, words in errors],
        **(more or {}),
    }
    return HttpResponse(
        msgspec.json.encode(body), status=kind.status, content_type=MEDIA_TYPE, headers=headers
    )


def from_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to whatever went wrong; what nobody foresaw is logged with the id that the answer names."""
    if isinstance(error, Problem):
        return answer(error.kind, error.detail, errors=list(error.fields.items()))
    if isinstance(error, refusals.Refusal):
        return _refused(request, error)
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, AuthenticationError):
        return no_token(has_one="Authorization" in request.headers)
    if isinstance(error, HttpError) and isinstance(error.__cause__, Exception):
        return from_exception(
            request, error.__cause__
        )  # the framework wraps what our reader of bodies raises
    if isinstance(error, BadJson):
        return answer(BAD_BODY, str(error))
    if isinstance(error, RequestDataTooBig):
        return answer(TOO_LARGE, "The body is longer than 1 MiB. Cut the text into several posts.")
    if isinstance(error, UnreadablePostError):
        return answer(
            BAD_REQUEST, "The body broke off. Send the request again, with the same Idempotency-Key."
        )
    if isinstance(error, Http404):
        return answer(NOT_THERE, "There is nothing at this address. /api/v1/openapi.json names them all.")
    if isinstance(error, OperationalError) and "locked" in str(error):
        return _busy("The database is busy; try again in a few seconds.", 5)
    return _fault(error)


def no_token(*, has_one: bool) -> HttpResponse:
    """The same words for a wrong, an expired and a revoked token: which it was is nobody's business."""
    if not has_one:
        words = "Send the header “Authorization: Bearer sp_…”. An operator makes tokens with “stoppress token new”."
        return answer(NO_TOKEN, words, headers={"WWW-Authenticate": CHALLENGE})
    words = "This token opens nothing: it is wrong, expired or revoked. Ask an operator for another."
    return answer(NO_TOKEN, words, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})


def wrong_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """Which methods the address has."""
    listed = ", ".join(allowed)
    return answer(
        WRONG_METHOD, f"This address takes {listed}, not {_shown(request.method)}.", headers={"Allow": listed}
    )


def _refused(request: HttpRequest, error: refusals.Refusal) -> HttpResponse:
    errors = list(error.fields.items())
    match error:
        case refusals.Conflict():
            # With If-Match the client asked for a precondition, and 412 is what HTTP says then.
            kind = PRECONDITION_FAILED if "If-Match" in request.headers else CONFLICT
            return answer(
                kind,
                f"{error.message} The current version is in “current”.",
                errors=errors,
                more={"current": error.current},
            )
        case refusals.Busy():
            return _busy(error.message, error.retry_after_seconds)
        case refusals.SendingReused():
            return answer(
                KEY_REUSED, error.message, errors=[("Idempotency-Key", "used already, with another content")]
            )
        case refusals.NotThere():
            return answer(NOT_THERE, error.message)
        case refusals.NotAllowed():
            return answer(NOT_ALLOWED, error.message)
        case refusals.WrongState():
            return answer(WRONG_STATE, error.message)
        case refusals.DiskFull():
            return answer(DISK_FULL, error.message)
    return answer(INVALID, error.message, errors=errors)


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [(_field(item["loc"]), _words(item)) for item in error.errors]
    detail = errors[0][1] if len(errors) == 1 else f"{len(errors)} fields cannot be taken; “errors” says why."
    return answer(INVALID, detail, errors=errors)


def _field(location: Sequence[str | int]) -> str:
    """`points.2.text` from the framework's ("body", "body", "points", 2, "text")."""
    source, *names = location
    if source == "body":
        names = names[1:]
    return ".".join(_shown(name) for name in names) or str(source)


def _words(item: Mapping[str, Any]) -> str:
    context = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return "This is needed." if len(item["loc"]) > 2 else "The request needs a body: a JSON object."
        case "extra_forbidden":
            return f"There is no field “{_shown(item['loc'][-1])}” here; take it out or correct its name."
        case "string_type":
            return "This must be a text."
        case "bool_type":
            return "This must be true or false."
        case "int_type" | "int_parsing" | "int_from_float":
            return "This must be a whole number."
        case "model_type" | "model_attributes_type" | "dict_type":
            return "This must be a JSON object."
        case "list_type":
            return "This must be a list."
        case "value_error":
            return str(context.get("error", "This cannot be taken."))
        case "literal_error":
            return f"This must be one of {context['expected']}."
    words = str(item["msg"]).replace("Input should be", "This must be")
    return words if words.endswith(".") else f"{words}."


def _busy(message: str, seconds: int) -> HttpResponse:
    return answer(BUSY, message, headers={"Retry-After": str(seconds)})


def _fault(error: Exception) -> HttpResponse:
    response = answer(
        FAULT, "This is our fault, not yours. The operator finds it in the log under “instance”."
    )
    instance = msgspec.json.decode(response.content)["instance"]
    _log.error("%s: %s", instance, type(error).__name__, exc_info=error)
    return response


def _shown(name: object) -> str:
    """A name that somebody sent, short and printable."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(name)[:60])
