"""Files that are refused, each with words that help, and strange files that are not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from stoppress.importers import encoding
from stoppress.importers.errors import (
    CannotImport,
    CutOff,
    NotALiveBlog,
    TooDeep,
    TookTooMuch,
    TooLarge,
    Unreadable,
)
from stoppress.importers.reading import read_bytes, read_file
from tests.importers.captures import FIXTURES

GOOD = (FIXTURES / "harbour-courier.html").read_bytes()
TITLE = "Union calls off Wednesday’s walkout"


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", Unreadable, "empty"),
        (b"\xef\xbb\xbf \n", Unreadable, "empty"),
        (b"%PDF-1.7 ...", Unreadable, "not a web page"),
        (bytes(range(256)) * 50, Unreadable, "not text"),
        (GOOD[: len(GOOD) // 2], CutOff, "breaks off"),
        (GOOD[:1500], CutOff, "inside a script"),
        (GOOD[:-40], CutOff, "before its end"),
        (GOOD.replace(b"<main>", b"<!-- <main>"), CutOff, "inside a comment"),
        (gzip.compress(GOOD)[:-30], CutOff, "breaks off"),
        (b"\x1f\x8b\x08 nonsense", Unreadable, "unpacked"),
        (gzip.compress(b"\0" * 30_000_000), TooLarge, "20 MB"),
        (b"<html><body>" + b"<div>" * 100_000 + GOOD, TooDeep, "thousands deep"),
        (b"<html><body>" + b"<div></b>" * 50_000 + GOOD, TooDeep, "thousands deep"),
        (b"<p>Hello</p>", NotALiveBlog, "Looked for"),
        (b"Just some words.", NotALiveBlog, "14:15:01 Title"),
    ],
    ids=lambda value: getattr(value, "__name__", None) or (value[:20] if isinstance(value, str) else "data"),
)
def test_what_cannot_be_read_is_refused_with_words_that_help(
    data: bytes, kind: type[CannotImport], words: str
) -> None:
    with pytest.raises(kind, match=words):
        read_bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(GOOD),
        GOOD.decode().encode("utf-16"),
        GOOD.decode().encode("utf-16-le"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"utf-8", b"iso-8859-1").decode().encode("cp1252"),
        GOOD.decode().encode("utf-8").decode("cp1252").encode(),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"<main>", b"<main>\0"),
        GOOD.replace(b"</body></html>", b"</BODY></HTML>\n<!-- saved -->"),
    ],
    ids=[
        "gzip",
        "utf-16",
        "utf-16 without mark",
        "utf-8 with mark",
        "windows-1252",
        "decoded twice",
        "CRLF",
        "NUL",
        "tail",
    ],
)
def test_strange_encodings_are_read_all_the_same(data: bytes) -> None:
    assert read_bytes(data).blog.posts[0].title == TITLE


def test_scripts_styles_frames_and_handlers_never_come_in() -> None:
    evil = (
        b'<p onclick="x()">Safe <script>alert(1)</script><style>p{}</style><a href="javascript:alert(1)">link</a>'
        b'<iframe src="javascript:alert(1)"></iframe><img src="x" onerror="alert(1)">'
        b'<svg onload="alert(1)"><a href="x">y</a></svg>'
        b'<a href="data:text/html,x">d</a>&lt;img src=x onerror=alert(1)&gt;</p>'
    )
    body = (
        read_bytes(GOOD.replace(b"<p>Good morning. Crews walked out at midnight.</p>", evil))
        .blog.posts[2]
        .body_html
    )
    assert "Safe link" in body
    assert not any(
        word in body.replace("&lt;img src=x onerror=alert(1)&gt;", "")
        for word in ("alert", "script", "onerror", "<svg", "data:")
    )


def test_a_file_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(GOOD)
    assert read_file(file) == read_bytes(GOOD)


def test_an_error_crosses_from_that_process_in_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<p>Hello</p>")
    with pytest.raises(NotALiveBlog, match="Looked for"):
        read_file(file)


def test_a_page_that_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(GOOD.replace(b"</main>", b"<i>x</i>" * 2_000_000 + b"</main>"))
    with pytest.raises(TookTooMuch, match="memory"):
        read_file(file)


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    with file.open("wb") as sparse:
        sparse.truncate(50_000_000)
    with pytest.raises(TooLarge, match=f"the most is {encoding.MOST_BYTES // 1_000_000} MB"):
        read_file(file)


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no readable file"):
        read_file(tmp_path / "nothing.html")
    with pytest.raises(Unreadable, match="not a file"):
        read_file(tmp_path)
