"""What stands on a picture card, in the language of the story: its kind, its words, the time in the story's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from stoppress.media.cards import Card
from stoppress.press.contexts import Moment
from stoppress.press.languages import place_of, speaking
from stoppress.stories.models import Phase
from stoppress.toolkit.languages import direction_of, interface_of


class Told(Protocol):
    """What the wire tells for a card; see `edge/card.py`, which gathers it."""

    @property
    def language(self) -> str: ...
    @property
    def blog(self) -> str: ...
    @property
    def newsroom(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def phase(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def until(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def is_key_event(self) -> bool: ...
    @property
    def is_withdrawn(self) -> bool: ...
    @property
    def question(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def expert(self) -> str: ...


def card_of(told: Told) -> Card:
    """The card as it is drawn."""
    with speaking(told.language):
        if told.is_withdrawn:
            return _of_withdrawn(told.language)
        if not told.post:
            return _of_blog(told)
        return _of_answer(told) if told.question else _of_post(told)


def _of_withdrawn(language: str) -> Card:
    spoken = interface_of(language)
    return Card("withdrawn", (_("Withdrawn"),), spoken, direction_of(spoken))


def _of_post(told: Told) -> Card:
    return Card(
        look="key event" if told.is_key_event else "post",
        heads=(told.words, told.blog, told.newsroom),
        language=told.language,
        direction=direction_of(told.language),
        newsroom=told.newsroom,
        kicker=_("Key event") if told.is_key_event else "",
        foot=told.blog,
        when=_when(told.at, told.zone, told.language),
    )


def _of_answer(told: Told) -> Card:
    return Card(
        look="answer",
        heads=(told.question, told.words, told.blog, told.newsroom),
        language=told.language,
        direction=direction_of(told.language),
        newsroom=told.newsroom,
        kicker=_("Question and answer"),
        asked=_asked(told.first_name, told.place),
        answering=_("%(name)s answers") % {"name": told.expert} if told.expert else "",
        foot=told.blog,
        when=_when(told.at, told.zone, told.language),
    )


def _of_blog(told: Told) -> Card:
    is_live = told.phase in (Phase.LIVE, Phase.PAUSED)
    return Card(
        look="blog",
        heads=(told.blog, told.newsroom),
        language=told.language,
        direction=direction_of(told.language),
        newsroom=told.newsroom,
        kicker=_("Live") if is_live else _("Live coverage"),
        is_live=is_live,
        when=_course(told),
    )


def _course(told: Told) -> str:
    """How the coverage stands in time."""
    if told.phase == Phase.CLOSED:
        until = _when(told.until, told.zone, told.language)
        return _("Ended at %(time)s") % {"time": until} if until else _("The coverage has ended")
    at = _when(told.at, told.zone, told.language)
    if told.phase == Phase.UPCOMING:
        return _("Coverage begins at %(time)s") % {"time": at} if at else _("Coverage has not begun")
    return _("Since %(time)s") % {"time": at} if at else ""


def _asked(first_name: str, place: str) -> str:
    names = {"name": first_name, "place": place}
    if first_name and place:
        return _("%(name)s, %(place)s, asks:") % names
    if first_name:
        return _("%(name)s asks:") % names
    return _("A reader in %(place)s asks:") % names if place else _("A reader asks:")


def _when(at: str, zone: str, language: str) -> str:
    """Time and day where the story happens, and where that is: a card travels to other zones."""
    if not at:
        return ""
    try:
        moment = Moment.of(datetime.fromisoformat(at), ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError):
        return ""
    told = {"clock": moment.clock, "date": moment.date_in_full, "zone": place_of(zone, language)}
    if zone == "UTC":
        return _("%(clock)s UTC, %(date)s") % told
    return _("%(clock)s %(zone)s time, %(date)s") % told
