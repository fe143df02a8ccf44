"""The C generators against the C reference, with a handful of readers; skipped aloud without a compiler."""

from __future__ import annotations

import shutil

import pytest
from bench.client import cursor_of
from bench.loading import load
from bench.readers import MARK, Subject, open_streams, phase_of
from bench.references import CHANGE_BYTES, change_of, get, hub, post, prose, raw_asgi, raw_etag
from bench.servers import free_port, running
from bench.table import NotRun

from bench import programs

needs_compiler = pytest.mark.skipif(
    not (shutil.which("gcc") or shutil.which("cc")), reason="no C compiler: the generators were not tested"
)
CORE = 0


def test_a_change_is_as_long_as_it_says_and_bears_one_mark() -> None:
    assert len(change_of()) == CHANGE_BYTES
    assert change_of().count(MARK) == 1
    assert len(prose(300)) == 300


def test_a_raw_request_tells_the_length_of_its_body() -> None:
    request = post("/publish", "„déjà vu“")
    head, _, body = request.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")


@needs_compiler
def test_every_reader_gets_every_change_once() -> None:
    with hub(CORE) as subject, open_streams(subject, 20, CORE, phases=((20.0, 0.2), (50.0, 0.2))) as streams:
        assert (streams.opened.readers, streams.opened.not_opened) == (20, 0)
        first, second = streams.phases(2)
    assert (first.changes, first.expected, first.trouble) == (4, 80, "")
    assert (second.changes, second.expected, second.trouble) == (10, 200, "")
    assert 0 < first.p50 <= first.p99 <= first.last_max


def test_trouble_is_told_in_words() -> None:
    told = {"rate": 5.0, "changes": 2, "expected": 40, "lost": 40, "repeats": 0, "closed": 3, "seconds": 1.0}
    times = dict.fromkeys(("p50_ms", "p99_ms", "max_ms", "last_p50_ms", "last_p99_ms", "last_max_ms"), -1.0)
    publisher = {"refused": 1, "failed": 0, "p50_ms": 1.0, "p99_ms": 1.0}
    phase = phase_of({**told, **times, "publisher": publisher}, 0.1, 0.0)
    assert phase.trouble == "40 lost, 3 streams cut, 1 publishes refused"


@needs_compiler
def test_a_refused_publish_is_counted_and_its_changes_are_lost() -> None:
    with raw_asgi(CORE, {"stream": b"event: hello\ndata: {}\n\n"}) as server:
        subject = Subject(server, "/stream", post("/nowhere", prose(200)))
        with open_streams(subject, 3, CORE, phases=((20.0, 0.1),), grace_seconds=0.1) as streams:
            phase = streams.next_phase()
    assert (phase.refused, phase.lost, phase.expected) == (2, 6, 6)


@needs_compiler
def test_a_change_told_twice_is_counted_once_and_named() -> None:
    with hub(CORE) as subject:
        twice = Subject(subject.server, "/stream", post("/publish", f"{prose(100)} {prose(100)}"))
        with open_streams(twice, 3, CORE, phases=((20.0, 0.1),)) as streams:
            phase = streams.next_phase()
    assert (phase.lost, phase.repeats, phase.trouble) == (0, 6, "6 told twice")


@needs_compiler
def test_the_request_generator_counts_whole_answers() -> None:
    page = prose(20_000).encode()
    with raw_asgi(CORE, {"page": page}) as server:
        whole = load(server, get("/page"), 0.2, CORE)
        unchanged = load(server, get("/page", f"If-None-Match: {raw_etag()}"), 0.2, CORE)
        with pytest.raises(NotRun, match="404"):
            load(server, get("/missing"), 0.2, CORE)
    assert whole.per_second > 0
    assert len(page) < whole.bytes_an_answer < len(page) + 1000
    assert unchanged.bytes_an_answer < 1000


@needs_compiler
def test_a_server_that_ends_at_once_is_not_measured() -> None:
    with (
        pytest.raises(NotRun, match="ended at once"),
        running("a broken server", ["false"], free_port(), CORE),
    ):
        pass


@needs_compiler
def test_a_hello_without_a_cursor_is_an_error_and_not_a_guess() -> None:
    with hub(CORE) as subject, pytest.raises(KeyError):
        cursor_of(subject)


def test_without_a_compiler_the_measure_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    source = programs.HERE / "generator" / "never-built.c"
    with pytest.raises(NotRun, match="apt-get install gcc"):
        programs.compiled(source)
