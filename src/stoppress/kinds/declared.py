"""A newsroom's own kinds of post: a TOML file each, with fields, labels and a partial; checked before the start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template import Context, Engine, TemplateSyntaxError, VariableDoesNotExist

from stoppress.kinds.fields import Field, Sort
from stoppress.kinds.house import HOUSE
from stoppress.kinds.kind import KindOfPost

MOST_KINDS = 30
MOST_FIELDS = 30
_MOST_BYTES = 32_000
_LONGEST_NAME = 30
_LONGEST_LABEL = 60
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCHEMA = re.compile(r"[A-Za-z]+")
_OF_KIND = {"label", "says", "place", "schema", "field", "partial"}
_OF_FIELD = {"name", "label", "sort", "required", "hint", "least", "most", "choices", "field", "schema"}
#: What would read files or run other code; nothing of it is needed to draw fields.
_FORBIDDEN = re.compile(r"{%-?\s*(load|include|extends|debug|csrf_token|url|now|lorem)\b")


#: What the drawing of a partial may raise.
_TROUBLES = (
    *(TemplateSyntaxError, VariableDoesNotExist, ArithmeticError, AttributeError),
    *(LookupError, RecursionError, TypeError, ValueError),
)


class Unfit(ValueError):
    """This declaration cannot be taken; the message says what to do."""


def read(folder: Path) -> list[KindOfPost]:
    """The kinds that the files of this folder declare, by name; raises Unfit."""
    return [_kind(path) for path in _files(folder)]


def sound(folder: Path) -> list[KindOfPost]:
    """The kinds that can be taken: what is wrong with one file keeps no other out."""
    files = [path for path in _files(folder) if not _fault(path)] if folder.is_dir() else []
    return [_kind(path) for path in files[:MOST_KINDS]]


def faults(folder: Path) -> list[str]:
    """Sentences on what is wrong with the kinds in this folder, each with what to do; empty when all is well."""
    if not folder.is_dir():
        return [
            f"STOPPRESS_KINDS is {folder}, which is no folder: name one that holds a file for each kind, or unset it."
        ]
    files = _files(folder)
    found = [words for path in files if (words := _fault(path))]
    if not files:
        found.append(
            f"{folder} holds no kind: each is a file such as weather.toml. Add one, or unset STOPPRESS_KINDS."
        )
    if len(files) > MOST_KINDS:
        found.append(
            f"{folder} has {len(files)} kinds; at most {MOST_KINDS} can be chosen from. Remove some."
        )
    return found


def drawn_by(kind: KindOfPost, fields: Mapping[str, Any]) -> str:
    """What a newsroom's partial makes of the fields, to be cleaned before it stands anywhere; raises Unfit."""
    try:
        return _ENGINE.from_string(kind.template).render(Context(_shown_fields(kind.fields, fields)))
    except _TROUBLES as error:
        raise Unfit(f"the partial cannot be drawn: {error}.") from error


