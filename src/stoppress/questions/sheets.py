"""What a reader has typed, checked field by field; what is wrong is said beside the field, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from stoppress.questions.bad_text import said_of
from stoppress.toolkit.text import BadText, checked, one_line

LONGEST_QUESTION = 1_000
LONGEST_FIRST_NAME = 60
LONGEST_PLACE = 80
LONGEST_EMAIL = 254

#: Addresses of the web and of mail, also those without “https://”; a full stop between two words is none.
_LINK = re.compile(
    r"://|\bwww\.|\S@\S+\.\w|\b[\w-]+\.(?:com|net|org|info|biz|xyz|top|shop|site|online|link|click|ru|io|ly|gg)\b",
    re.IGNORECASE,
)
#: The fields of the form, and so much of each is shown again, whatever was sent.
_FIELDS = ("text", "first_name", "place", "email", "is_comment", "consent")
_MOST_SHOWN_AGAIN = 20_000


class Wrong(Exception):
    """Something typed cannot be taken; `fields` has the words for each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True)
class Sheet:
    """A letter as it may be kept."""

    text: str
    first_name: str = ""
    place: str = ""
    email: str = ""
    is_comment: bool = False


def typed(sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as it is shown again in the form."""
    return {name: sent.get(name, "")[:_MOST_SHOWN_AGAIN] for name in _FIELDS if sent.get(name)}


def check(sent: Mapping[str, str], *, takes_mail: bool) -> Sheet:
    """The sheet, or Wrong with words for every field that cannot be taken. Without mail an e-mail is not kept."""
    wrong: dict[str, str] = {}

    def attempt(field: str, work: Callable[[str], str]) -> str:
        try:
            return work(sent.get(field, ""))
        except BadText as error:
            wrong[field] = said_of(error)
            return ""

    sheet = Sheet(
        text=attempt("text", _question),
        first_name=attempt("first_name", lambda words: _line(words, LONGEST_FIRST_NAME)),
        place=attempt("place", lambda words: _line(words, LONGEST_PLACE)),
        email=attempt("email", check_email) if takes_mail else "",
        is_comment=bool(sent.get("is_comment")),
    )
    if not sent.get("consent"):
        wrong["consent"] = _("Without this we may not read what you send. Tick it if you agree.")
    if wrong:
        raise Wrong(wrong)
    return sheet


def check_email(words: str) -> str:
    """An address to which one line of mail can go, or nothing; raises BadText in words."""
    address = one_line(words, limit=LONGEST_EMAIL)
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadText(
            _("This is no e-mail address; it looks like name@example.org. Or leave it empty.")
        ) from error
    return address


def _question(words: str) -> str:
    text = _without_links(checked(words.replace("\r\n", "\n").strip(), limit=LONGEST_QUESTION))
    if not any(letter.isalnum() for letter in text):
        raise BadText(_("Write your question or comment here."))
    return text


def _line(words: str, limit: int) -> str:
    return _without_links(one_line(words, limit=limit))


def _without_links(text: str) -> str:
    if _LINK.search(text):
        raise BadText(_("Leave out links and e-mail addresses; we cannot publish them."))
    return text
