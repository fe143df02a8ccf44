"""docs/api.md says what happens: its examples are run, its tables are held against the code."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

from stoppress.api.problems import KINDS
from tests.api.caller import Caller, document, read
from tests.cast import Scene

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
_EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n```json\n(\d{3}) (.*?)```", re.DOTALL)
#: The page calls the id of whatever the address is about {id}.
_NAMED = re.compile(r"\{(?!slug\})[a-z]+\}")
_ROOT = "http://127.0.0.1:8000/api/v1"


def test_its_examples_are_answered_as_it_says(caller: Caller, scene: Scene) -> None:
    names: dict[str, str] = {"TOKEN": caller.secret}
    examples = _EXAMPLE.findall(PAGE)
    assert len(examples) == PAGE.count("```sh") == 8
    for command, status, shown in examples:
        answer = _curl(command, names)
        assert answer.status_code == int(status), command
        assert _shape(read(answer)) == _shape(json.loads(shown)), command
        names.setdefault("POST", read(answer).get("post", ""))


def test_its_table_of_errors_is_whole() -> None:
    told = set(re.findall(r"^\| (\d{3}) \| `([a-z-]+)`", PAGE, re.MULTILINE))
    assert told == {(str(kind.status), kind.name) for kind in KINDS}


def test_its_tables_of_calls_are_whole() -> None:
    told = set()
    for method, path in re.findall(r"^\| `([A-Z]+) ([^`?]+)", PAGE, re.MULTILINE):
        told.add((method, _NAMED.sub("{id}", path.replace("…", "/live-blogs/{slug}"))))
    there = {
        (method.upper(), _NAMED.sub("{id}", path.removeprefix("/api/v1")))
        for path, operations in document()["paths"].items()
        for method in operations
    }
    assert told == there


def _curl(command: str, names: dict[str, str]) -> Any:
    """Do what curl would do: -X, -H, -d and an address, with shell variables filled in outside single quotes."""
    for name, value in names.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("\\\n", " "))[1:]
    method, headers, body, address = "GET", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name.lower().replace("-", "_")] = value
        elif word == "-d":
            body = words.pop(0).encode()
        else:
            address = word
    return Caller("").send(method, address.removeprefix(_ROOT), body, **headers)


def _shape(value: Any) -> Any:
    """The same words, but for what is another one each time."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items() if name not in _EACH_TIME_ANOTHER} | {
            name: type(value[name]).__name__ for name in _EACH_TIME_ANOTHER & value.keys()
        }
    return [_shape(inner) for inner in value] if isinstance(value, list) else value


_EACH_TIME_ANOTHER = {"post", "id", "cursor", "url", "instance", "published_at", "modified_at"}
