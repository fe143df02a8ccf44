"""`stoppress draft` reads posts, prints bullets, and refuses the rest in one sentence."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from stoppress.drafting import reading
from stoppress.project.commands import main

POST = {"id": "a1", "time": "09:50", "title": "", "text": "The bridge at Senn has fallen. Nobody was hurt."}
GOOD = {"posts": [POST], "words": 5}
BOTH = pytest.mark.parametrize("what", ["key-points", "round-up"])


@BOTH
def test_bullets_come_from_a_file(what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "posts.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert exit_of("draft", what, str(file)) == 0
    assert json.loads(capfd.readouterr().out) == {
        "points": [{"text": "The bridge at Senn has fallen", "posts": ["a1"]}]
    }


@BOTH
@pytest.mark.parametrize("named", [[], ["-"]])
def test_bullets_come_from_standard_input(
    what: str, named: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode())))
    assert exit_of("draft", what, *named) == 0
    assert json.loads(capfd.readouterr().out)["points"][0]["posts"] == ["a1"]


@BOTH
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        json.dumps({"posts": [], "words": 5}).encode(),
        json.dumps({"posts": [POST]}).encode(),
        json.dumps({"words": 5}).encode(),
        json.dumps({"posts": POST, "words": 5}).encode(),
        json.dumps({"posts": [POST], "words": "5"}).encode(),
        json.dumps({"posts": [POST], "words": 0}).encode(),
        json.dumps({"posts": [POST], "words": True}).encode(),
        json.dumps({"posts": [POST], "words": 10**9}).encode(),
        json.dumps({"posts": [None], "words": 5}).encode(),
        *(json.dumps({"posts": [{**POST, field: ["x"]}], "words": 5}).encode() for field in POST),
        *(
            json.dumps({"posts": [{name: POST[name] for name in POST if name != field}], "words": 5}).encode()
            for field in POST
        ),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    what: str, data: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "posts.json"
    file.write_bytes(data)
    assert exit_of("draft", what, str(file)) == 2
    assert_one_sentence(capfd)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in (str(tmp_path / "nothing.json"), str(tmp_path), "nul\0"):
        assert exit_of("draft", "key-points", name) == 2
        assert_one_sentence(capfd)


def test_what_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    file = tmp_path / "posts.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert exit_of("draft", "key-points", str(file)) == 2
    assert_one_sentence(capfd)


def test_too_many_posts_are_refused() -> None:
    with pytest.raises(reading.CannotRead, match="10,000"):
        reading.understand(json.dumps({"posts": [POST] * (reading.MOST_POSTS + 1), "words": 5}).encode())


def test_fields_that_are_not_known_do_no_harm() -> None:
    more: dict[str, Any] = {
        **GOOD,
        "posts": [{**POST, "kind": "update", "is_key_event": True}],
        "span": "day",
    }
    assert reading.understand(b"\xef\xbb\xbf" + json.dumps(more).encode()).posts[0].is_key_event


def exit_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def assert_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("stoppress: ")
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err
