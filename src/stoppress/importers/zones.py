"""Which time zone a story is told in: from offsets, printed clocks and zone names, and the publisher's country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from stoppress.importers.errors import CannotImport

_ZONE_OF_COUNTRY = {
    "uk": "Europe/London", "gb": "Europe/London", "ie": "Europe/Dublin", "de": "Europe/Berlin", "at": "Europe/Vienna",
    "ch": "Europe/Zurich", "es": "Europe/Madrid", "fr": "Europe/Paris", "it": "Europe/Rome", "nl": "Europe/Amsterdam",
    "be": "Europe/Brussels", "pt": "Europe/Lisbon", "pl": "Europe/Warsaw", "se": "Europe/Stockholm", "no": "Europe/Oslo",
    "dk": "Europe/Copenhagen", "fi": "Europe/Helsinki", "gr": "Europe/Athens", "ua": "Europe/Kyiv", "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata", "pk": "Asia/Karachi", "sg": "Asia/Singapore", "hk": "Asia/Hong_Kong", "jp": "Asia/Tokyo",
    "au": "Australia/Sydney", "nz": "Pacific/Auckland", "za": "Africa/Johannesburg", "ng": "Africa/Lagos",
    "ke": "Africa/Nairobi", "us": "America/New_York", "ca": "America/Toronto", "mx": "America/Mexico_City",
    "ar": "America/Argentina/Buenos_Aires", "cl": "America/Santiago", "pe": "America/Lima", "br": "America/Sao_Paulo",
    "qa": "Asia/Qatar", "ae": "Asia/Dubai", "tr": "Europe/Istanbul", "kr": "Asia/Seoul",
}  # fmt: skip
_COUNTRY_OF_LANGUAGE = {
    "de": "de",
    "es": "es",
    "fr": "fr",
    "it": "it",
    "nl": "nl",
    "pl": "pl",
    "pt": "pt",
    "sv": "se",
    "da": "dk",
}
_ZONE_OF_WORD = {
    "BST": "Europe/London", "CEST": "Europe/Berlin", "CET": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
    "EST": "America/New_York", "EDT": "America/New_York", "CST": "America/Chicago", "CDT": "America/Chicago",
    "MST": "America/Denver", "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "ACST": "Australia/Adelaide", "AWST": "Australia/Perth",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland", "IST": "Asia/Kolkata", "GMT": "Europe/London",
    "SAST": "Africa/Johannesburg", "JST": "Asia/Tokyo", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong",
}  # fmt: skip
_OTHERS = (
    "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "Asia/Kolkata", "Australia/Sydney", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide", "Pacific/Auckland",
    "Europe/Helsinki", "Europe/Istanbul", "Asia/Jerusalem", "Asia/Dubai", "Asia/Karachi", "Asia/Singapore", "Asia/Tokyo",
    "America/Sao_Paulo", "America/Mexico_City", "America/Bogota", "America/Halifax", "America/St_Johns", "Asia/Kathmandu",
    "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Tehran", "Asia/Kabul",
)  # fmt: skip
#: So much of the evidence must fit; a clock here and there is an edit of its own.
_SHARE_THAT_FITS = 0.8


@dataclass(frozen=True)
class ZoneFound:
    """The story's zone and, in one sentence, why."""

    name: str
    reason: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.name)


@dataclass(frozen=True)
class Evidence:
    """What a page shows of its zone: offsets written at moments, clocks printed for moments, zone names."""

    offsets: Sequence[datetime] = ()
    clocks: Sequence[tuple[datetime, time]] = ()
    words: Sequence[str] = ()


def known_zone(name: str) -> ZoneInfo:
    """The zone of this name; raise CannotImport for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CannotImport(
            f"“{name}” is no time zone. Give one such as Europe/London or Asia/Kolkata."
        ) from error


def find_zone(evidence: Evidence, url: str, language: str) -> ZoneFound:
    """The first zone that fits what the page shows, beginning with the publisher's own."""
    country = _country(url, language)
    home = _ZONE_OF_COUNTRY.get(country or "", "")
    # Where offsets and clocks contradict one another, the home zone may fit one of them; else the clocks are what readers saw.
    for given in (evidence, Evidence(offsets=evidence.offsets), Evidence(clocks=evidence.clocks)):
        if home and _fits(ZoneInfo(home), given):
            return ZoneFound(home, _reason(home, home, given))
    for given in (evidence, Evidence(clocks=evidence.clocks), Evidence(offsets=evidence.offsets)):
        for name in _candidates(country, evidence.words):
            if _fits(ZoneInfo(name), given):
                return ZoneFound(name, _reason(name, home, given))
    if home and not evidence.offsets and not evidence.clocks:
        return ZoneFound(home, "it is the zone of the publisher’s country; the page itself names none")
    return ZoneFound("UTC", "the page does not tell its zone")


def _country(url: str, language: str) -> str | None:
    ending = (urlsplit(url).hostname or "").rpartition(".")[2]
    if ending in _ZONE_OF_COUNTRY:
        return ending
    start, _, region = language.lower().replace("_", "-").partition("-")
    if region[:2] in _ZONE_OF_COUNTRY:
        return region[:2]
    return _COUNTRY_OF_LANGUAGE.get(start)


def _candidates(country: str | None, words: Sequence[str]) -> Iterable[str]:
    named = (word for word in dict.fromkeys(words) if not (word == "IST" and country == "ie"))
    yield from (_ZONE_OF_WORD[word] for word in named if word in _ZONE_OF_WORD)
    yield from _OTHERS


def _fits(zone: ZoneInfo, evidence: Evidence) -> bool:
    fitting = [moment.utcoffset() == moment.astimezone(zone).utcoffset() for moment in evidence.offsets]
    fitting += [_shows(moment.astimezone(zone), clock) for moment, clock in evidence.clocks]
    return bool(fitting) and sum(fitting) >= _SHARE_THAT_FITS * len(fitting)


def _shows(local: datetime, clock: time) -> bool:
    apart = abs(timedelta(hours=local.hour - clock.hour, minutes=local.minute - clock.minute))
    return min(apart, timedelta(days=1) - apart) <= timedelta(minutes=2)


def _reason(name: str, home: str, evidence: Evidence) -> str:
    seen = [
        sentence
        for sentence, given in (
            (f"{len(evidence.offsets)} offsets in the page", evidence.offsets),
            (f"{len(evidence.clocks)} printed clocks", evidence.clocks),
        )
        if given
    ]
    whose = (
        "the zone of the publisher’s country, and it fits" if name == home else "it is the first that fits"
    )
    return f"{whose} {' and '.join(seen)}"


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC; a naive one is taken as a clock of the story's zone."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
