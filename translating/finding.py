"""Finds every phrase of the readers' side that is marked for translation, in modules and templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template import engines
from django.template.base import Node, Template, Variable
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE = Path(__file__).parent.parent / "src" / "stoppress"
#: Rooms whose phrases readers see; of the other rooms only what is named. The desk speaks English.
ROOMS = ("press", "reader", "alerts", "feeds", "questions", "publishing")
FILES = ("project/trouble.py",)

#: What marks a phrase, and at which argument its context, the phrase and its plural stand.
_CALLS: dict[str, tuple[int | None, int, int | None]] = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}


@dataclass(frozen=True)
class Phrase:
    """One phrase as it is asked for, and the file that says it."""

    words: str
    plural: str = ""
    context: str = ""
    file: str = ""


def phrases() -> list[Phrase]:
    """All phrases of the readers' side, in the order of their files."""
    found: list[Phrase] = []
    for path in _modules():
        found += _in_module(path)
    for path in _templates():
        found += _in_template(path)
    return found


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((SOURCE / room).rglob("*.py"))
    yield from (SOURCE / name for name in FILES)


def _templates() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((SOURCE / room).glob("templates/**/*.*"))


def _in_module(path: Path) -> Iterator[Phrase]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in _CALLS or not node.args:
            continue
        context, words, plural = (_text(node, index) for index in _CALLS[name])
        if words:
            yield Phrase(words, plural, context, _name(path))


def _text(call: ast.Call, index: int | None) -> str:
    argument = call.args[index] if index is not None and index < len(call.args) else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


def _in_template(path: Path) -> Iterator[Phrase]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    template = Template(path.read_text(), engine=engine)
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            words = _literal(node.filter_expression.var)
            if words:
                yield Phrase(words, "", _context(node), _name(path))
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Phrase(singular, plural, _context(node), _name(path))


def _literal(variable: object) -> str:
    """The words in quotes; a variable is somebody else's phrase."""
    if isinstance(variable, Variable):
        return variable.literal if isinstance(variable.literal, str) else ""
    return variable if isinstance(variable, str) else ""


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    return _literal(node.message_context.var) if node.message_context else ""


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()
