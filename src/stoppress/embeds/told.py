"""What a platform's answer says about a thing: who, what, and where its picture is; read as plain words alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from stoppress.embeds.platforms import OEMBED, STATUS, Found
from stoppress.toolkit import html
from stoppress.toolkit.text import BadText, checked, first_words, one_line

LONGEST_NAME = 120
LONGEST_TITLE = 200
LONGEST_TEXT = 600
#: Markup is read so far; the words that are kept are near its beginning.
_LONGEST_MARKUP = 20_000


class Why(StrEnum):
    """Why nothing was told: nobody answered, it is gone, its platform tells strangers nothing, we do not call there."""

    UNREACHABLE = "unreachable"
    GONE = "gone"
    SILENT = "silent"
    NOT_CALLED = "not called"


@dataclass(frozen=True)
class Told:
    """Plain words, cut to length, and the address of a picture; all of it may be empty."""

    author: str = ""
    title: str = ""
    text: str = ""
    picture: str = ""

    @property
    def is_something(self) -> bool:
        """Whether a card can say more than the address."""
        return bool(self.author or self.title or self.text)


def read(found: Found, body: bytes) -> Told:
    """What this answer tells; nothing if it cannot be read."""
    words = body.decode("utf-8", "replace")
    if found.platform.source in {OEMBED, STATUS}:
        try:
            said = json.loads(words)
        except (ValueError, RecursionError):
            return Told()
        if not isinstance(said, dict):
            return Told()
        return _oembed(found, said) if found.platform.source == OEMBED else _status(said)
    return _page(words)


def _oembed(found: Found, said: Mapping[str, Any]) -> Told:
    # Of short messages the HTML holds the words, and the title is none.
    is_message = found.platform.name in {"x", "bluesky"}
    return Told(
        author=_name(said.get("author_name")),
        title="" if is_message else _title(said.get("title")),
        text=_quoted(said.get("html")) if is_message else _text(said.get("description")),
        picture=_address(said.get("thumbnail_url")),
    )


def _status(said: Mapping[str, Any]) -> Told:
    account = said.get("account")
    account = account if isinstance(account, dict) else {}
    media = said.get("media_attachments")
    shown = media[0] if isinstance(media, list) and media and isinstance(media[0], dict) else {}
    # What its author hides behind a warning is hidden here, too: the warning alone is told.
    warning = _title(said.get("spoiler_text"))
    is_hidden = bool(warning or said.get("sensitive"))
    return Told(
        author=_name(account.get("display_name") or account.get("acct")),
        title=warning,
        text="" if warning else _text(_plain(said.get("content"))),
        picture="" if is_hidden else _address(shown.get("preview_url")),
    )


def _page(words: str) -> Told:
    """The head of a page, as it tells others of itself."""
    tree = LexborHTMLParser(words)

    def said(name: str) -> str:
        node = tree.css_first(f'meta[property="{name}"]') or tree.css_first(f'meta[name="{name}"]')
        return (node.attributes.get("content") or "") if node else ""

    return Told(
        author=_name(said("og:title")),
        text=_text(said("og:description")),
        picture=_address(said("og:image")),
    )


def _quoted(markup: object) -> str:
    """The words of the message within the HTML, without its links back."""
    if not isinstance(markup, str):
        return ""
    node = LexborHTMLParser(markup[:_LONGEST_MARKUP]).css_first("blockquote p")
    return _text(_plain(node.html)) if node else ""


def _plain(markup: object) -> str:
    if not isinstance(markup, str):
        return ""
    try:
        return html.plain(html.clean(markup[:_LONGEST_MARKUP]))
    except html.TooDeep:
        return ""


def _name(said: object) -> str:
    return _line(said, LONGEST_NAME)


def _title(said: object) -> str:
    return _line(said, LONGEST_TITLE)


def _line(said: object, longest: int) -> str:
    words = first_words(" ".join(said.split()), limit=longest) if isinstance(said, str) else ""
    try:
        return one_line(words, limit=longest)
    except BadText:
        return ""


def _text(said: object) -> str:
    if not isinstance(said, str):
        return ""
    lines = [" ".join(line.split()) for line in said.splitlines()]
    words = "\n".join(line for line in lines if line)
    cut = words if len(words) <= LONGEST_TEXT else f"{words[: LONGEST_TEXT - 2].rsplit(' ', 1)[0]} …"
    try:
        return checked(cut, limit=LONGEST_TEXT)
    except BadText:
        return ""


def _address(said: object) -> str:
    return said if isinstance(said, str) and said.startswith("https://") and len(said) <= 2_000 else ""
