"""The fields of kinds of posts in the desk's forms: how they are shown, and what was typed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from stoppress.kinds.fields import LONGEST_LINE, Field, Sort
from stoppress.kinds.known import kind_of, kinds

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: Empty rows below those that are filled in, for those without script.
_SPARE_ROWS = 2
_SHORT = 20


@dataclass(frozen=True)
class Input:
    """One field to be filled in; `rows` are those of a list, each a row of inputs, `blank` one more with `#` as its number."""

    name: str
    field: Field
    value: Any = ""
    wrong: str = ""
    rows: tuple[tuple[Input, ...], ...] = ()
    blank: tuple[Input, ...] = ()

    @property
    def id(self) -> str:
        """For the label; the form's own prefix stands before it."""
        return self.name.replace(".", "-")

    @property
    def longest(self) -> int | None:
        """How many characters fit, if that is what `most` means."""
        return self.field.most if self.field.sort in {Sort.LINE, Sort.TEXT} else None

    @property
    def is_short(self) -> bool:
        """Whether few letters stand in it, so that it needs little room."""
        is_brief = self.field.sort is Sort.LINE and (self.field.most or LONGEST_LINE) <= _SHORT
        return is_brief or self.field.sort is Sort.NUMBER


@dataclass(frozen=True)
class Fieldset:
    """The fields of one kind; those of the kind that is chosen are open."""

    kind: str
    label: _StrOrPromise
    is_chosen: bool
    inputs: tuple[Input, ...]


def kind_choices() -> list[tuple[str, _StrOrPromise]]:
    """Every kind that there is, with its name for people."""
    return [(kind.name, kind.label) for kind in kinds().values()]


def fieldsets(
    chosen: str, standing: Mapping[str, Any], typed: QueryDict | None, wrong: Mapping[str, str]
) -> list[Fieldset]:
    """A set for every kind that has fields, with what was typed, or with what stands in the chosen one."""
    found = []
    for kind in kinds().values():
        if kind.fields:
            shown = standing if kind.name == chosen else {}
            values = shown if typed is None else typed_details(typed, kind.name)
            inputs = _inputs(kind.fields, values, f"{kind.name}.", wrong)
            found.append(Fieldset(kind.name, kind.label, kind.name == chosen, inputs))
    return found


def typed_details(typed: QueryDict | Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What was typed in the fields of this kind, as the acts take it."""
    return _typed(kind_of(kind).fields, typed, f"{kind}.")


def as_lines(kind: str, details: Mapping[str, Any]) -> str:
    """What stands in the fields, a line each, as the desk shows what changed."""
    return "\n".join(_lines(kind_of(kind).fields, details))


def _lines(fields: Sequence[Field], details: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        value = details.get(field.name)
        if field.sort is Sort.ROWS:
            rows = (", ".join(_cells(field.fields, row)) for row in value or ())
            yield from filter(None, rows)
        elif value not in (None, ""):
            yield f"{field.label}: {dict(field.choices).get(value, value)}"


def _cells(fields: Sequence[Field], row: Mapping[str, Any]) -> list[str]:
    told = ((field, row.get(field.name)) for field in fields)
    return [str(dict(field.choices).get(value, value)) for field, value in told if value not in (None, "")]


def _typed(fields: Sequence[Field], typed: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        name = f"{prefix}{field.name}"
        if field.sort is Sort.ROWS:
            rows = [_typed(field.fields, typed, f"{name}.{number}.") for number in _numbers(typed, name)]
            if rows:
                found[field.name] = rows
        elif name in typed:
            found[field.name] = typed[name]
    return found


def _numbers(typed: Mapping[str, Any], name: str) -> range:
    """The rows of a list, without gaps, so that a place in the list is a place in the form."""
    named = (key.removeprefix(f"{name}.").split(".")[0] for key in typed if key.startswith(f"{name}."))
    numbers = [int(word) for word in named if word.isdecimal() and len(word) < 4]
    return range(min(max(numbers, default=-1) + 1, 200))


def _inputs(
    fields: Sequence[Field], values: Mapping[str, Any], prefix: str, wrong: Mapping[str, str]
) -> tuple[Input, ...]:
    return tuple(_input(field, values.get(field.name), f"{prefix}{field.name}", wrong) for field in fields)


def _input(field: Field, value: Any, name: str, wrong: Mapping[str, str]) -> Input:
    said = wrong.get(name, "")
    if field.sort is not Sort.ROWS:
        return Input(name, field, "" if value is None else value, said)
    filled: Sequence[Mapping[str, Any]] = value or ()
    spare = max(_SPARE_ROWS, (field.least or 0) - len(filled)) if len(filled) < field.most_rows else 0
    everything = [*filled, *({} for _ in range(spare))][: max(field.most_rows, len(filled))]
    rows = tuple(
        _inputs(field.fields, row, f"{name}.{number}.", wrong) for number, row in enumerate(everything)
    )
    return Input(name, field, wrong=said, rows=rows, blank=_inputs(field.fields, {}, f"{name}.#.", {}))
