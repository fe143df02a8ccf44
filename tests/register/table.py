"""The permission table: read from its file, and written out for people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("permissions.toml")
PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

_HEAD = """# Who may do what

Made from `tests/register/permissions.toml` by `python -m tests.register`; every cell is executed by
`tests/register/test_permissions.py`, and an address without a row fails the build.

At the desk, a member is signed in; at the API, a member comes with a token of his or her own that writes. The *stranger* is the
chief of another newsroom. *Reading*, *writing* and *revoked* are an editor's tokens; *other blog* is one for another live blog of
the same newsroom. The numbers are HTTP statuses: 2xx done, 302 sent on (at the desk: to sign in, or after a form), 401 no
token that opens, 403 not with this role or token, 404 does not exist for this person. A method that has no row is refused.
"""


@dataclass(frozen=True)
class Row:
    """One address and method, and what each role is answered."""

    door: str
    method: str
    address: str
    answers: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def rows() -> Iterator[Row]:
    """Every row, in the order of the file."""
    table = tomllib.loads(FILE.read_text())
    for door in table["door"]:
        for line in door["rows"].strip().splitlines():
            method, address, *statuses = line.split()
            yield Row(
                door["name"],
                method,
                address,
                dict(zip(table["roles"], map(int, statuses), strict=True)),
            )


def page() -> str:
    """The table as people read it."""
    table = tomllib.loads(FILE.read_text())
    out = [_HEAD]
    found = list(rows())
    for door in table["door"]:
        out.append(f"\n## {door['name']}\n\n{door['note']}\n")
        out.append(f"| method | address | {' | '.join(table['roles'])} |")
        out.append("|---|---|" + "---|" * len(table["roles"]))
        out.extend(
            f"| {row.method} | `{row.address}` | {' | '.join(map(str, row.answers.values()))} |"
            for row in found
            if row.door == door["name"]
        )
    out.extend(_links(table["links"]))
    return "\n".join(out) + "\n"


def _links(section: dict[str, Any]) -> Iterator[str]:
    """The section on the links of experts, executed by `test_expert_permissions.py`."""
    yield f"\n## By an expert's link\n\n{section['note']}\n"
    yield f"| what | about | {' | '.join(section['roles'])} |"
    yield "|---|---|" + "---|" * len(section["roles"])
    for line in section["rows"].strip().splitlines():
        deed, subject, *statuses = line.split()
        yield f"| {deed} | `{subject}` | {' | '.join(statuses)} |"
