"""Time zones and languages to choose from, and moments typed in one."""

from __future__ import annotations

import functools
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from stoppress.press.languages import own_name
from stoppress.publishing.refusals import Invalid
from stoppress.toolkit.languages import LANGUAGES, is_spoken
from stoppress.toolkit.text import folded

_NOT_A_PLACE = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@functools.cache
def names() -> tuple[str, ...]:
    """Zones that are named after a place, and UTC."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NOT_A_PLACE)}
    return tuple(sorted(places | {"UTC"}))


def languages() -> list[tuple[str, list[tuple[str, str]]]]:
    """Languages by their own names: first those in which the whole page speaks, then those with an interface in English."""
    codes = {*LANGUAGES, *(code for code, _name in settings.LANGUAGES)}
    named = sorted(((code, own_name(code)) for code in codes), key=_by_name)
    return [
        (_("The whole page"), [one for one in named if is_spoken(one[0])]),
        (
            _("The posts, with English around them"),
            [one for one in named if not is_spoken(one[0])],
        ),
    ]


def _by_name(language: tuple[str, str]) -> str:
    return folded(language[1])


def moments_of(zone: str, typed: datetime) -> list[datetime]:
    """Every moment, in UTC, at which a clock on the wall of that zone shows this: none, one, or two; raises Invalid."""
    _refuse_ends_of_time("release_at", typed)
    found = []
    for fold in (0, 1):
        moment = typed.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if (
            in_zone(moment, zone).replace(tzinfo=None, fold=0) == typed.replace(fold=0)
            and moment not in found
        ):
            found.append(moment)
    return sorted(found)


def beside_gap(zone: str, typed: datetime) -> list[datetime]:
    """What a clock on that wall shows instead of a time that it skips: as it went before, and as it goes after."""
    read = (typed.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted(in_zone(moment, zone) for moment in read)


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment as a clock there shows it."""
    return moment.astimezone(ZoneInfo(zone))


def moment_in(zone: str, typed: datetime | None) -> datetime | None:
    """What a clock on the wall of that zone shows, as a moment; raises Invalid where the clock skips it."""
    if typed is None:
        return None
    if zone not in available_timezones():
        raise Invalid(
            zone=_("“%(zone)s” is no time zone; choose one such as Europe/Berlin.") % {"zone": zone}
        )
    _refuse_ends_of_time("coverage_starts_at", typed)
    local = typed.replace(tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        words = _("Clocks in %(zone)s skip this time that night. Choose one an hour later.") % {"zone": zone}
        raise Invalid(coverage_starts_at=words)
    return moment


def _refuse_ends_of_time(field: str, typed: datetime) -> None:
    """Raise Invalid in the first and the last year that there is: elsewhere the same moment has no date."""
    if not MINYEAR < typed.year < MAXYEAR:
        raise Invalid(**{field: _("Look at the year again.")})
