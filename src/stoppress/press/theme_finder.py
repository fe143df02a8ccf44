"""Lets static files be found in the newsroom's theme: only those that were checked, under `theme/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from stoppress.press.theme import PREFIX, Theme, theme


class ThemeFinder(BaseFinder):
    """The files of the theme, each under its own name."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file of this address, if the theme has it."""
        found, name = theme(), path.removeprefix(f"{PREFIX}/")
        if found is None or name == path or name not in found.files:
            return []
        place = str(found.folder / name)
        return [place] if find_all else place

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """All files of the theme, with the storage that has them."""
        found = theme()
        if found is not None:
            yield from ((name, _Storage(found)) for name in found.files)


class _Storage(FileSystemStorage):
    """The folder of the theme; `prefix` is what collecting puts before its names."""

    prefix = PREFIX

    def __init__(self, found: Theme) -> None:
        super().__init__(location=str(found.folder))
