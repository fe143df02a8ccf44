"""The languages in which the interface is complete, which of them stands for another one, and how a language is written."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True)
class Language:
    """One language of the interface. `clock` is how its newspapers write a time: {h} or {hh}, and {mm}.

    `dates` names it for Unicode's tables, here and in the browser, so that the script writes days as the server does.
    """

    code: str
    clock: str
    dates: str

    @property
    def locale(self) -> Locale:
        """The same language as Babel knows it."""
        return Locale.parse(self.dates.partition("-u-")[0], sep="-")


#: Digits in Arabic are those of its newspapers on the web (0–9), also where a browser would choose others.
LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "{h}.{mm}", "en-GB"),
        Language("de", "{hh}:{mm}", "de"),
        Language("es", "{hh}:{mm}", "es"),
        Language("uk", "{hh}:{mm}", "uk"),
        Language("ar", "{hh}:{mm}", "ar-u-nu-latn"),
    )
}


def is_spoken(language: str) -> bool:
    """Whether the interface speaks this language, or the one that it is a variety of."""
    return _plain(language) in LANGUAGES


def interface_of(language: str) -> str:
    """The language of the interface for words in this one: the same, or English."""
    return _plain(language) if is_spoken(language) else "en"


def direction_of(language: str) -> str:
    """How it is written, as HTML names it."""
    return "rtl" if _plain(language) in RIGHT_TO_LEFT else "ltr"


def _plain(language: str) -> str:
    """Without its country."""
    return language.lower().split("-")[0]
