"""Decides field by field which source to trust for each post, and writes down what was taken from where and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from stoppress.importers.bodies import text_of_html
from stoppress.importers.captured import CapturedPost
from stoppress.importers.joining import Joined
from stoppress.importers.kinds import kind_of
from stoppress.importers.moments import Moment, read_clock
from stoppress.importers.report import Notes
from stoppress.importers.sightings import BlogSighting, Sighting
from stoppress.importers.times import settle_times
from stoppress.importers.words import is_cut, key, slug, split_title
from stoppress.importers.zones import in_zone

#: A value that so large a part of the updates share is not theirs.
_SHARE_OF_REPETITION = 0.5
_FEWEST_TO_JUDGE = 3
_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True)
class Suspicion:
    """What of one source is not to be trusted, for the whole page."""

    titles: frozenset[str] = frozenset()
    published: frozenset[datetime] = frozenset()
    modified: frozenset[datetime] = frozenset()
    authors: frozenset[tuple[str, ...]] = frozenset()
    pictures: frozenset[str] = frozenset()


#: By source.
Suspicions = dict[str, Suspicion]


def suspect(blog: BlogSighting | None, posts: Sequence[Sighting]) -> Suspicion:
    """Find what a source repeats for every update: the blog's own headline, its date, its author, its picture."""
    own = key(blog.headline) if blog else ""
    return Suspicion(
        titles=frozenset({*_repeated(key(post.title) for post in posts), *([own] if own else [])}),
        published=_repeated(post.published.at for post in posts if post.published),
        modified=_repeated(post.modified.at for post in posts if post.modified),
        authors=_repeated(post.authors for post in posts if post.authors),
        pictures=_repeated((post.picture for post in posts if post.picture), fewest=2),
    )


def _repeated(values: Iterable[_Value], fewest: int = _FEWEST_TO_JUDGE) -> frozenset[_Value]:
    counted = Counter(values)
    total = counted.total()
    return frozenset(
        value for value, times in counted.items() if times >= fewest and times > total * _SHARE_OF_REPETITION
    )


def settle(
    joined: Sequence[Joined], suspicions: Suspicions, zone: ZoneInfo, newest: Moment | None, notes: Notes
) -> list[tuple[CapturedPost, Joined]]:
    """The posts, newest first, every field from the source that is trusted for it, each with what was said of it."""
    _note_repetitions(joined, suspicions, notes)
    times = settle_times(
        joined, {source: suspicion.published for source, suspicion in suspicions.items()}, zone, newest, notes
    )
    used: Counter[str] = Counter()
    posts = []
    for post, published_at in times:
        captured = _settle_post(post, published_at, suspicions, zone, used, notes)
        if captured is not None:
            posts.append((captured, post))
    if missing := len(times) - len(posts):
        notes.warn(f"{missing} updates have neither title nor text nor picture, and were left out.")
    return posts


def _settle_post(
    post: Joined,
    published_at: datetime,
    suspicions: Suspicions,
    zone: ZoneInfo,
    used: Counter[str],
    notes: Notes,
) -> CapturedPost | None:
    title, is_marked = _title(post, published_at.astimezone(zone), suspicions, notes)
    body = _body(post, title, suspicions, notes)
    if not title and not body:
        return None
    source_id = _source_id(post, published_at, title, used, notes)
    names = " ".join(sighting.kind_words for sighting in post.all if sighting.source == "visible page")
    return CapturedPost(
        source_id=source_id,
        permalink=next((sighting.permalink for sighting in post.all if sighting.permalink), ""),
        title=title,
        published_at=published_at,
        modified_at=_modified(post, published_at, suspicions, zone, notes),
        authors=_authors(post, suspicions, notes),
        body_html=body,
        kind=kind_of(title, body, names),
        is_key_event=is_marked or any(sighting.is_key_event for sighting in post.all),
        is_pinned=any(sighting.is_pinned for sighting in post.all),
    )


