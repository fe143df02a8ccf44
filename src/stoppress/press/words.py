"""What the readers' script says, in one language: phrases with gaps, and a form for every plural of that language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from stoppress.press.days import day_words
from stoppress.press.languages import spoken

#: One number of each plural category that there is (CLDR: other, one, two, few, many, zero); the script finds the category.
SAMPLES = (100, 1, 2, 3, 11, 0)


def words() -> str:
    """The phrases as JSON that may stand inside a script element of type application/json."""
    return _in_element(_phrases())


def front_words() -> str:
    """The same for the front page, on which live blogs stand where posts stand on theirs."""
    told: dict[str, str | dict[str, str]] = {
        "live": _("Up to date, checked {time}"),
        "new_posts": _forms(ngettext_lazy("{n} more has ended", "{n} more have ended", "n")),
        "new_updates": _forms(ngettext_lazy("{n} headline updated", "{n} headlines updated", "n")),
    }
    return _in_element(_phrases() | told)


def _phrases() -> dict[str, object]:
    return {
        "clock": spoken().clock,
        "dates": spoken().dates,
        "days": day_words(),
        "live": _("Live, checked {time}"),
        "up_to_date": _("Up to date, checked {time}"),
        "lost": _("Connection lost, showing {time}"),
        "showing": _("Showing {time}"),
        "ended": _("The coverage has ended"),
        "stopped": _("Updates are off – reload to see what is new"),
        "on": _("Updates: on"),
        "paused": _("Updates: paused"),
        "reload": _("There is a newer version of this page – load it again"),
        "paused_waiting": _forms(
            ngettext_lazy("Updates: paused ({n} waiting)", "Updates: paused ({n} waiting)", "n")
        ),
        "new_posts": _forms(ngettext_lazy("{n} new post", "{n} new posts", "n")),
        "new_updates": _forms(ngettext_lazy("{n} new update", "{n} new updates", "n")),
        "corrections": _forms(ngettext_lazy("{n} correction", "{n} corrections", "n")),
        "just_in": _("Just in"),
        "key-points": _forms(ngettext_lazy("key points updated", "key points updated", "n")),
        "time_and_day": _("{time}, {day}"),
        "since_ago": _("Since you left, {ago} ago: {what}"),
        "since_then": _("Since you left at {time}: {what}"),
        "hours": _("{h} h {min} min"),
        "minutes": _("{min} min"),
        "posts": _forms(ngettext_lazy("{n} post", "{n} posts", "n")),
        "more_posts": _forms(ngettext_lazy("more than {n} post", "more than {n} posts", "n")),
        "key_events": _forms(ngettext_lazy("{n} key event", "{n} key events", "n")),
        "read_round_up": _("Read the round-up of {time}"),
        "to_unread": _("To the first post you have not seen"),
        "unread": _("New above. You have seen what follows."),
        "not_now": _("Not now"),
        "just_now": _("just now"),
        "your_time": _("All times are your time ({offset})."),
        "two_offsets": _("{before}, now {now}"),
        "show_yours": _("Show your time"),
        "show_place": _("Show {place} time"),
        "withdrawals": _forms(ngettext_lazy("{n} post withdrawn", "{n} posts withdrawn", "n")),
    }


def _in_element(phrases: Mapping[str, object]) -> str:
    text = msgspec.json.encode(phrases).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


class Phrase(Protocol):
    """What has a form for every number: `ngettext_lazy`, written out where it is said, so that it is found for translation."""

    def __mod__(self, gaps: Mapping[str, int]) -> str: ...


def _forms(phrase: Phrase) -> dict[str, str]:
    """The form for each sample, without those that are said as the first, which holds for the rest."""
    said = {str(sample): str(phrase % {"n": sample}) for sample in SAMPLES}
    rest = str(SAMPLES[0])
    return {sample: form for sample, form in said.items() if sample == rest or form != said[rest]}


def feed_words() -> str:
    """What feeds say in words of their own, as JSON; and the hub that passes them on, if the newsroom has one."""
    said = {
        "key_events": _("Key events"),
        "correction": _("Correction"),
        "hub": settings.WEBSUB_HUB,
    }
    return msgspec.json.encode(said).decode()
