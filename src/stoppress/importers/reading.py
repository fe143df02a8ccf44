"""Reads a captured file, whatever it is, in a process of its own with bounds on time and memory."""

from __future__ import annotations

import argparse
import os
import re
import resource
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import msgspec

from stoppress.importers.captured import Captured
from stoppress.importers.encoding import MOST_BYTES, decode, unpack
from stoppress.importers.errors import BY_NAME, CannotImport, TookTooMuch, TooLarge, Unreadable
from stoppress.importers.html_page import read_html
from stoppress.importers.moments import read_day
from stoppress.importers.plain_text import read_text

#: What reading may take beyond what the process has when it begins (PROMISES I1).
MOST_MEMORY_BYTES = 200 * 1024 * 1024
MOST_CPU_SECONDS = 20
_MOST_SECONDS = 60

_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|section|main|script|meta)\b", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufffd]")
_FAILED = 3


class _Failure(msgspec.Struct):
    """How an error crosses from the reading process."""

    kind: str
    message: str


def read_file(path: str | os.PathLike[str], *, date: date | None = None, zone: str | None = None) -> Captured:
    """Read a captured page (HTML or plain text, gzipped or not) into plain data with its report.

    `date` is the day of the newest post and `zone` the story's time zone, for pages that do not say. Reading happens in a
    process of its own with bounds on memory and time; nothing of the page is run or fetched. Raises CannotImport.
    """
    file = Path(path)
    _refuse_what_is_no_file(file)
    command = [sys.executable, "-P", "-m", "stoppress.importers.reading", str(file.absolute())]
    command += ["--date", date.isoformat()] if date else []
    command += ["--zone", zone] if zone else []
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the path is one argument, and no shell sees it)
            command,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooMuch(
            "Reading the page took more than a minute; it was given up. Save the page as plain text and import that."
        ) from error
    return _answer(done)


def read_bytes(data: bytes, name: str = "", *, date: date | None = None, zone: str | None = None) -> Captured:
    """Read a page that is already in memory, in this process; for tests and for the reading process itself."""
    text, encoding = decode(unpack(data))
    if "\ufffd" in text[:200_000] and encoding == "windows-1252":
        raise Unreadable("The encoding of the file cannot be told. Save the page as UTF-8 and import that.")
    if is_html(text):
        return _printable(read_html(text, day=date, zone_name=zone))
    return _printable(
        read_text(text, day=date, zone_name=zone, day_from_name=_day_in_name(name), today=_today())
    )


def is_html(text: str) -> bool:
    """Whether the text is an HTML page rather than plain text."""
    return bool(_HTML.search(text[:20_000])) or text.count("</") > 20


def main(arguments: list[str] | None = None) -> int:
    """The reading process: bound itself, read, and write the answer as JSON."""
    parser = argparse.ArgumentParser(prog="stoppress.importers.reading")
    parser.add_argument("path")
    parser.add_argument("--date", type=date.fromisoformat)
    parser.add_argument("--zone")
    options = parser.parse_args(arguments)
    _bound_this_process()
    try:
        captured = read_bytes(
            Path(options.path).read_bytes(), Path(options.path).name, date=options.date, zone=options.zone
        )
        sys.stdout.buffer.write(msgspec.json.encode(captured))
    except CannotImport as error:
        return _fail(type(error).__name__, str(error))
    except (MemoryError, RecursionError):
        return _fail(
            "TookTooMuch",
            "Reading the page needs more memory than is allowed. Save it as plain text and import that.",
        )
    return 0


def _refuse_what_is_no_file(file: Path) -> None:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise Unreadable(f"There is no readable file {file}. Look at the path, and try again.") from error
    if not file.is_file():
        raise Unreadable(f"{file} is not a file. Give the path of one captured page.")
    if size > MOST_BYTES:
        raise TooLarge(
            f"{file.name} has {size // 1_000_000} MB; the most is {MOST_BYTES // 1_000_000} MB. A live page of a thousand posts "
            "has 5 MB: "
            "save the page alone (HTML only), without its pictures, and import that."
        )


def _answer(done: subprocess.CompletedProcess[bytes]) -> Captured:
    if done.returncode == 0:
        return msgspec.json.decode(done.stdout, type=Captured)
    if done.returncode == _FAILED:
        failure = msgspec.json.decode(done.stdout, type=_Failure)
        raise BY_NAME[failure.kind](failure.message)
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise TookTooMuch(
            "Reading the page took too long; it was given up. Save the page as plain text and import that."
        )
    if done.returncode < 0:
        raise TookTooMuch(
            "Reading the page needs more memory than is allowed, or breaks the parser. Save it as plain text."
        )
    complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
    raise CannotImport(
        f"Reading the page failed, which is a fault of ours ({complaint[0][:200]}). Save it as plain text meanwhile."
    )


def _printable(captured: Captured) -> Captured:
    """Without signs that no text holds (control characters, lone surrogates); JSON can smuggle them in as escapes."""
    return msgspec.convert(_cleaned(msgspec.to_builtins(captured, builtin_types=(datetime,))), Captured)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list | tuple) else value


def _fail(kind: str, message: str) -> int:
    sys.stdout.buffer.write(msgspec.json.encode(_Failure(kind, message)))
    return _FAILED


def _bound_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():
        standing = int(pages.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (standing + MOST_MEMORY_BYTES, standing + MOST_MEMORY_BYTES))


def _day_in_name(name: str) -> date | None:
    spaced = re.sub(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", r"\1-\2-\3", name)
    return read_day(spaced)


def _today() -> date:
    from stoppress.toolkit import clock

    return clock.now().date()


if __name__ == "__main__":
    sys.exit(main())
