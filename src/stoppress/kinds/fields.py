"""The fields that a kind of post may have: lines, texts, numbers, choices, addresses, rows of these; and their check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from stoppress.toolkit.text import BadText, checked, one_line

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LONGEST_LINE = 200
LONGEST_TEXT = 2_000
LONGEST_ADDRESS = 1_000
LARGEST_NUMBER = 1_000_000_000
MOST_ROWS = 40

Details = Mapping[str, Any]


class Sort(StrEnum):
    """What may stand in a field."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    ADDRESS = "address"
    ROWS = "rows"


class Wrong(ValueError):
    """What cannot be kept, by the path of its field, each in words that say what to do."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True)
class Field:
    """One field of a kind: its name, what people read beside it, and what may stand in it.

    `most` is the length of a line or text, the largest number, or how many rows there may be; `least` the smallest number
    or the fewest rows. `choices` are pairs of what is kept and what is read. `schema` is the property of schema.org it is;
    `unsaid` the choice that is meant where none is made.
    """

    name: str
    label: _StrOrPromise
    sort: Sort = Sort.LINE
    is_required: bool = False
    hint: _StrOrPromise = ""
    least: int | None = None
    most: int | None = None
    choices: tuple[tuple[str, _StrOrPromise], ...] = ()
    fields: tuple[Field, ...] = ()
    schema: str = ""
    unsaid: str = ""

    @property
    def least_shown(self) -> int:
        """So many rows always stand in a form."""
        return self.least or 1

    @property
    def most_rows(self) -> int:
        """How many rows there may be."""
        return self.most or MOST_ROWS


def check(fields: Sequence[Field], given: object, *, is_draft: bool = False) -> dict[str, Any]:
    """Return what may be kept of these fields, without what is empty; raise Wrong. A draft may leave anything out."""
    trouble: dict[str, str] = {}
    kept = _object(fields, given, "", trouble, is_draft=is_draft)
    if trouble:
        raise Wrong(trouble)
    return kept


def _object(
    fields: Sequence[Field], given: object, path: str, trouble: dict[str, str], *, is_draft: bool
) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        trouble[path.rstrip(".") or "details"] = _("Send an object with the fields of this kind.")
        return {}
    names = [field.name for field in fields]
    for name in given:
        if name not in names:
            known = ", ".join(names) or _("none")
            trouble[f"{path}{name}"] = _("There is no field “%(name)s”; the fields are: %(known)s.") % {
                "name": name,
                "known": known,
            }
    kept: dict[str, Any] = {}
    for field in fields:
        value = _value(field, given.get(field.name), f"{path}{field.name}", trouble, is_draft=is_draft)
        if value is not None and value != "" and value != []:
            kept[field.name] = value
        elif field.is_required and not is_draft and f"{path}{field.name}" not in trouble:
            trouble[f"{path}{field.name}"] = _("Fill in “%(label)s”.") % {"label": field.label}
    return kept


def _value(field: Field, given: object, path: str, trouble: dict[str, str], *, is_draft: bool) -> Any:
    if given is None or given == "":
        return None
    if field.sort is Sort.ROWS:
        return _rows(field, given, path, trouble, is_draft=is_draft)
    try:
        return _CHECKS[field.sort](field, given)
    except BadText as error:
        trouble[path] = str(error)
        return None


def _rows(field: Field, given: object, path: str, trouble: dict[str, str], *, is_draft: bool) -> Any:
    if not isinstance(given, Sequence) or isinstance(given, str):
        trouble[path] = _("Send a list.")
        return None
    filled = [(number, row) for number, row in enumerate(given) if not _is_blank(row)]
    if len(filled) > field.most_rows:
        trouble[path] = _("At most %(most)d; leave some out.") % {"most": field.most_rows}
        return None
    if field.least and len(filled) < field.least and not is_draft:
        trouble[path] = _("Fill in at least %(least)d.") % {"least": field.least}
        return None
    return [
        _object(field.fields, row, f"{path}.{number}.", trouble, is_draft=is_draft) for number, row in filled
    ]


def _is_blank(row: object) -> bool:
    return isinstance(row, Mapping) and not any(str(value or "").strip() for value in row.values())


def _line(field: Field, given: object) -> str:
    return one_line(_words(given), limit=field.most or LONGEST_LINE)


def _text(field: Field, given: object) -> str:
    return checked(_words(given).strip(), limit=field.most or LONGEST_TEXT)


def _number(field: Field, given: object) -> int | None:
    least, most = field.least or 0, LARGEST_NUMBER if field.most is None else field.most
    words = str(given).strip()
    is_number = not isinstance(given, bool) and words.removeprefix("-").isdecimal() and len(words) < 12
    if not is_number or not least <= int(words) <= most:
        raise BadText(_("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return int(words)


def _choice(field: Field, given: object) -> str:
    known = [value for value, _label in field.choices]
    if given not in known:
        raise BadText(_("Choose one of: %(known)s.") % {"known": ", ".join(known)})
    return str(given)


def _address(field: Field, given: object) -> str:
    words = one_line(_words(given), limit=LONGEST_ADDRESS)
    try:
        parts = urlsplit(words)
    except ValueError:
        parts = urlsplit("")
    is_web = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
    if words and (not is_web or any(letter in words for letter in " \"'<>\\`")):
        raise BadText(_("A whole address, such as https://example.org/page."))
    return words


def _words(given: object) -> str:
    if not isinstance(given, str):
        raise BadText(_("This must be text."))
    return given


_CHECKS = {
    Sort.LINE: _line,
    Sort.TEXT: _text,
    Sort.NUMBER: _number,
    Sort.CHOICE: _choice,
    Sort.ADDRESS: _address,
}
