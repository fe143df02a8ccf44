"""Joins what the sources say of one post: by id, by permalink, by title and time, by the beginning of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from stoppress.importers.addresses import same_id
from stoppress.importers.bodies import text_of_html
from stoppress.importers.report import Notes
from stoppress.importers.sightings import Sighting
from stoppress.importers.words import key, split_title

#: So many letters at the beginning of two texts are no chance.
_LETTERS_THAT_TELL = 40
_LETTERS_OF_A_SHORT_TEXT = 12


@dataclass
class Joined:
    """One post as the sources show it together; at least one of them does."""

    data: Sighting | None = None
    micro: Sighting | None = None
    seen: Sighting | None = None

    @property
    def all(self) -> list[Sighting]:
        """What there is, JSON-LD first."""
        return [sighting for sighting in (self.data, self.micro, self.seen) if sighting]


def join(
    data: Sequence[Sighting], micro: Sequence[Sighting], seen: Sequence[Sighting], notes: Notes
) -> list[Joined]:
    """The posts of the page, each with all that is said of it, in the order of the source that has most of them."""
    data, micro = _without_copies(data, notes), _without_copies(micro, notes)
    seen = _merged_copies(seen)
    joined = [Joined(data=sighting) for sighting in data]
    _attach(joined, micro, "micro", may_add=not data)
    _attach(joined, seen, "seen", may_add=not joined)
    return joined


def _without_copies(sightings: Sequence[Sighting], notes: Notes) -> list[Sighting]:
    """Each post once, where a source lists the same one again, word for word."""
    kept: list[Sighting] = []
    known: set[Hashable] = set()
    for sighting in sightings:
        said = (sighting.source_id, sighting.title, sighting.published, sighting.body_html)
        if sighting.source_id and said in known:
            notes.warn(
                f"The {sighting.source} lists the post “{sighting.source_id}” more than once; it is taken once."
            )
            continue
        known.add(said)
        kept.append(sighting)
    return kept


def _merged_copies(sightings: Sequence[Sighting]) -> list[Sighting]:
    """A pinned post stands twice on a page, and some pages keep a second copy for small screens."""
    kept: dict[Hashable, Sighting] = {}
    for number, sighting in enumerate(sightings):
        said: Hashable = sighting.source_id or number
        if not sighting.source_id and sighting.title:
            said = (sighting.published, key(sighting.title), len(sighting.body_html))
        held = kept.get(said)
        if held is None:
            kept[said] = sighting
            continue
        fuller = sighting if len(sighting.body_html) > len(held.body_html) else held
        kept[said] = replace(
            fuller,
            is_pinned=held.is_pinned or sighting.is_pinned,
            is_key_event=held.is_key_event or sighting.is_key_event,
            published=held.published or sighting.published,
        )
    return list(kept.values())


def _attach(joined: list[Joined], others: Sequence[Sighting], place: str, *, may_add: bool) -> None:
    """Put each of the others to the post it belongs to; what belongs to none is a post of its own if the two lists overlap."""
    waiting = list(others)
    for key_of in (_by_id, _by_title_and_minute, _by_title, _by_text, _by_minute):
        waiting = _attach_by(key_of, joined, waiting, place)
    waiting = _attach_by_similar_id(joined, waiting, place)
    matched = len(others) - len(waiting)
    overlaps = matched >= 1 and matched * 2 >= min(len(others), len(joined))
    for sighting in waiting if may_add or overlaps else ():
        if sighting.title or sighting.body_html:
            _insert(joined, sighting, place, others)


def _attach_by(
    key_of: Callable[[Sighting], Hashable], joined: list[Joined], waiting: list[Sighting], place: str
) -> list[Sighting]:
    free: dict[Hashable, list[Joined]] = {}
    for post in joined:
        if getattr(post, place) is None:
            for named in {key_of(sighting) for sighting in post.all} - {None}:
                free.setdefault(named, []).append(post)
    counted = Counter(key_of(sighting) for sighting in waiting)
    left = []
    for sighting in waiting:
        named = key_of(sighting)
        if named is not None and counted[named] == 1 and len(free.get(named, ())) == 1:
            setattr(free.pop(named)[0], place, sighting)
        else:
            left.append(sighting)
    return left


def _attach_by_similar_id(joined: list[Joined], waiting: list[Sighting], place: str) -> list[Sighting]:
    free = [post for post in joined if getattr(post, place) is None]
    if not free or len(free) * len(waiting) > 400_000:
        return waiting
    left = []
    for sighting in waiting:
        ids = [sighting.source_id, *sighting.other_ids]
        for post in free:
            if any(same_id(other.source_id, named) for other in post.all for named in ids):
                setattr(post, place, sighting)
                free.remove(post)
                break
        else:
            left.append(sighting)
    return left


def _insert(joined: list[Joined], sighting: Sighting, place: str, order: Sequence[Sighting]) -> None:
    """After the post that stands before it in its own source."""
    post = Joined(**{place: sighting})
    number = next(index for index, other in enumerate(order) if other is sighting)
    before = order[number - 1] if number else None
    at = next(
        (
            index + 1
            for index, other in enumerate(joined)
            if before is not None and getattr(other, place) is before
        ),
        None,
    )
    joined.insert(at if at is not None else (0 if number == 0 else len(joined)), post)


def _by_id(sighting: Sighting) -> Hashable:
    return sighting.source_id or None


def _by_title_and_minute(sighting: Sighting) -> Hashable:
    title = _by_title(sighting)
    if title is None or sighting.published is None:
        return None
    return title, sighting.published.at.minute


def _by_title(sighting: Sighting) -> Hashable:
    title = key(split_title(sighting.title)[1])
    return title if len(title) >= 6 else None


def _by_text(sighting: Sighting) -> Hashable:
    text = key(split_title(text_of_html(sighting.body_html))[1])
    return text[:_LETTERS_THAT_TELL] if len(text) >= _LETTERS_OF_A_SHORT_TEXT else None


def _by_minute(sighting: Sighting) -> Hashable:
    moment = sighting.published
    return moment.at.timestamp() // 60 if moment is not None and moment.has_zone else None