def _shown_fields(declared: Sequence[Field], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the partial has them: each of them, also the empty ones; of a choice its words."""
    return {field.name: _shown(field, fields.get(field.name, "")) for field in declared}


def _shown(field: Field, value: Any) -> Any:
    if field.sort is Sort.ROWS:
        return [_shown_fields(field.fields, row) for row in value or ()]
    return dict(field.choices).get(value, value) if field.sort is Sort.CHOICE else value


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.toml") if path.is_file() and not path.name.startswith("."))


def _fault(path: Path) -> str:
    try:
        _kind(path)
    except Unfit as error:
        return f"{path}: {error}"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})."
    return ""


def _kind(path: Path) -> KindOfPost:
    said = _said(path)
    name = path.stem
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Unfit(
            f"a kind has a name of small letters, digits and _, at most {_LONGEST_NAME}; rename the file."
        )
    if name in {kind.name for kind in HOUSE}:
        raise Unfit(f"“{name}” is a kind of ours already; choose another name for the file.")
    _only(said, _OF_KIND, "a kind")
    place = said.get("place", "above")
    if place not in {"above", "below"}:
        raise Unfit("“place” is “above” or “below” (the text of the post).")
    fields = _fields(said.get("field"), "[[field]]")
    kind = KindOfPost(
        name,
        _words(said, "label", needed=True),
        fields,
        is_below=place == "below",
        template=_words(said, "partial", needed=True, most=_MOST_BYTES),
        says=_words(said, "says"),
        schema=_schema(said),
    )
    _try(kind)
    return kind


def _said(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    if len(data) > _MOST_BYTES:
        raise Unfit(f"this has {len(data):,} bytes; at most {_MOST_BYTES:,} are read.")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Unfit("this is not UTF-8; save it anew in that encoding.") from error
    except tomllib.TOMLDecodeError as error:
        raise Unfit(f"this is no TOML ({error}).") from error


def _fields(said: object, where: str, *, is_row: bool = False) -> tuple[Field, ...]:
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise Unfit(f"there is no {where}: name at least one field.")
    if len(said) > MOST_FIELDS:
        raise Unfit(f"{where} stands there {len(said)} times; at most {MOST_FIELDS} can be filled in.")
    fields = tuple(_field(one, is_row=is_row) for one in said)
    names = [field.name for field in fields]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Unfit(f"the field “{sorted(twice)[0]}” is there twice; rename one.")
    return fields


def _field(said: Mapping[str, Any], *, is_row: bool) -> Field:
    name = said.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Unfit("each field has a “name” of small letters, digits and _.")
    _only(said, _OF_FIELD, f"the field “{name}”")
    try:
        sort = Sort(said.get("sort", Sort.LINE))
    except ValueError as error:
        raise Unfit(f"the “sort” of “{name}” is one of: {', '.join(Sort)}.") from error
    if sort is Sort.ROWS and is_row:
        raise Unfit(f"“{name}”: a row holds no rows.")
    if not isinstance(said.get("required", False), bool):
        raise Unfit(f"“required” of “{name}” is true or false.")
    return Field(
        name,
        _words(said, "label", needed=True),
        sort,
        said.get("required", False),
        _words(said, "hint", most=200),
        _number(said, "least", name),
        _number(said, "most", name),
        _choices(said, name) if sort is Sort.CHOICE else (),
        _fields(said.get("field"), f"[[field.field]] in “{name}”", is_row=True) if sort is Sort.ROWS else (),
        _schema(said),
    )


def _only(said: Mapping[str, Any], known: set[str], what: str) -> None:
    if strange := sorted(set(said) - known):
        raise Unfit(f"{what} has no “{strange[0]}”; it may have: {', '.join(sorted(known))}.")


def _words(said: Mapping[str, Any], name: str, *, needed: bool = False, most: int = _LONGEST_LABEL) -> str:
    words = said.get(name, "")
    if not isinstance(words, str) or len(words) > most:
        raise Unfit(f"“{name}” is text of at most {most} characters.")
    if needed and not words.strip():
        raise Unfit(f"“{name}” is missing: say it, for people to read.")
    return words.strip()


def _number(said: Mapping[str, Any], name: str, field: str) -> int | None:
    number = said.get(name)
    if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
        raise Unfit(f"“{name}” of “{field}” is a whole number.")
    return number


def _schema(said: Mapping[str, Any]) -> str:
    word = _words(said, "schema")
    if word and not _SCHEMA.fullmatch(word):
        raise Unfit(f"“{word}” is no word of schema.org, such as Event or name.")
    return word


def _choices(said: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    given = said.get("choices")
    if (
        not isinstance(given, dict)
        or not given
        or not all(isinstance(label, str) for label in given.values())
    ):
        raise Unfit(
            f'“choices” of “{name}” are pairs of what is kept and what is read: {{ sunny = "Sunny" }}.'
        )
    return tuple(given.items())


def _try(kind: KindOfPost) -> None:
    """Draw it filled with examples, empty, and without each field: what fails then would fail in the middle of a story."""
    if found := _FORBIDDEN.search(kind.template):
        raise Unfit(
            f"the partial uses “{found[1]}”, which reads what is not in the file; draw the fields alone."
        )
    for fields in _examples(kind.fields):
        drawn_by(kind, fields)


def _examples(fields: Sequence[Field]) -> Iterator[dict[str, Any]]:
    """Everything filled in, nothing, and everything but one field, also of a row."""
    whole = example(fields)
    yield from (whole, {})
    for field in fields:
        yield {name: value for name, value in whole.items() if name != field.name}
        yield from ({**whole, field.name: [row]} for row in _examples(field.fields) if field.fields)


def example(fields: Sequence[Field]) -> dict[str, Any]:
    """Something in every field."""
    return {field.name: _example(field) for field in fields}


def _example(field: Field) -> Any:
    if field.sort is Sort.ROWS:
        return [example(field.fields)]
    if field.sort is Sort.NUMBER:
        return field.least or 0
    if field.sort is Sort.CHOICE:
        return field.choices[0][0]
    return "https://example.org/" if field.sort is Sort.ADDRESS else field.label


_ENGINE = Engine(dirs=[], app_dirs=False, loaders=[], libraries={}, autoescape=True)
