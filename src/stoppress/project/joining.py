"""One file instead of forty: a script takes in what it imports, a sheet of style what it imports, before both are hashed.

A browser pays for every file: at a processor four times slower, asking for and taking in the desk's 47 files singly cost a
quarter of the time until one could write. The sources stay modules and sheets that work as they are, and are joined at
collection. Only what our own modules use is understood (docs/decisions/0035); anything else is an error that names the file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

#: Gives the text of a static file by its name; raises FileNotFoundError.
Read = Callable[[str], str]

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"\n]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_ON_DEMAND = re.compile(r'(?<!\{)\bimport\("(\.[^"\n]+)"\)')
_ELSE = re.compile(r"^(?:import\b(?!\()|export\b|await\b).*", re.MULTILINE)
_SHEET = re.compile(r'^@import "([^"\n]+)";\n', re.MULTILINE)

_ONCE = "const $once = (make) => {\n  let made;\n  return () => (made ??= make());\n};\n"


class NotJoined(Exception):
    """A script or sheet says something that joining does not understand; the message names the file and quotes the line."""


@dataclass
class _Script:
    """One module: its words without imports and exports, what it exports, and what it rests on."""

    name: str
    words: str
    exports: list[str]
    needs: list[tuple[str, str]]
    on_demand: list[str]


@dataclass
class _Order:
    """The modules of one file in the order in which they run: whatever is needed comes before who needs it."""

    read: Read
    scripts: dict[str, _Script] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)
    _under_way: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        if name in self.scripts:
            return
        if name in self._under_way:
            raise NotJoined(f"{' → '.join([*self._under_way, name])}: these import each other in a circle.")
        self._under_way.append(name)
        script = _taken_apart(name, self.read(name))
        for needed, _ in script.needs:
            self.add(needed)
        self._under_way.pop()
        self.scripts[name] = script
        for wished in script.on_demand:
            self._add_later(wished)

    def _add_later(self, name: str) -> None:
        """What is imported on demand runs when it is first asked for, unless somebody needs it from the beginning."""
        if name not in self.scripts and name not in self._under_way:
            self.add(name)
            self.later.add(name)


def script(name: str, read: Read) -> str:
    """This module and all that it imports as one; what it exports, the one exports. Raises NotJoined."""
    order = _Order(read)
    order.add(name)
    later = order.later - {needed for one in order.scripts.values() for needed, _ in one.needs}
    # What may be asked for while the others run stands before them.
    in_turn = sorted(order.scripts.values(), key=lambda one: one.name not in later)
    exports = order.scripts[name].exports
    tail = f"export const {{ {', '.join(exports)} }} = {_constant(name)};\n" if exports else ""
    return (_ONCE if later else "") + "".join(_module(one, later) for one in in_turn) + tail


def sheet(name: str, read: Read) -> str:
    """This sheet with each `@import` replaced by what it names. Raises NotJoined."""
    words = read(name)

    def taken_in(found: re.Match[str]) -> str:
        return sheet(_beside(name, found[1]), read).rstrip("\n") + "\n"

    joined = _SHEET.sub(taken_in, words)
    if "@import" in joined or "url(" in joined:
        raise NotJoined(
            f'{name}: only `@import "file.css";` on a line of its own can be joined, and no url().'
        )
    return joined


def _taken_apart(name: str, words: str) -> _Script:
    needs = [(_beside(name, found[2]), _renamed(found[1] or "")) for found in _IMPORT.finditer(words)]
    exports = [found[1] for found in _EXPORT.finditer(words)]
    on_demand = [_beside(name, found) for found in _ON_DEMAND.findall(words)]
    plain = _EXPORT.sub("", _IMPORT.sub("", words))
    if odd := _ELSE.search(plain):
        raise NotJoined(f"{name}: “{odd[0]}” cannot be joined.")
    return _Script(name, plain, exports, needs, on_demand)


def _module(script: _Script, later: set[str]) -> str:
    """A constant that holds what the module exports, or makes it when it is first asked for."""
    made = f"(() => {{\n{_inside(script, later)}}})"
    return f"const {_constant(script.name)} = {f'$once{made}' if script.name in later else f'{made}()'};\n"


def _inside(script: _Script, later: set[str]) -> str:
    def asked_for(found: re.Match[str]) -> str:
        wished = _beside(script.name, found[1])
        return f"Promise.resolve().then({'' if wished in later else '() => '}{_constant(wished)})"

    lent = "".join(f"const {{ {names} }} = {_constant(needed)};\n" for needed, names in script.needs if names)
    given = f"return {{ {', '.join(script.exports)} }};\n"
    return lent + _ON_DEMAND.sub(asked_for, script.words) + given


def _renamed(names: str) -> str:
    """`a, b as c` in an import is `a, b: c` in a taking apart."""
    return re.sub(r"\s+as\s+", ": ", names).strip().rstrip(",")


def _constant(name: str) -> str:
    return "$" + re.sub(r"\W", "_", str(PurePosixPath(name).with_suffix("")))


def _beside(name: str, other: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
