"""The pictures of a post in the desk's forms: columns that belong together, buttons for those without script, new files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from stoppress.media.models import Picture
from stoppress.media.receiving import LARGEST_BYTES, receive
from stoppress.media.refusals import PictureRefused
from stoppress.people.models import Member
from stoppress.stories.pictures import MIDDLE, Placed
from stoppress.toolkit import kept_json

#: The form shows pictures, so that no picture means none, and not those that the post has.
_SHOWN = "pictures_shown"
_ABOUT_ONE = re.compile(r"(?:picture|alt|caption|credit|focus)-[0-9]{1,2}")
#: The width in which the desk shows a picture to those who place it.
_THUMB = 480


@dataclass(frozen=True)
class PictureLine:
    """One picture in a form: where the desk sees it, what was typed, and what is wrong with it."""

    number: int
    placed: Placed
    address: str
    wrong: Mapping[str, str]

    @property
    def focus(self) -> str:
        """The focal point as the form holds it."""
        return f"{self.placed.focus[0]},{self.placed.focus[1]}"


def placed_in(typed: QueryDict) -> tuple[Placed, ...] | None:
    """The pictures of a form in their order; None if the form says nothing of pictures."""
    if _SHOWN not in typed:
        return None
    decorative = set(typed.getlist("decorative"))
    columns = [typed.getlist(name) for name in ("picture", "alt", "caption", "credit", "focus")]
    return tuple(
        Placed(picture, alt, caption, credit, picture in decorative, _focus(focus))
        for picture, alt, caption, credit, focus in zip(*columns, strict=False)
    )


def placed_as_kept(kept: str) -> tuple[Placed, ...]:
    """The pictures of a text that was being written, as the script keeps them; none where it kept something else."""
    try:
        rows = [row for row in kept_json.read(kept or "[]") if isinstance(row, dict) and row.get("picture")]
    except (TypeError, ValueError):
        return ()
    return tuple(
        Placed(
            str(row["picture"]),
            str(row.get("alt", "")),
            str(row.get("caption", "")),
            str(row.get("credit", "")),
            row.get("decorative") is True,
            _focus(str(row.get("focus", ""))),
        )
        for row in rows
    )


def has_forgotten(typed: QueryDict) -> bool:
    """Say whether files were chosen and not sent: a form that is sent without them holds their names alone."""
    return any(name for name in typed.getlist("photos"))


def is_about_one(field: str) -> bool:
    """Say whether this field is one of a picture's, such as `alt-0`."""
    return _ABOUT_ONE.fullmatch(field) is not None


def rearranged(pictures: Sequence[Placed], change: str) -> tuple[Placed, ...]:
    """The pictures after a button was pressed: “up:…”, “down:…”, “out:…” with the picture's secret."""
    kind, _colon, secret = change.partition(":")
    found = list(pictures)
    at = next((place for place, placed in enumerate(found) if placed.picture == secret), None)
    if at is None:
        return tuple(found)
    moved = found.pop(at)
    if kind != "out":
        found.insert(max(0, at - 1) if kind == "up" else at + 1, moved)
    return tuple(found)


def with_pictures(typed: QueryDict, pictures: Sequence[Placed]) -> QueryDict:
    """What was typed, with these pictures in place of those that it held."""
    changed = typed.copy()
    changed[_SHOWN] = "yes"
    changed.setlist("picture", [placed.picture for placed in pictures])
    changed.setlist("decorative", [placed.picture for placed in pictures if placed.is_decorative])
    changed.setlist("focus", [f"{placed.focus[0]},{placed.focus[1]}" for placed in pictures])
    for name in ("alt", "caption", "credit"):
        changed.setlist(name, [getattr(placed, name) for placed in pictures])
    return changed


def taken_in(member: Member, files: Sequence[UploadedFile[bytes]]) -> tuple[list[Placed], str]:
    """Keep these files; what was refused is told in words, by its name. Takes seconds for each."""
    kept, wrong = [], []
    for file in files:
        try:
            kept.append(Placed(receive(member, file.read(LARGEST_BYTES + 1)).secret))
        except PictureRefused as refusal:
            wrong.append(f"{file.name}: {refusal.message}")
    return kept, " ".join(wrong)


def lines_of(pictures: Sequence[Placed], wrong: Mapping[str, str]) -> tuple[PictureLine, ...]:
    """What the form shows, with the words of a refusal beside the fields (`alt-0` …)."""
    files = Picture.objects.filter(secret__in=[placed.picture for placed in pictures])
    addresses = {picture.secret: picture.desk_address(_thumb(picture)) for picture in files}
    return tuple(
        PictureLine(number, placed, addresses.get(placed.picture, ""), _about(number, wrong))
        for number, placed in enumerate(pictures)
    )


def thumb_of(picture: Picture) -> str:
    """Where the desk sees a picture that was just sent."""
    return picture.desk_address(_thumb(picture))


def _thumb(picture: Picture) -> int:
    return min(picture.widths, key=lambda width: abs(width - _THUMB))  # type: ignore[no-any-return]


def _about(number: int, wrong: Mapping[str, str]) -> dict[str, str]:
    """The words about one picture, by their field."""
    return {
        field.rpartition("-")[0]: words
        for field, words in wrong.items()
        if field.rpartition("-")[2] == str(number)
    }


def _focus(typed: str) -> tuple[int, int]:
    left, _comma, top = typed.partition(",")
    if not (left.isdecimal() and top.isdecimal() and len(typed) <= len("100,100")):
        return MIDDLE
    return int(left), int(top)
