"""A kind of post: its name, what it is called, its fields, and where its own part of the post is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.kinds.fields import Field

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class KindOfPost:
    """One kind. `template` is a newsroom's own partial; ours stand in `press/kinds/<name>.html`.

    `says` is what readers see above the post; `schema` the type of schema.org that the fields describe.
    """

    name: str
    label: _StrOrPromise
    fields: tuple[Field, ...] = ()
    is_below: bool = False
    template: str = ""
    says: str = ""
    schema: str = ""
