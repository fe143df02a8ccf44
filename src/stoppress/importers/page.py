"""A captured HTML page as a tree, with the few questions that every reader asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.importers.errors import CutOff, TooDeep, Unreadable
from stoppress.importers.words import plain

#: No real page goes beyond a few hundred; the parser's time grows with the square of this.
DEEPEST = 3_000

_RAW = re.compile(r"<(script|style|textarea|title)\b[^>]*>|<!--", re.IGNORECASE)
_ENDS = {
    name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE) for name in ("script", "style", "textarea", "title")
}
_COMMENT_END = re.compile(r"--!?>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
#: Their end tags may be left out, or they have none: they say nothing about depth.
_UNCOUNTED = re.compile(
    r"area|base|br|col|embed|hr|(?:amp-)?img|input|link|meta|param|source|track|wbr|p|li|d[td]|option|optgroup|t[rdh]|thead|tbody|tfoot"
    r"|colgroup|html|head|body"
)
_PARTS = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")


class Page:
    """The parsed page, its address and its facts about itself."""

    def __init__(self, text: str) -> None:
        bones = _bones(text)
        _refuse_depth(bones)
        _refuse_cut(bones)
        try:
            self.tree = LexborHTMLParser(text.replace("\x00", ""))
        except (ValueError, RuntimeError) as error:
            raise Unreadable("The page cannot be parsed as HTML. Capture it again.") from error

    @cached_property
    def url(self) -> str:
        """The page's own address, without fragment; empty when it names none."""
        for selector, name in (
            ('link[rel="canonical"]', "href"),
            ('meta[property="og:url"]', "content"),
            ('meta[name="twitter:url"]', "content"),
        ):
            for node in self.tree.css(selector):
                address = (node.attrs.sget(name) or "").strip()
                if is_web(address):
                    return address.partition("#")[0]
        return ""

    @cached_property
    def language(self) -> str:
        """The language tag of the page, such as en-GB."""
        root = self.tree.css_first("html")
        named = (root.attrs.sget("lang") or root.attrs.sget("xml:lang")) if root else ""
        named = named or self.meta("og:locale") or self.meta("content-language")
        tag = named.strip().replace("_", "-").split(",")[0]
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", tag) and len(tag) <= 12 else ""

    @property
    def body(self) -> LexborNode | None:
        return self.tree.body

    def meta(self, name: str) -> str:
        """The content of a meta element, by property, name or http-equiv."""
        for attribute in ("property", "name", "http-equiv", "itemprop"):
            for node in self.tree.css(f'meta[{attribute}="{name}" i]'):
                if content := plain(node.attrs.sget("content") or ""):
                    return content
        return ""

    def absolute(self, address: str) -> str:
        """The address made absolute; empty unless it is http, https or mailto."""
        address = address.strip().replace("\n", "").replace("\t", "")
        try:
            whole = urljoin(self.url, address) if self.url else address
            whole = "https:" + whole if whole.startswith("//") else whole
            return whole if is_web(whole) or whole.startswith("mailto:") else ""
        except ValueError:
            return ""

    def fragment_here(self, address: str) -> str:
        """The fragment when the address leads to a place on this very page, else empty."""
        place, mark, fragment = address.strip().partition("#")
        if not mark or not fragment:
            return ""
        return fragment if not place or place.startswith("?") or self._is_this_page(place) else ""

    def is_of_same_host(self, address: str) -> bool:
        """Whether an absolute address is of the publisher's own host."""
        return bool(self.url) and urlsplit(address).hostname == urlsplit(self.url).hostname

    def _is_this_page(self, address: str) -> bool:
        try:
            other, own = urlsplit(urljoin(self.url, address)), urlsplit(self.url)
        except ValueError:
            return False
        return bool(self.url) and (other.hostname, other.path.rstrip("/")) == (
            own.hostname,
            own.path.rstrip("/"),
        )


def is_web(address: str) -> bool:
    """Whether this is an absolute http or https address with a host."""
    try:
        parts = urlsplit(address)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>\"]", address)
        )
    except ValueError:
        return False


def elements(node: LexborNode) -> Iterator[LexborNode]:
    """The element children."""
    return (child for child in node.iter(include_text=False) if child.is_element_node)


def words_of(node: LexborNode) -> set[str]:
    """The words in class, id and test names of an element, split at hyphens and capitals: keyEvent is key and event."""
    attributes = node.attrs
    named = " ".join(
        attributes.sget(name) or ""
        for name in ("class", "id", "data-testid", "data-component", "data-type", "data-role")
    )
    return {part.lower() for part in _PARTS.findall(named[:400])}


def text_of(node: LexborNode) -> str:
    """The text of an element in one line."""
    return plain(node.text(deep=True, separator=" "))


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around an element, the nearest first, up to but not including the body."""
    around = node.parent
    while (
        around is not None and around.tag not in {"body", "html", "-undef", None} and around.is_element_node
    ):
        yield around
        around = around.parent


def _bones(text: str) -> str:
    """The page without what holds no elements (scripts, styles, comments); raise CutOff where one of them never ends."""
    kept, place = [], 0
    while found := _RAW.search(text, place):
        kept.append(text[place : found.start()])
        # `<!-->` is a whole comment, so its end is looked for behind the exclamation mark.
        begin = found.end() if found[1] else found.start() + 2
        end = (_ENDS[found[1].lower()] if found[1] else _COMMENT_END).search(text, begin)
        if end is None:
            if found[0].endswith("/>"):
                place = found.end()
                continue
            what = f"a {found[1].lower()} element" if found[1] else "a comment"
            raise CutOff(
                f"The page breaks off inside {what}: it was cut while it was saved. Capture it again."
            )
        place = end.end()
    kept.append(text[place:])
    return " ".join(kept)


def _refuse_depth(bones: str) -> None:
    standing: dict[str, int] = {}
    depth = 0
    for found in _TAG.finditer(bones):
        name = found[2].lower()
        if _UNCOUNTED.fullmatch(name):
            continue
        before = standing.get(name, 0)
        after = before + 1 if not found[1] else max(0, before - 1)
        standing[name] = after
        depth += after - before
        if depth > DEEPEST:
            raise TooDeep(
                "The page nests its elements thousands deep, as no live page does; it was not read."
            )


def _refuse_cut(bones: str) -> None:
    lower = bones.lower()
    opened = "<html" in lower or "<body" in lower
    if opened and "</html" not in lower and "</body" not in lower:
        raise CutOff("The page breaks off before its end: it was cut while it was saved. Capture it again.")
