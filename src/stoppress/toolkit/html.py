"""Cleaning HTML once, at the door, with a list of what is allowed; everything else is dropped, never run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

import nh3

_TEXT = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "br",
    "figure",
    "figcaption",
}
_INLINE = {"a", "img", "span", "cite", "strong", "b", "em", "i", "s", "sub", "sup", "code"}
_TABLE = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "span": {"data-reference"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
# Absolute addresses only, without white space, user names, quotes or back-slashes: what browsers and parsers read alike.
_WEB = re.compile(r"https?://[\w\[][\w.\-:\[\]]*(?:[/?#][^\s\\\"'<>`\x00-\x20\x7f-\xa0]*)?", re.IGNORECASE)
_PLAIN_HTTP = re.compile(r"\Ahttp://", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\\\"'<>`@:/?#]+@[a-z0-9.\-]+", re.IGNORECASE)
_REFERENCE = re.compile(r"[a-z0-9]{12}")
_DIGITS = re.compile(r"[0-9]{1,4}")

#: Cleaning is repeated until nothing changes; two rounds are usual (one to clean, one to see that it is clean).
_MOST_ROUNDS = 8
#: Elements within one another: 2,000 cost 4 ms to parse, 50,000 cost 8 s (each level is walked again).
_DEEPEST = 2_000
_NAME = r"[a-z][^\s/>]*+"
_VALUE = r"""(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?"""
#: A comment, or a tag with its attributes; what has no end reaches to the end of the text, as parsers read it.
_MARKUP = re.compile(
    rf"<!--.*?(?:--!?>|\Z)|<(/?)({_NAME})(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE})?+)*+(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_VOID = {"br", "hr", "img", "wbr", "col", "area", "base", "embed", "input", "link", "meta", "source", "track"}
#: The next of their kind ends them, and so does the end of what they stand in.
_ENDED_BY_THEMSELVES = {"p", "li", "dt", "dd"}
_H1 = re.compile(r"<(/?)h1>")
_LINK_OR_SPAN = re.compile(r"<(/?)(a|span)(?: [^>]*)?>")
_ENCODED = str.maketrans({" ": "%20", "'": "%27", '"': "%22", "`": "%60", "<": "%3C", ">": "%3E"})
_EMPTY_BLOCK = re.compile(r"<(p|h2|h3|h4|li|ul|ol|blockquote|figure|figcaption)>(?:\s|&nbsp;|<br>)*</\1>")
_PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|figcaption|tr|pre|caption)>|<br>|<hr>")
_BETWEEN = re.compile(r"</p>\s*<p>")
_ENTITY = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " ", "&amp;": "&"}


_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


@dataclass(frozen=True)
class Picture:
    """A picture within a text: its address, its words for those who do not see it, its size in pixels or 0."""

    address: str
    words: str = ""
    width: int = 0
    height: int = 0


class TooDeep(ValueError):
    """The HTML is nested so deeply that parsing it would cost seconds; the message says what to do."""


def clean(html: str) -> str:
    """Return the allowed part of this HTML, well-formed; cleaning twice changes nothing.

    Links and pictures keep absolute http and https addresses (links mailto too); no ids, classes, styles, forms or
    scripts survive. A first-level heading becomes a second-level one. `span` lives only as a cross-reference.
    Raises TooDeep.
    """
    _check_depth(html)
    cleaned = html
    for _ in range(_MOST_ROUNDS):
        previous, cleaned = cleaned, _clean_once(cleaned)
        if cleaned == previous:
            return cleaned
    return from_plain(plain(cleaned))  # markup that never comes to rest is not worth keeping


def plain(html: str) -> str:
    """The words of cleaned HTML, blocks parted by line breaks."""
    words = _TAG.sub("", _BLOCK_END.sub("\n", html))
    for entity, character in _ENTITY.items():
        words = words.replace(entity, character)
    return "\n".join(line for line in (" ".join(line.split()) for line in words.split("\n")) if line)


def pictures(html: str) -> list[Picture]:
    """The pictures of cleaned HTML, in the order of the text."""
    found = (dict(_ATTRIBUTE.findall(picture[1])) for picture in _PICTURE.finditer(html))
    return [
        Picture(
            unescape(said["src"]),
            unescape(said.get("alt", "")),
            int(said.get("width") or 0),
            int(said.get("height") or 0),
        )
        for said in found
    ]


def with_pictures(html: str, drawn: Callable[[Picture, bool], str | None]) -> str:
    """Cleaned HTML with each of its pictures as `drawn` draws it, None: as it is; it is told whether one stands within a link."""

    def replaced(match: re.Match[str]) -> str:
        before = html[: match.start()]
        is_linked = before.count("<a ") > before.count("</a>")
        other = drawn(pictures(match[0])[0], is_linked)
        return match[0] if other is None else other

    return _PICTURE.sub(replaced, html)


def from_plain(text: str) -> str:
    """Paragraphs for text that was typed without an editor: blank lines part them, single breaks stay breaks."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(
        f"<p>{'<br>'.join(escape(line, quote=False) for line in block.split(chr(10)))}</p>"
        for block in blocks
        if block.strip()
    )


