"""The development set: stories of our own invention with key points and round-ups, and the demo’s."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stoppress.drafting.posts import Post

_STORIES = Path(__file__).parent / "stories"
_DEMO = Path(__file__).parents[2] / "src" / "stoppress" / "demo" / "story"
_FEWEST_POSTS = 8


@dataclass(frozen=True)
class Case:
    """Posts (newest first) and what their writer made of them."""

    name: str
    kind: str  # "key-points" or "round-up"
    posts: tuple[Post, ...]
    reference: str


def cases() -> list[Case]:
    """Every case of the set, in a fixed order."""
    return [case for path in sorted(_STORIES.glob("*.txt")) for case in _of_story(path)] + list(_of_demo())


def without_titles(case: Case) -> Case:
    """The same case, as a page without titles gives it."""
    return replace(case, posts=tuple(Post(post.id, post.time, "", post.text) for post in case.posts))


def _of_story(path: Path) -> Iterator[Case]:
    head, *entries = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    posts = tuple(_post(number, entry) for number, entry in enumerate(entries))
    for kind, mark in (("key-points", "* "), ("round-up", "> ")):
        lines = [line.removeprefix(mark) for line in head.splitlines() if line.startswith(mark)]
        if lines:
            yield Case(path.stem, kind, posts, "\n".join(lines))


def _post(number: int, entry: str) -> Post:
    first, _, text = entry.partition("\n")
    time, _, title = first.partition("|")
    return Post(f"p{number}", time.strip(), title.strip(), text.strip())


def _of_demo() -> Iterator[Case]:
    for story in sorted(path for path in _DEMO.iterdir() if path.is_dir()):
        if tomllib.loads((story / "blog.toml").read_text("utf-8"))["language"] != "en":
            continue  # noise and simpler ways speak English
        acts = [
            act
            for chapter in sorted(story.glob("[0-9]*.toml"))
            for act in tomllib.loads(chapter.read_text("utf-8"))["acts"]
        ]
        yield from _of_acts(story.name, acts)


def _of_acts(name: str, acts: list[dict[str, Any]]) -> Iterator[Case]:
    """A case wherever the writer set key points or published a round-up; posts as they read then."""
    posts: dict[str, Post] = {}
    since = 0
    boards = {act["ref"] for act in acts if act["act"] == "publish" and "details" in act}
    for act in acts:
        if act.get("ref") in boards:
            continue  # a score and a poll are fields, no prose
        newest_first = tuple(reversed(posts.values()))
        if act["act"] == "key_points" and len(posts) >= _FEWEST_POSTS:
            points = "\n".join(_plain(text) for text, _ in act["points"])
            yield Case(f"{name} {act['at']}", "key-points", newest_first, points)
        if act["act"] == "round_up":
            bullets = "\n".join(_plain(text) for text, _ in act["bullets"])
            of_span = tuple(reversed(list(posts.values())[since:]))
            yield Case(f"{name} {act['at']}", "round-up", of_span, bullets)
            since = len(posts)
        if act["act"] in {"publish", "amend", "correct"}:
            before = posts.get(act["ref"], Post(act["ref"], str(act["at"]), "", ""))
            posts[act["ref"]] = Post(
                before.id,
                before.time,
                _plain(act.get("title", before.title)),
                _plain(act.get("body", before.text)),
            )
        elif act["act"] == "withdraw":
            posts.pop(act["ref"], None)


def _plain(markup: str | None) -> str:
    """The words of a body as the demo writes it: lists become lines, references go, times stay."""
    text = re.sub(r"\s*\((?:\{see [^}]*\}(?:, )?)+\)", "", markup or "")
    text = re.sub(r"\{(\d[\d.]*)\}", r"\1", re.sub(r"</?(?:li|p|ul|ol|h\d|blockquote)\b[^>]*>", "\n", text))
    return re.sub(r"<[^>]+>", "", re.sub(r"\{[^}]*\}", "", text)).strip()
