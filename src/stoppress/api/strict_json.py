"""Reads JSON in one way only: what two parsers could understand differently is refused in words."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


class BadJson(ValueError):
    """The body is not JSON that can be read in one way; the message says what to do."""


def read(body: bytes) -> Any:
    """Return what this JSON text says.

    Refused: other encodings than UTF-8, doubled names, NaN and infinities (also as 1e999), NUL characters, lone
    surrogates, and nesting that no request of ours has. Raises BadJson.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_constant=_refused_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise BadJson(
            f"The body is not UTF-8: byte {error.start} cannot be read. Encode it as UTF-8."
        ) from error
    except RecursionError as error:
        raise BadJson(
            "The body is nested too deeply; no request here needs more than three levels."
        ) from error
    except json.JSONDecodeError as error:
        raise BadJson(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except BadJson:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        raise BadJson("The body holds a number that is too long.") from error
    _refuse_forbidden_characters(value)
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadJson(f"The name “{_shown(name)}” stands twice in one object; leave one of them out.")
        found[name] = value
    return found


def _refused_constant(word: str) -> float:
    raise BadJson(f"{word} is not JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise BadJson(f"The number {_shown(digits)} is too large.")
    return number


def _refuse_forbidden_characters(value: Any) -> None:
    """Walk without recursion; json.loads has allowed some hundred levels."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and _FORBIDDEN.search(item):
            raise BadJson(
                "A text holds a NUL character or half of a surrogate pair (\\ud800 to \\udfff); no text has these."
            )
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _shown(name: str) -> str:
    """A name that can stand in an answer: without what cannot be encoded, and short."""
    return _FORBIDDEN.sub("\ufffd", name)[:60]
