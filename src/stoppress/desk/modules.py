"""What the desk's scripts import, all the way down: the page's head names it, so that a browser asks for everything at once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

#: What the first view of the desk begins with.
DESK = "desk/desk.js"
#: An import at the start of a line; what is imported on demand has a parenthesis there.
_IMPORT = re.compile(r"""^(?:import|export)\b[^"'(;\n]*["'](\.[^"']+)["']""", re.MULTILINE)


@cache
def imported_by(module: str) -> tuple[str, ...]:
    """The names of the static files that this one rests on, those it names itself first."""
    found: dict[str, None] = {}
    waiting = [module]
    for current in waiting:
        fresh = [name for name in _imports(current) if name not in found and name != module]
        found |= dict.fromkeys(fresh)
        waiting += fresh
    return tuple(found)


def _imports(module: str) -> Iterator[str]:
    path = finders.find(module)
    for name in _IMPORT.findall(Path(str(path)).read_text()) if path else ():
        yield posixpath.normpath(posixpath.join(posixpath.dirname(module), name))