def _source_id(post: Joined, published_at: datetime, title: str, used: Counter[str], notes: Notes) -> str:
    named = next(((sighting.source_id, sighting.source) for sighting in post.all if sighting.source_id), None)
    if named is None:
        notes.took("id", "time and title")
    else:
        notes.took("id", named[1])
    base = named[0] if named else f"{published_at:%Y%m%dT%H%M%S}-{slug(title)}".rstrip("-")
    used[base] += 1
    return base if used[base] == 1 else f"{base}~{used[base]}"


def _title(post: Joined, local: datetime, suspicions: Suspicions, notes: Notes) -> tuple[str, bool]:
    """The title without the clock and the mark that publishers set before it; empty when the update has none of its own."""
    candidates = []
    for sighting in post.all:
        words, is_marked = _bare_title(sighting.title, local)
        if is_marked:
            candidates.append((sighting, "", True)) if not words else None
        if (
            words
            and key(sighting.title) not in suspicions[sighting.source].titles
            and key(words) not in suspicions[sighting.source].titles
        ):
            candidates.append((sighting, words, is_marked))
    is_marked = any(marked for _, _, marked in candidates)
    told = [(sighting, words) for sighting, words, _ in candidates if words]
    if not told:
        notes.took("title", "none: the update has no title of its own")
        return "", is_marked
    sighting, words = _better_title(told, post, notes)
    if words:
        notes.took("title", sighting.source)
    return words, is_marked


def _bare_title(title: str, local: datetime) -> tuple[str, bool]:
    prefix, rest, is_marked = split_title(title)
    clock = read_clock(prefix) if prefix else None
    if clock is None:
        return rest, is_marked
    agrees = abs(clock.hour * 60 + clock.minute - local.hour * 60 - local.minute) <= 2
    is_surely_a_clock = ":" in prefix or (
        any(mark in prefix for mark in ".h") and any(sign.isalpha() for sign in prefix.replace("h", ""))
    )
    return (rest, is_marked) if agrees or is_surely_a_clock else (title, is_marked)


def _better_title(told: list[tuple[Sighting, str]], post: Joined, notes: Notes) -> tuple[Sighting, str]:
    first = told[0]
    start = key(first[1].rstrip(".… "))
    if (
        len(told) == 1
        and first[0] is not post.seen
        and post.seen
        and start
        and key(text_of_html(post.seen.body_html)).startswith(start)
    ):
        notes.conflict(
            "title",
            "visible page",
            f"that of the {first[0].source} is only the beginning of the text",
            first[1],
        )
        return first[0], ""
    for other in told[1:]:
        if key(other[1]) == key(first[1]):
            continue
        if is_cut(first[1]) and key(other[1]).startswith(key(first[1].rstrip(".… "))):
            notes.conflict("title", other[0].source, f"that of the {first[0].source} is cut", first[1])
            return other
        notes.conflict(
            "title",
            first[0].source,
            "both are whole, and structured data names the title as such",
            f"{first[1]} / {other[1]}",
        )
    return first


def _body(post: Joined, title: str, suspicions: Suspicions, notes: Notes) -> str:
    chosen = _better_body(post, title, notes)
    if chosen is not None:
        notes.took("body", chosen.source)
        if chosen.body_is_cut and chosen.body_is_plain:
            notes.warn("Some texts end as if they were cut, and no other source has the rest.")
        return chosen.body_html
    for sighting in post.all:
        if sighting.picture and sighting.picture not in suspicions[sighting.source].pictures:
            notes.took("body", f"picture of the {sighting.source}")
            return sighting.picture
    notes.took("body", "none: the title is all there is")
    return ""


def _better_body(post: Joined, title: str, notes: Notes) -> Sighting | None:
    told = [
        sighting
        for sighting in post.all
        if (sighting.body_html and key(text_of_html(sighting.body_html)) != key(title)) or _is_rich(sighting)
    ]
    if not told:
        return None
    longest = max(len(key(text_of_html(sighting.body_html))) for sighting in told)
    whole = [
        sighting
        for sighting in told
        if len(key(text_of_html(sighting.body_html))) >= 0.7 * longest and not _is_behind(sighting, told)
    ]
    rich = [sighting for sighting in whole if _is_rich(sighting)] or whole or told
    chosen = max(
        rich, key=lambda sighting: (sighting.source == "visible page", sighting.source == "microdata")
    )
    for other in told:
        if other is not chosen:
            _note_body_conflict(other, chosen, notes)
    if post.data and not post.data.body_html:
        notes.conflict(
            "body", chosen.source, "the JSON-LD has no text for it (media only)", title or chosen.source_id
        )
    return chosen