def to_plain(paragraphs: str) -> str:
    """The words as they were typed, of paragraphs that `from_plain` made: blank lines part them, breaks stay breaks."""
    words = _BETWEEN.sub("\n\n", paragraphs).removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n")
    for entity, character in (_ENTITY | {"&nbsp;": "\u00a0"}).items():
        words = words.replace(entity, character)
    return words


def _check_depth(html: str) -> None:
    """Refuse what is nested too deeply, before it is parsed; an end to which nothing is open closes nothing."""
    within: list[str] = []
    for tag in _MARKUP.finditer(html):
        name = (tag[2] or "").lower()
        if tag[1]:
            _close(within, name)
        elif name and name not in _VOID and not (name in _ENDED_BY_THEMSELVES and within[-1:] == [name]):
            within.append(name)
            if len(within) > _DEEPEST:
                raise TooDeep("This is nested too deeply to be a text. Paste it again as plain text.")


def _close(within: list[str], name: str) -> None:
    last = len(within) - 1
    while last >= 0 and within[last] != name and within[last] in _ENDED_BY_THEMSELVES:
        last -= 1
    if last >= 0 and within[last] == name:
        del within[last:]


def _clean_once(html: str) -> str:
    cleaned = _H1.sub(r"<\1h2>", _CLEANER.clean(html))
    cleaned = _PICTURE.sub(lambda picture: picture[0] if ' src="' in picture[1] else "", cleaned)
    if "<span" in cleaned or "<a rel=" in cleaned:
        cleaned = _tidy_links(cleaned)
    return _EMPTY_BLOCK.sub("", cleaned).strip()


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute in {"href", "src"}:
        address = value.strip(" \t\r\n").translate(_ENCODED)
        if attribute == "src":  # pages load pictures by https only; nearly every house serves them so, too
            address = _PLAIN_HTTP.sub("https://", address)
        is_mail = attribute == "href" and _MAIL.fullmatch(address)
        return address if is_mail or _WEB.fullmatch(address) else None
    if attribute == "data-reference":
        return value if _REFERENCE.fullmatch(value) else None
    if attribute in {"width", "height", "colspan", "rowspan", "start"}:
        return value if _DIGITS.fullmatch(value) else None
    return value


def _tidy_links(html: str) -> str:
    """Keep only links that lead somewhere and spans that are references, and neither of them within the other."""
    out: list[str] = []
    position = 0
    link_is_open = False
    reference_is_open = False
    spans: list[bool] = []
    links: list[bool] = []
    for match in _LINK_OR_SPAN.finditer(html):
        out.append(html[position : match.start()])
        position = match.end()
        closes, tag = bool(match[1]), match[2]
        stack = spans if tag == "span" else links
        if closes:
            is_kept = stack.pop() if stack else False
        elif tag == "span":
            is_kept = "data-reference=" in match[0] and not reference_is_open and not link_is_open
            stack.append(is_kept)
        else:
            is_kept = "href=" in match[0] and not reference_is_open
            stack.append(is_kept)
        if is_kept:
            out.append(match[0])
            if tag == "span":
                reference_is_open = not closes
            else:
                link_is_open = not closes
    out.append(html[position:])
    return "".join(out)


_CLEANER = nh3.Cleaner(
    tags=_TEXT | _INLINE | _TABLE,
    attributes=_ATTRIBUTES,
    clean_content_tags={
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "textarea",
        "title",
        "select",
        "option",
    },
    attribute_filter=_allowed_value,
    url_schemes={"http", "https", "mailto"},
    strip_comments=True,
    link_rel="noopener noreferrer",
)
