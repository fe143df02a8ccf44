"""The days of a story by name: on pages, in the shells that an edge fills, and for the script, always in the same words."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from stoppress.press.languages import spoken
from stoppress.toolkit.day_words import DayWords
from stoppress.toolkit.languages import LANGUAGES, Language

#: As newspapers write a day above what happened on it: without its year, and with it.
_PATTERNS = {
    "en": ("{weekday} {day} {month}", "{weekday} {day} {month} {year}"),
    "de": ("{weekday}, {day}. {month}", "{weekday}, {day}. {month} {year}"),
    "es": ("{weekday}, {day} de {month}", "{weekday}, {day} de {month} de {year}"),
    "uk": ("{weekday}, {day} {month}", "{weekday}, {day} {month} {year} р."),
    "ar": ("{weekday}، {day} {month}", "{weekday}، {day} {month} {year}"),
}


def day_name(day: date, *, in_full: bool = False) -> str:
    """The day in the language that is spoken now, such as Monday 23 November; in full, with its year."""
    return day_words().name(day, in_full=in_full)


def day_words() -> DayWords:
    """All words for days in the language that is spoken now."""
    return _words(spoken())


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: Language) -> DayWords:
    pattern, in_full = _PATTERNS[language.code]
    weekdays, months = language.locale.days["format"]["wide"], language.locale.months["format"]["wide"]
    return DayWords(
        pattern,
        in_full,
        {str(number + 1): _capital(str(name)) for number, name in weekdays.items()},
        {str(number): str(name) for number, name in months.items()},
    )


def _capital(word: str) -> str:
    """A day stands as a heading: Spanish and Ukrainian begin it with a capital letter there, too."""
    return word[:1].upper() + word[1:]
