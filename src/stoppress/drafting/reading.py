"""Reads what is to be summed up from JSON, and says in one sentence what is wrong with it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from stoppress.drafting.posts import Post

#: A live blog of 5,000 posts has about 5 MB of text.
MOST_BYTES = 16 * 1024 * 1024
MOST_POSTS = 10_000
MOST_WORDS = 5_000

_SHAPE = '{"posts": [{"id", "time", "title", "text"}], "words": n}'

_PLAINLY = (
    (r"^Object missing required field (\w+)", r"“\1” is missing"),
    (r"^Expected (.*), got", r"expected \1, found"),
    (r"\bstr\b", "text"),
    (r"\b(?:int|float)\b", "number"),
    (r"number \| number", "number"),
    (r"\barray\b", "list"),
)


class CannotRead(ValueError):
    """The input is not what is asked for; the message is one sentence that says where, and what would be right."""


class Wanted(msgspec.Struct, frozen=True):
    """Posts, newest first, and how many words of bullets are wanted."""

    posts: Annotated[list[Post], msgspec.Meta(min_length=1, max_length=MOST_POSTS)]
    words: Annotated[int, msgspec.Meta(ge=1, le=MOST_WORDS)]


def read(name: str) -> Wanted:
    """What stands in the file of that name, or on standard input if the name is `-`; raises CannotRead."""
    if name == "-":
        return understand(_bounded(sys.stdin.buffer))
    try:
        with Path(name).open("rb") as file:
            return understand(_bounded(file))
    except (OSError, ValueError) as error:
        if isinstance(error, CannotRead):
            raise
        raise CannotRead(
            f"There is no readable file {name!r}; give the path of a JSON file, or - for stdin."
        ) from error


def understand(data: bytes) -> Wanted:
    """The posts in the JSON; raises CannotRead."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Wanted)
    except msgspec.ValidationError as error:
        raise CannotRead(_in_words(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CannotRead(f"The input is not JSON in UTF-8; it should be {_SHAPE}.") from error


def _bounded(file: BinaryIO) -> bytes:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotRead(
            f"The input is larger than {MOST_BYTES // 1024 // 1024} MB; give the posts of a shorter span."
        )
    return data


def _in_words(complaint: str) -> str:
    """The complaint of the JSON reader, in the words of who wrote the file."""
    what, _, where = complaint.replace("`", "").partition(" - at ")
    if where == "$.posts" and "length" in what:
        return f"“posts” must hold between 1 and {MOST_POSTS:,} posts."
    if where == "$.words":
        return f"“words” must be a whole number from 1 to {MOST_WORDS:,}."
    for theirs, ours in _PLAINLY:
        what = re.sub(theirs, ours, what)
    place = where.removeprefix("$").removeprefix(".")
    return f"The input cannot be used: {what}{f' in {place}' if place else ''}; it should be {_SHAPE}."
