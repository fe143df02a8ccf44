"""Reads the plain text of a live page: headline, run-together key points, then posts that begin with their time, newest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from itertools import pairwise

from stoppress.importers.captured import Captured, CapturedBlog, CapturedPost
from stoppress.importers.errors import NotALiveBlog
from stoppress.importers.key_points import Point, lead_to_posts
from stoppress.importers.kinds import kind_of
from stoppress.importers.moments import read_day
from stoppress.importers.references import resolve
from stoppress.importers.report import Notes
from stoppress.importers.run_together import split_bullets, split_points
from stoppress.importers.times import days_back
from stoppress.importers.words import plain, slug
from stoppress.importers.zones import known_zone

_POST = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\s+(.*))?$")
_POST_BY_MINUTES = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)()(?:\s+(?:[-–—|]\s*)?(\S.*))?$")
#: A time with seconds in the middle of a line, behind the end of a sentence: a post whose line break was lost.
_LOST_BREAK = re.compile(r"(?<=[.!?”’\"'…)])\s*(?=(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d\s+\S)")
_FURNITURE = re.compile(
    r"^(?:ask a question or make a comment|to use this form|submit your questions?|send us|share(?: this)?|follow us|sign up"
    r"|subscribe"
    r"|advertisement|read more|comments?\s*\(?\d*\)?$|copy link|show more|load more|skip to|listen to|watch:?$|click here)",
    re.IGNORECASE,
)
_POINTS_HEADING = re.compile(
    r"^(?:key (?:points|events|moments|developments)|at a glance|highlights|summary)\s*:?$", re.IGNORECASE
)
_REPORTERS = re.compile(r"^(?:reporting by|reporters?:|by)\s+(.{3,200})$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–—•*·●]\s+|\d{1,2}[.)]\s+(?=[A-Z]))")
_QUOTED_LINE = re.compile(r"^[‘“\"'].{2,100}[’”\"']$")
_ASKS = re.compile(r"^(?:today, |earlier, )?(?P<who>[^.?!]{2,60}?)\s+asks:\s*(?P<rest>.*)$", re.IGNORECASE)
_SAYS_THIS = re.compile(r"^[^.?!]{3,120}\bsays this(?:…|\.\.\.|:)?\s*$", re.IGNORECASE)
_LONGEST_HEADLINE = 300


@dataclass
class _RawPost:
    """One post as lines."""

    clock: time
    title: str
    lines: list[str]
    day: date | None = None


def read_text(
    text: str,
    *,
    day: date | None = None,
    zone_name: str | None = None,
    day_from_name: date | None = None,
    today: date,
) -> Captured:
    """The live blog of a plain text, with its report; raise NotALiveBlog when no lines begin with a time.

    `day` is the date of the newest post; without it the file name's or today's is taken, and the report says so.
    """
    notes = Notes()
    head, raw = _cut(text, notes)
    if not raw:
        raise NotALiveBlog(
            "This text is no live blog. Looked for lines that begin with a time, such as “14:15:01 Title” (or at least two "
            "such as "
            "“14:15 Title”), and found none."
        )
    newest = _newest_day(day, day_from_name, today, notes)
    zone = known_zone(zone_name or "UTC")
    if not zone_name:
        notes.warn(
            "The text names no time zone; its clocks were taken as UTC. Give --zone if they are of another."
        )
    posts = _dated(_with_words(raw, notes), newest, notes)
    headline, standfirst, points, team = _read_head(head, text, notes)
    captured = [
        _post(post, at, names)
        for post, at, names in _with_ids(
            [(post, at.replace(tzinfo=zone).astimezone(UTC)) for post, at in posts]
        )
    ]
    key_points, captured = lead_to_posts(points, captured, {}, zone, notes)
    captured, references = resolve(captured, zone, "", {})
    for field in ("time", "title", "body"):
        for _ in captured:
            notes.took(field, "the text")
    blog = CapturedBlog(
        headline=headline,
        standfirst=standfirst,
        language="en",
        zone=zone.key,
        url="",
        publisher="",
        team=team,
        coverage_starts_at=captured[-1].published_at,
        coverage_ends_at=None,
        is_end_planned=False,
        key_points=key_points,
        posts=tuple(captured),
    )
    return Captured(blog, notes.finished("plain text", len(captured), references))


def _cut(text: str, notes: Notes) -> tuple[list[str], list[_RawPost]]:
    """The lines before the first post, and the posts."""
    lines = []
    for line in text.splitlines():
        pieces = _LOST_BREAK.split(line.strip())
        if len(pieces) > 1 and not _POST.match(line.strip()):
            notes.warn(
                f"A post stood in the middle of a line (“… {pieces[1][:40]}…”); the break was put back."
            )
        lines += [piece for piece in map(plain, pieces) if piece]
    pattern = _POST if any(_POST.match(line) for line in lines) else _POST_BY_MINUTES
    if pattern is _POST_BY_MINUTES and sum(1 for line in lines if pattern.match(line)) < 2:
        return lines, []
    head: list[str] = []
    posts: list[_RawPost] = []
    on_day: date | None = None
    for line in lines:
        if found := pattern.match(line):
            clock = time(int(found[1]), int(found[2]), int(found[3] or 0))
            posts.append(_RawPost(clock, (found[4] or "").strip(), [], on_day))
        elif len(line) < 40 and (own_day := read_day(line)) and not _BULLET.match(line):
            on_day = own_day
        elif posts:
            posts[-1].lines.append(line)
        else:
            head.append(line)
    return head, posts


def _newest_day(day: date | None, day_from_name: date | None, today: date, notes: Notes) -> date:
    if day:
        return day
    if day_from_name:
        notes.warn(
            f"The text has no date; the newest post was taken to be of {day_from_name}, as the file’s name says. "
            "Give --date if not."
        )
        return day_from_name
    notes.warn(
        f"The text has no date; the newest post was taken to be of today, {today}. Give --date if it is of another day."
    )
    return today


def _with_words(raw: list[_RawPost], notes: Notes) -> list[_RawPost]:
    kept = [post for post in raw if post.title or any(not _FURNITURE.match(line) for line in post.lines)]
    if not kept:
        raise NotALiveBlog("This text is no live blog: it has times, but no words with any of them.")
    if len(kept) < len(raw):
        notes.warn(f"Times without any words were left out: {len(raw) - len(kept)}.")
    return kept


def _dated(raw: list[_RawPost], newest: date, notes: Notes) -> list[tuple[_RawPost, datetime]]:
    """The posts with their days, newest first: each midnight that the clocks cross is a day less."""
    if _runs_forward(raw):
        notes.warn("The text has its oldest post first; the posts were turned round.")
        raw = raw[::-1]
    back = days_back([post.clock for post in raw])
    if back[-1]:
        notes.warn(
            f"The clocks cross midnight; the posts were dated backwards from {newest} to {newest - timedelta(days=back[-1])}."
        )
    dated = [
        (post, datetime.combine(post.day or newest - timedelta(days=days), post.clock))
        for post, days in zip(raw, back, strict=True)
    ]
    return sorted(dated, key=lambda one: one[1], reverse=True)


def _runs_forward(raw: Sequence[_RawPost]) -> bool:
    clocks = [post.clock for post in raw]
    forward, backward = max(days_back(clocks)), max(days_back(clocks[::-1]))
    rises = sum(later > earlier for earlier, later in pairwise(clocks))
    return len(clocks) > 2 and rises > len(clocks) * 0.6 and backward <= forward


def _with_ids(posts: list[tuple[_RawPost, datetime]]) -> list[tuple[_RawPost, datetime, str]]:
    """Ids of clock and title, without the day: they stay the same when the text is brought in again on another day."""
    used: Counter[str] = Counter()
    named = []
    for post, at in posts[::-1]:
        base = f"{post.clock:%H%M%S}-{slug(post.title)}".rstrip("-")
        used[base] += 1
        named.append((post, at, base if used[base] == 1 else f"{base}~{used[base]}"))
    return named[::-1]


def _post(post: _RawPost, at: datetime, source_id: str) -> CapturedPost:
    title, lines = post.title, post.lines
    if not title and lines and len(lines[0]) <= _LONGEST_HEADLINE and len(lines) > 1:
        title, lines = lines[0], lines[1:]
    body = "\n".join(_blocks(lines))
    return CapturedPost(source_id, "", title, at, None, (), body, kind_of(title, body))


def _blocks(lines: Sequence[str]) -> list[str]:
    """The lines as HTML: bullets as lists, questions as quotes, short quoted lines as headings, the rest as paragraphs."""
    blocks: list[str] = []
    items: list[str] = []
    question: list[str] | None = None
    for line in lines:
        if _FURNITURE.match(line):
            continue
        if _BULLET.match(line):
            items += split_bullets(_BULLET.sub("", line, count=1))
            continue
        _end_list(items, blocks)
        if asks := _ASKS.match(line):
            blocks.append(f"<p>{_text(line.removesuffix(asks['rest']).strip())}</p>")
            question = [asks["rest"]] if asks["rest"] else []
        elif question is not None and _SAYS_THIS.match(line):
            _end_question(question, blocks)
            question = None
            blocks.append(f"<p><strong>{_text(line)}</strong></p>")
        elif question is not None:
            question.append(line)
        else:
            blocks.append(f"<h3>{_text(line)}</h3>" if _is_sub_heading(line) else f"<p>{_text(line)}</p>")
    _end_list(items, blocks)
    if question:
        blocks += [f"<p>{_text(line)}</p>" for line in question]
    return blocks


def _end_list(items: list[str], blocks: list[str]) -> None:
    if items:
        blocks.append("<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>")
        items.clear()


def _end_question(question: list[str], blocks: list[str]) -> None:
    if question:
        blocks.append(
            "<blockquote>" + "".join(f"<p>{_text(line)}</p>" for line in question) + "</blockquote>"
        )


def _is_sub_heading(line: str) -> bool:
    return bool(_QUOTED_LINE.match(line)) and line[-2:-1] not in ".!?,…" and "”" not in line[1:-1]


def _text(line: str) -> str:
    return escape(line, quote=False)


def _read_head(head: list[str], text: str, notes: Notes) -> tuple[str, str, list[Point], tuple[str, ...]]:
    """Headline, standfirst, key points and team out of the lines before the first post."""
    if not head:
        notes.warn("The text has no headline before its first post.")
        return "Live blog", "", [], ()
    headline, rest = head[0][:_LONGEST_HEADLINE], head[1:]
    notes.took("headline", "the first line")
    lines: list[str] = []
    standfirst: list[str] = []
    in_points = False
    for line in rest:
        if _POINTS_HEADING.match(line):
            in_points = True
        elif _BULLET.match(line) or (in_points and not _FURNITURE.match(line) and not _REPORTERS.match(line)):
            lines += split_points(_BULLET.sub("", line, count=1), text)
        elif _REPORTERS.match(line):
            lines.append(line)
        elif not _FURNITURE.match(line):
            standfirst.append(line)
    points, team = [], []
    for line in lines:
        if reporters := _REPORTERS.match(line):
            team += _names(reporters[1])
        elif not _FURNITURE.match(line):
            points.append(Point(line.replace("|", " | ").replace("  ", " "), "", None, False))
    if len(lines) > len(rest):
        notes.warn(
            "The key points had lost their line breaks; they were parted where a small letter or a quote meets a capital."
        )
    return headline, " ".join(standfirst), points, tuple(dict.fromkeys(team))


def _names(text: str) -> list[str]:
    names = re.split(r"\s*(?:,|;|&|\band\b|\bin [A-Z]\w+)\s*", text.strip().rstrip("."))
    return [name for name in names if name and name[0].isupper()]
