"""Where pictures and embeds of a page really are: lazy loading, players, placeholders that a script would have filled."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from stoppress.importers.page import Page, is_web, text_of

_PLACEHOLDER = re.compile(r"cite|data-[\w-]*(?:url|src|href|embed|path)", re.IGNORECASE)
_SOURCES = (
    "src",
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-img",
    "data-image",
    "data-url",
    "content",
)


def picture_address(node: LexborNode, page: Page) -> str:
    """The absolute address of a picture, also of one that is loaded late; empty without one."""
    for name in _SOURCES:
        address = node.attrs.sget(name) or ""
        if address and not address.startswith("data:") and (whole := page.absolute(address)):
            return whole
    for name in ("srcset", "data-srcset"):
        if candidates := (node.attrs.sget(name) or "").split(","):
            return page.absolute(candidates[-1].strip().split(" ")[0])
    return ""


def frame_address(node: LexborNode, page: Page) -> str:
    """The absolute address of what a frame, film or player shows; empty without one."""
    kept = {
        "amp-youtube": "https://www.youtube.com/watch?v=",
        "amp-twitter": "https://twitter.com/i/status/",
        "amp-instagram": "https://www.instagram.com/p/",
    }
    for name in ("data-videoid", "data-tweetid", "data-shortcode"):
        if node.tag in kept and (mark := node.attrs.sget(name)):
            return page.absolute(kept[node.tag] + mark)
    candidates = [node, *node.css("source")[:3]]
    for candidate in candidates:
        for name in ("src", "data-src", "data-lazy-src", "data", "data-href"):
            if address := page.absolute(candidate.attrs.sget(name) or ""):
                return _what_is_embedded(address, page)
    return ""


def placeholder_address(node: LexborNode, page: Page) -> str:
    """The address of an embed that a script would have put into this empty element."""
    for name, address in node.attrs.items():
        if not address or not _PLACEHOLDER.fullmatch(name) or not is_web(address):
            continue
        is_embed = "embed" in name or "embed" in node.attrs.sget("class").lower()
        if (
            (is_embed or not page.is_of_same_host(address))
            and node.css_first("img, iframe, a") is None
            and not text_of(node)
        ):
            return address
    return ""


def _what_is_embedded(address: str, page: Page) -> str:
    """Players that only wrap another address name it in their query; that one is for people."""
    for name, value in parse_qsl(urlsplit(address).query)[:20]:
        if name in {"url", "href", "src"} and (whole := page.absolute(value)) and value.startswith("http"):
            return whole
    return address


def is_tiny(node: LexborNode) -> bool:
    """Whether a picture is an icon or a counting pixel."""
    sizes = [node.attrs.sget(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and len(size) < 5 and int(size) <= 40 for size in sizes)
