"""Reads a story from its folder: `blog.toml`, which opens the page, and numbered files of acts in the order of time.

A body is paragraphs parted by blank lines; one that begins with `<` is HTML as it stands. Within the words
`{6.12}` is a time of the story's day, `{see first-siren}` a cross-reference, `{clock first-siren}` the time of that
post, `{part of day}` morning, afternoon, evening or night: all told by the clock at which the story is played.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from stoppress.demo.acts import AnyAct, ChangePhase, Open, ref_of

#: The date that stands in the acts until a timetable says when they are played.
STORY_DAY = date(2001, 1, 1)
FOLDER = Path(__file__).with_name("story")


@dataclass(frozen=True)
class Story:
    """A story as it was written. `day` is the day on which it plays, counted from today; `middle` is the number of
    an act up to which the demo has played it when somebody first looks."""

    slug: str
    day: int
    middle: int | None
    coverage_starts: tuple[int, time] | None
    acts: tuple[AnyAct, ...]


class BadStory(ValueError):
    """The files of a story cannot be played; the message says which act of which file."""


def names() -> list[str]:
    """The stories that there are."""
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "blog.toml").exists())


def load(name: str, folder: Path = FOLDER) -> Story:
    """Read a story; raise BadStory, naming file and act."""
    blog = tomllib.loads((folder / name / "blog.toml").read_text("utf-8"))
    acts = [
        _act(raw, f"{path.name}, act {number}")
        for path in sorted((folder / name).glob("[0-9]-*.toml"))
        for number, raw in enumerate(tomllib.loads(path.read_text("utf-8"))["acts"], 1)
    ]
    if not acts:
        raise BadStory(f"{name} has no acts.")
    begins_at = acts[0].at
    first = ChangePhase(at=begins_at, phase=blog["opens"])
    whole: tuple[AnyAct, ...] = (_opening(blog, begins_at), first, *acts)
    starts = (
        (blog["coverage_starts_day"], blog["coverage_starts_at"]) if "coverage_starts_at" in blog else None
    )
    return Story(blog["slug"], blog.get("day", 0), _number_of(blog.get("middle"), whole), starts, whole)


def _opening(blog: dict[str, Any], at: datetime) -> Open:
    return Open(
        at=at,
        slug=blog["slug"],
        headline=blog["headline"],
        standfirst=blog["standfirst"],
        zone=blog["zone"],
        language=blog["language"],
        team=tuple((member["name"], member["duty"]) for member in blog["team"]),
    )


def _act(raw: dict[str, Any], where: str) -> AnyAct:
    if not isinstance(raw.get("at"), time):
        raise BadStory(f"{where}: `at` must be a time such as 06:12:40.")
    raw["at"] = datetime.combine(STORY_DAY, raw["at"], UTC)
    if "body" in raw:
        raw["body_html"] = _as_html(raw.pop("body"))
    try:
        act: AnyAct = msgspec.convert(raw, AnyAct)
    except msgspec.ValidationError as error:
        raise BadStory(f"{where}: {error}") from error
    return act


def _as_html(body: str) -> str:
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", body.strip()))
    return "\n".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)


def _number_of(ref: str | None, acts: tuple[AnyAct, ...]) -> int | None:
    if ref is None:
        return None
    for number, act in enumerate(acts):
        if ref_of(act) == ref:
            return number
    raise BadStory(f"blog.toml: there is no post “{ref}”, which `middle` names.")
