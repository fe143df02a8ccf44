"""What is said of a text that cannot be kept, to readers and experts in the language of their page."""

from __future__ import annotations

from babel import Locale
from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stoppress.toolkit.text import BadText, ControlCharacters, LostCharacters, TooLong


def said_of(error: BadText) -> str:
    """The words for this refusal; one that was put into words already is told as it is."""
    if isinstance(error, TooLong):
        words = _("This is {length} characters long; at most {limit} fit. Shorten it by {over}.")
        over = error.length - error.limit
        return words.format(length=_number(error.length), limit=_number(error.limit), over=_number(over))
    if isinstance(error, ControlCharacters):
        return _("This holds characters that no text has (control characters). Paste it again as plain text.")
    if isinstance(error, LostCharacters):
        return _("This holds “\ufffd”: it was read with the wrong encoding. Copy it again from the original.")
    return str(error)


def _number(number: int) -> str:
    """The number with the language's own sign between thousands."""
    return format_decimal(number, locale=Locale.parse(get_language() or "en", sep="-"))
