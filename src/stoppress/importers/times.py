"""Decides when each post was published: agreement, printed clocks, explicit offsets; and clocks alone, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from stoppress.importers.bodies import text_of_html
from stoppress.importers.joining import Joined
from stoppress.importers.moments import Moment, read_clock
from stoppress.importers.report import Notes
from stoppress.importers.sightings import Sighting
from stoppress.importers.words import split_title
from stoppress.importers.zones import in_zone

_MINUTE = timedelta(minutes=1)
#: A clock that rises by more than this, read from new to old, has crossed midnight; less is a post out of order.
_MIDNIGHT_RISE = timedelta(hours=1)

Timed = tuple[Joined, datetime]


def settle_times(
    joined: Sequence[Joined],
    repeated: Mapping[str, frozenset[datetime]],
    zone: ZoneInfo,
    newest: Moment | None,
    notes: Notes,
) -> list[Timed]:
    """Each post with its moment in UTC, newest first; posts of one moment keep the page's order."""
    settled = [(post, _settle(post, repeated, zone, notes)) for post in joined]
    if _runs_forward([at for _, at in settled]):
        settled.reverse()
    filled = _fill(settled, zone, newest, notes)
    return sorted(filled, key=lambda timed: timed[1], reverse=True)


def days_back(clocks: Sequence[time]) -> list[int]:
    """For clocks from new to old, how many midnights lie between each and the newest."""
    back, days = 0, []
    for number, clock in enumerate(clocks):
        if number and _minutes(clock) - _minutes(clocks[number - 1]) > _MIDNIGHT_RISE.total_seconds() / 60:
            back += 1
        days.append(back)
    return days


def _settle(
    post: Joined, repeated: Mapping[str, frozenset[datetime]], zone: ZoneInfo, notes: Notes
) -> datetime | None:
    told = [
        (sighting, in_zone(sighting.published.at, zone))
        for sighting in post.all
        if sighting.published and sighting.published.at not in repeated.get(sighting.source, ())
    ]
    if not told:
        return None
    earliest, latest = min(at for _, at in told), max(at for _, at in told)
    if latest - earliest < _MINUTE:
        sighting, at = max(told, key=lambda one: (one[1].microsecond != 0, one[1].second != 0))
    else:
        sighting, at, reason = _arbitrate(post, told, zone)
        others = " / ".join(f"{other.source} {found:%Y-%m-%d %H:%M:%S}Z" for other, found in told)
        notes.conflict("time", sighting.source, reason, others)
    if sighting.published and not sighting.published.has_zone:
        notes.warn("Some times are written without a zone; they were taken as clocks of the story’s zone.")
    notes.took("time", sighting.source)
    return at


def _arbitrate(
    post: Joined, told: list[tuple[Sighting, datetime]], zone: ZoneInfo
) -> tuple[Sighting, datetime, str]:
    clock = next((sighting.clock for sighting in post.all if sighting.clock), None) or _title_clock(post)
    if clock is not None:
        fitting = [one for one in told if _shows(one[1].astimezone(zone), clock)]
        if len(fitting) == 1:
            return (*fitting[0], "the clock printed on the page says the same")
    data = next((one for one in told if one[0].source == "JSON-LD"), None)
    if data and data[0].modified:
        changed = in_zone(data[0].modified.at, zone)
        if changed > data[1] and all(other is data or abs(other[1] - changed) < _MINUTE for other in told):
            return (*data, "the others give the time of the last change")
    counted = Counter(at.replace(second=0, microsecond=0) for _, at in told)
    common, times = counted.most_common(1)[0]
    if times > 1:
        return (
            *next(one for one in told if one[1].replace(second=0, microsecond=0) == common),
            "two sources agree",
        )
    aware = [one for one in told if one[0].published and one[0].published.has_zone] or told
    return (*aware[-1], "it is what readers saw, and no printed clock says otherwise")


def _title_clock(post: Joined) -> time | None:
    """The clock that a title begins with, or a text."""
    beginnings = [
        *(sighting.title for sighting in post.all),
        *(text_of_html(sighting.body_html[:400]) for sighting in post.all),
    ]
    prefixes = (split_title(beginning)[0] for beginning in beginnings)
    return next((clock for prefix in prefixes if ":" in prefix and (clock := read_clock(prefix))), None)


def _shows(local: datetime, clock: time) -> bool:
    return abs(_minutes(local.time()) - _minutes(clock)) <= 2


def _minutes(clock: time) -> float:
    return clock.hour * 60 + clock.minute + clock.second / 60


def _runs_forward(moments: Sequence[datetime | None]) -> bool:
    known = [moment for moment in moments if moment]
    rises = sum(later > earlier for earlier, later in pairwise(known))
    falls = sum(later < earlier for earlier, later in pairwise(known))
    return rises > falls


def _fill(
    settled: list[tuple[Joined, datetime | None]], zone: ZoneInfo, newest: Moment | None, notes: Notes
) -> list[Timed]:
    """Give the posts without a moment one: by the clock they show and the day of their neighbours, else their neighbour's."""
    filled: list[Timed] = []
    reference = in_zone(newest.at, zone) if newest else None
    waiting: list[Joined] = []
    for post, at in settled:
        clock = next((sighting.clock for sighting in post.all if sighting.clock), None) or _title_clock(post)
        if at is None and clock is not None and reference is not None:
            at = _before(reference, clock, zone)
            notes.took("time", "printed clock and the day of its neighbours")
        if at is None:
            waiting.append(post)
            continue
        filled += [(other, at) for other in waiting]
        waiting.clear()
        filled.append((post, at))
        reference = at
    last = filled[-1][1] if filled else reference or _any_time(settled, zone)
    if waiting and last is not None:
        filled += [(other, last) for other in waiting]
    guessed = sum(1 for post, at in settled if at is None) - sum(
        1 for post, at in settled if at is None and _has_clock(post)
    )
    if guessed:
        notes.warn(f"{guessed} updates have no time of their own; they stand at the time of their neighbour.")
    return filled


def _any_time(settled: list[tuple[Joined, datetime | None]], zone: ZoneInfo) -> datetime | None:
    """Where nothing else is known, even a date that all updates share."""
    told = (sighting.published for post, _ in settled for sighting in post.all)
    return next((in_zone(moment.at, zone) for moment in told if moment), None)


def _has_clock(post: Joined) -> bool:
    return any(sighting.clock for sighting in post.all) or _title_clock(post) is not None


def _before(reference: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The clock on the reference's day, or on the day before when that would be later than the reference."""
    local = datetime.combine(reference.astimezone(zone).date(), clock, zone)
    if local.astimezone(UTC) - reference > _MIDNIGHT_RISE:
        local = datetime.combine(local.date() - timedelta(days=1), clock, zone)
    return local.astimezone(UTC)
