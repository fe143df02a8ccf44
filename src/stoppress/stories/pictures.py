"""The pictures of a post as its writer placed them: which, in what order, and what is said of each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

#: The middle, in parts of a hundred of width and height.
MIDDLE = (50, 50)


@dataclass(frozen=True)
class Placed:
    """One picture in a post, by its secret. `focus` stays in sight where a picture is cut: per cent from the left, from the top.

    What is decorative says nothing that the text does not, and has no alternative text.
    """

    picture: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    is_decorative: bool = False
    focus: tuple[int, int] = MIDDLE


def written(pictures: Iterable[Placed]) -> str:
    """As a post and its versions keep them; nothing for none."""
    rows = [asdict(picture) for picture in pictures]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def read(kept: str) -> tuple[Placed, ...]:
    """What `written` wrote."""
    rows = json.loads(kept) if kept else []
    return tuple(Placed(**{**row, "focus": tuple(row["focus"])}) for row in rows)
