"""A newsroom's theme: one sheet of style, a logo, and what fonts they need, out of the folder that STOPPRESS_THEME names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from stoppress.press.drawings import Size, UnfitDrawing, size_of_png, size_of_svg
from stoppress.press.rendering import absolute
from stoppress.press.sheets import UnfitSheet, check_sheet

#: Under /static/, beside our own files.
PREFIX = "theme"
SHEET = "theme.css"
#: The first of these that is there is the logo; the dark one stands on dark paper.
LOGOS = ("logo.svg", "logo.png")
DARK_LOGOS = ("logo-dark.svg", "logo-dark.png")
#: What may lie in the folder besides: fonts, and small pictures for the sheet.
_KINDS = (".woff2", ".svg", ".png")
_MOST_FILES = 24
_MOST_BYTES = {".css": 64_000, ".svg": 64_000, ".png": 128_000, ".woff2": 256_000}


@dataclass(frozen=True)
class Logo:
    """One drawing: its name in the folder, and its size in pixels of its own."""

    name: str
    size: Size

    @property
    def path(self) -> str:
        """Where static files have it."""
        return f"{PREFIX}/{self.name}"


@dataclass(frozen=True)
class Theme:
    """What there is of a theme; `files` are the names in the folder that are served."""

    folder: Path
    files: tuple[str, ...]
    logo: Logo | None = None
    dark_logo: Logo | None = None

    @property
    def has_sheet(self) -> bool:
        return SHEET in self.files


def theme() -> Theme | None:
    """The newsroom's theme; None without one, and for one that has faults, with which no server starts."""
    folder = settings.THEME
    return _read(folder) if folder else None


def logo_address() -> str:
    """The absolute address of the logo, the same as long as there is one; empty without.

    A bitmap is preferred, because not everybody who reads JSON-LD draws SVG.
    """
    found = theme()
    names = found.files if found else ()
    name = next((name for name in reversed(LOGOS) if name in names), "")
    return absolute(f"{settings.STATIC_URL}{PREFIX}/{name}") if name else ""


def faults(folder: Path) -> list[str]:
    """Sentences on what is wrong with the theme in this folder, each with what to do; empty when all is well."""
    if not folder.is_dir():
        return [f"STOPPRESS_THEME is {folder}, which is no folder: name one that holds {SHEET}, or unset it."]
    names = _names(folder)
    found = [words for name in names if (words := _fault(folder, name, names))]
    if len(names) > _MOST_FILES:
        found.append(f"The theme {folder} has {len(names)} files; at most {_MOST_FILES} are served.")
    if not ({SHEET, *LOGOS} & set(names)):
        found.append(f"The theme {folder} holds neither {SHEET} nor {' nor '.join(LOGOS)}.")
    return found


@lru_cache(maxsize=8)
def _read(folder: Path) -> Theme | None:
    """Once for each process: a theme is changed by a new start."""
    if faults(folder):
        return None
    names = _names(folder)
    return Theme(folder, names, _logo(folder, names, LOGOS), _logo(folder, names, DARK_LOGOS))


def _names(folder: Path) -> tuple[str, ...]:
    """The sheet, and drawings and fonts in the folder or in folders within it; nothing hidden, and no links out of it."""

    def all_of() -> Iterator[str]:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            is_ours = name == SHEET or path.suffix in _KINDS
            is_inside = path.resolve().is_relative_to(folder.resolve())
            if is_ours and is_inside and path.is_file() and "/." not in f"/{name}":
                yield name

    return tuple(all_of())


def _logo(folder: Path, names: tuple[str, ...], wished: tuple[str, ...]) -> Logo | None:
    name = next((name for name in wished if name in names), None)
    return Logo(name, _SIZES[Path(name).suffix]((folder / name).read_bytes())) if name else None


def _fault(folder: Path, name: str, names: tuple[str, ...]) -> str:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})."
    if len(data) > (most := _MOST_BYTES[path.suffix]):
        return f"{path} has {len(data):,} bytes; at most {most:,} are good for readers. Make it smaller."
    try:
        if name == SHEET:
            check_sheet(data, names)
        elif path.suffix in _SIZES:
            _SIZES[path.suffix](data)
    except (UnfitSheet, UnfitDrawing) as error:
        return f"{path}: {error}"
    return ""


_SIZES: dict[str, Callable[[bytes], Size]] = {".svg": size_of_svg, ".png": size_of_png}