def _is_rich(sighting: Sighting) -> bool:
    return (
        bool(sighting.body_html)
        and not sighting.body_is_plain
        and sighting.body_html.replace("<p>", "").count("<") > sighting.body_html.count("</p>")
    )


def _is_behind(sighting: Sighting, told: list[Sighting]) -> bool:
    """Whether the text breaks off where another source goes on."""
    own = key(text_of_html(sighting.body_html))
    return sighting.body_is_cut and any(
        len(key(text_of_html(other.body_html))) > len(own) for other in told if other is not sighting
    )


def _note_body_conflict(other: Sighting, chosen: Sighting, notes: Notes) -> None:
    mine, theirs = key(text_of_html(other.body_html)), key(text_of_html(chosen.body_html))
    example = (text_of_html(chosen.body_html) or chosen.source_id)[:70]
    if other.body_is_cut and len(theirs) > len(mine):
        notes.conflict("body", chosen.source, f"the text of the {other.source} is cut", example)
    elif other.has_doubled_entities:
        notes.conflict("body", chosen.source, f"the {other.source} has its entities doubled", example)
    elif mine not in theirs:
        notes.conflict(
            "body", chosen.source, f"the text of the {other.source} reads otherwise or is poorer", example
        )
    elif other.body_is_plain:
        notes.conflict(
            "body",
            chosen.source,
            f"the {other.source} has the same text without its links, lists and pictures",
            example,
        )


def _authors(post: Joined, suspicions: Suspicions, notes: Notes) -> tuple[str, ...]:
    data, seen = post.data, post.seen
    if data and data.authors and data.authors not in suspicions["JSON-LD"].authors:
        notes.took("author", "JSON-LD")
        return data.authors
    for sighting in (seen, post.micro, data):
        if sighting and sighting.authors:
            if data and data.authors and sighting is not data and sighting.authors != data.authors:
                example = f"{', '.join(sighting.authors)} / {', '.join(data.authors)}"
                notes.conflict(
                    "author", sighting.source, "the JSON-LD repeats one author for every update", example
                )
            notes.took("author", sighting.source)
            return sighting.authors
    notes.took("author", "none")
    return ()


def _modified(
    post: Joined, published_at: datetime, suspicions: Suspicions, zone: ZoneInfo, notes: Notes
) -> datetime | None:
    for sighting in post.all:
        if sighting.modified is None or sighting.modified.at in suspicions[sighting.source].modified:
            continue
        modified_at = in_zone(sighting.modified.at, zone)
        if modified_at < published_at - timedelta(minutes=1):
            notes.conflict(
                "time of change",
                "none",
                "it lies before the time of publishing",
                f"{modified_at} before {published_at}",
            )
            continue
        notes.took("time of change", sighting.source)
        return modified_at if modified_at - published_at >= timedelta(seconds=1) else None
    return None


def _note_repetitions(joined: Sequence[Joined], suspicions: Suspicions, notes: Notes) -> None:
    for source, suspicion in suspicions.items():
        told = [sighting for post in joined for sighting in post.all if sighting.source == source]
        titles = sum(1 for sighting in told if sighting.title and key(sighting.title) in suspicion.titles)
        if titles:
            notes.warn(
                f"The {source} gives {titles} updates the blog’s headline, or one headline for all; these titles were not taken."
            )
        dates = sum(
            1 for sighting in told if sighting.published and sighting.published.at in suspicion.published
        )
        if dates:
            notes.warn(
                f"The {source} gives {dates} updates one and the same date; it was not trusted for times."
            )
        doubled = sum(sighting.has_doubled_entities for sighting in told)
        if doubled:
            notes.warn(f"The {source} has HTML entities doubled in {doubled} updates; they were resolved.")
