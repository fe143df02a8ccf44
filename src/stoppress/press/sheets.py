"""What a sheet of a theme may hold: any style, but nothing that another site would have to give."""

from __future__ import annotations

import re
from collections.abc import Collection

_TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/)"
    r"|(?P<url>url\(\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\"')]*))\s*\))"
    r"|(?P<string>\"[^\"\n]*\"|'[^'\n]*')",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
_SCHEME = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
#: What a sheet carries in itself.
_OWN_DATA = re.compile(r"\s*data:(?:image|font)/", re.IGNORECASE)


class UnfitSheet(ValueError):
    """This sheet is not served; the message says why, and what to do."""


def check_sheet(data: bytes, names: Collection[str]) -> None:
    """Raise UnfitSheet unless all that the sheet loads is in itself or is one of these files beside it."""
    try:
        text = _ESCAPE.sub(_letter, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnfitSheet("this is not UTF-8; save it anew in that encoding.") from error
    if "sourcemappingurl" in text.lower():
        raise UnfitSheet("take out the sourceMappingURL; the map would be served to nobody.")
    rest = _TOKEN.sub(lambda found: _checked(found, names), text)
    if "@import" in rest.lower():
        raise UnfitSheet("@import loads another sheet; put its rules into this one.")
    if "//" in rest or "url(" in rest.lower():
        raise UnfitSheet('there is an address in it that cannot be read; write it as url("name").')
    if rest.count("{") != rest.count("}"):
        raise UnfitSheet("a brace is open that is never closed, or closed that was never opened.")


def _checked(found: re.Match[str], names: Collection[str]) -> str:
    if found["comment"]:
        return " "
    address = next(
        (found[name] for name in ("double", "single", "bare", "string") if found[name] is not None), ""
    )
    address = address.strip("\"' \t\n")
    if _OWN_DATA.match(address):
        return " "
    if _SCHEME.match(address):
        raise UnfitSheet(
            f"“{address[:80]}” is on another site. Readers meet nobody but us: put the file beside the sheet."
        )
    if found["url"] and not address.startswith("#") and address.split("#")[0] not in names:
        raise UnfitSheet(f"it names “{address[:80]}”, which is not in the folder of the theme.")
    return " "


def _letter(found: re.Match[str]) -> str:
    """What an escape means, so that nothing can be hidden in one."""
    if found[1]:
        number = int(found[1], 16)
        return chr(number) if 0 < number <= 0x10FFFF else "\ufffd"
    return found[2]
