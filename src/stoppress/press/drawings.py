"""What a drawing of a theme may be: a PNG, or an SVG of shapes alone; and how large it is."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple
from xml.etree import ElementTree

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href")
#: Shapes, paint and words; nothing that runs, moves, or brings in something else.
_ELEMENTS = frozenset(
    [
        *(
            "svg",
            "g",
            "defs",
            "symbol",
            "use",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
        ),
        *("text", "tspan", "title", "desc", "style", "metadata"),
        *("clipPath", "mask", "linearGradient", "radialGradient", "stop", "pattern"),
    ]
)
_OUTSIDE = re.compile(r"url\(\s*[\"']?(?!#)|@import|//|\\|image-set|src\(", re.IGNORECASE)
_LARGEST = 10_000


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class UnfitDrawing(ValueError):
    """This drawing is not served; the message says why, and what to do."""


def size_of_png(data: bytes) -> Size:
    """The size that a PNG says it has; raises UnfitDrawing for anything else."""
    if len(data) < 24 or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        raise UnfitDrawing("this is no PNG; export it anew.")
    return _sane(*struct.unpack(">II", data[16:24]))


def size_of_svg(data: bytes) -> Size:
    """The size of an SVG that holds shapes alone; raises UnfitDrawing, above all for what could run."""
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper() or b"<?xml-" in data:
        raise UnfitDrawing("take out the document type and what begins with “<?xml-”; a logo needs neither.")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314  see above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnfitDrawing(f"this is no SVG that can be read ({error}).") from error
    if root.tag != f"{_SVG}svg":
        raise UnfitDrawing("this is no SVG; its first element is another one.")
    for element in root.iter():
        _check(element)
    return _size(root)


def _check(element: ElementTree.Element) -> None:
    tag = str(element.tag)
    name = tag.removeprefix(_SVG)
    if tag.startswith(_SVG) and name not in _ELEMENTS:
        raise UnfitDrawing(
            f"<{name}> does not belong into a logo: keep shapes alone (an “optimised SVG” is)."
        )
    if not tag.startswith(_SVG) and tag.startswith("{http://www.w3.org/1999/xhtml}"):
        raise UnfitDrawing("HTML does not belong into a logo: keep shapes alone.")
    for attribute, value in element.attrib.items():
        if attribute.lower().startswith("on"):
            raise UnfitDrawing(f"“{attribute}” would run a script; take it out.")
        if attribute in _LINKS and not value.strip().startswith("#"):
            raise UnfitDrawing(f"“{value[:60]}” leads out of the drawing; put what it names into it.")
        if attribute not in _LINKS and _OUTSIDE.search(value):
            raise UnfitDrawing(f"“{value[:60]}” leads out of the drawing; put what it names into it.")
    if name == "style" and _OUTSIDE.search(element.text or ""):
        raise UnfitDrawing("its style loads something from elsewhere; take that out.")


def _size(root: ElementTree.Element) -> Size:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    told = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(number.removesuffix("px")) for number in told)
    except ValueError as error:
        raise UnfitDrawing("it has no viewBox, so that its size is not known; export it with one.") from error
    return _sane(round(width), round(height))


def _sane(width: int, height: int) -> Size:
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise UnfitDrawing(f"it is {width} by {height}, which is no size for a logo.")
    return Size(width, height)
