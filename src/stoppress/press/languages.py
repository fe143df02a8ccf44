"""In which language of the interface something is said, and how each of them writes times, days and places.

A live blog in any other language has its interface in English: then the page says of its parts which language they are in.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from stoppress.toolkit.languages import LANGUAGES, Language, direction_of, interface_of, is_spoken


def speaking(language: str) -> AbstractContextManager[None]:
    """Within it, whatever is said is said in the interface's language for a live blog in this one."""
    return translation.override(interface_of(language))


def house_language() -> str:
    """The language of what belongs to no live blog: the front page, and the page that is not there."""
    return interface_of(settings.HOUSE_LANGUAGE)


def told_in(language: str) -> SafeString:
    """Attributes for words in this language, where the interface around them is in another; else nothing."""
    if is_spoken(language):
        return SafeString()
    return mark_safe(f' lang="{language}" dir="{direction_of(language)}"')  # noqa: S308  checked when it was chosen


def spoken() -> Language:
    """The language that is spoken now."""
    return LANGUAGES[interface_of(translation.get_language() or "en")]


def clock(at: datetime) -> str:
    """The time of day as the language that is spoken now writes it: 9.05, or 09:05."""
    return spoken().clock.format(h=at.hour, hh=f"{at.hour:02d}", mm=f"{at.minute:02d}")


def day(at: date) -> str:
    """The day without its year, such as 23 Nov."""
    return format_skeleton("MMMd", at, locale=spoken().locale)


def day_in_full(at: date) -> str:
    """The day with its year, such as 23 November 2026."""
    return format_date(at, "long", locale=spoken().locale)


@lru_cache(maxsize=512)
def place_of(zone: str, language: str) -> str:
    """The place after which a time zone is named, in the language of the interface for this one."""
    plain = zone.rsplit("/", 1)[-1].replace("_", " ")
    known = LANGUAGES[interface_of(language)].locale.time_zones.get(zone)
    return str(known["city"]) if known and "city" in known else plain


@lru_cache(maxsize=256)
def own_name(language: str) -> str:
    """What a language calls itself, with a capital letter."""
    try:
        name = Locale.parse(language, sep="-").display_name or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]
