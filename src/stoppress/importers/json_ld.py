"""Reads JSON-LD: finds the LiveBlogPosting wherever it stands, and mends JSON that is nearly right."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from stoppress.importers.addresses import own_page_id, post_id_in
from stoppress.importers.bodies import body_of_text, link, picture
from stoppress.importers.moments import read_moment
from stoppress.importers.page import Page, is_web
from stoppress.importers.sightings import BlogSighting, Sighting
from stoppress.importers.words import has_doubled_entities, has_markup, is_cut, plain, resolved

Node = dict[str, Any]

#: Where publishers put the updates; the first is the standard's.
_UPDATES = ("liveBlogUpdate", "liveBlogUpdates", "blogPost", "blogPosts", "hasPart")
_COMMENT = re.compile(
    r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>"
)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)
_STRING_OR_GAP = re.compile(r'"(?:[^"\\]|\\.)*"|\}(?=\s*\{)', re.DOTALL)
#: More nodes than this are not looked at; a page with a thousand posts has some ten thousand.
_MOST_NODES = 400_000


class JsonLd:
    """All JSON-LD of a page; `broken` counts the blocks that could not be read, `types` names what was found."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._by_id: dict[str, Node] = {}
        self._nodes: list[Node] = []
        self.broken = 0
        self.broken_live_blog = False
        self.mended = 0
        for script in page.tree.css('script[type*="ld+json" i]'):
            self._take(script.text(deep=True))
        self.types = list(dict.fromkeys(name for node in self._nodes for name in _types(node)))

    def live_blog(self) -> BlogSighting | None:
        """What the JSON-LD says of the live blog, or None when it speaks of none."""
        blogs = [
            node
            for node in self._nodes
            if "LiveBlogPosting" in _types(node) or _UPDATES[0] in node or _UPDATES[1] in node
        ]
        if not blogs:
            return None
        blog = max(blogs, key=lambda node: len(self._updates(node)))
        return self._blog(blog, self._updates(blog) or self._lone_updates())

    def _take(self, text: str) -> None:
        try:
            values, was_mended = _parse(text)
        except (ValueError, RecursionError):
            self.broken += 1
            self.broken_live_blog |= "LiveBlogPosting" in text or "liveBlogUpdate" in text
            return
        self.mended += was_mended
        for value in values:
            for node in _walk(value):
                if len(self._nodes) < _MOST_NODES:
                    self._nodes.append(node)
                if isinstance(node.get("@id"), str) and len(node) > len(self._by_id.get(node["@id"], ())):
                    self._by_id[node["@id"]] = node

    def _updates(self, blog: Node) -> list[Node]:
        for name in _UPDATES:
            if found := [self._whole(item) for item in _as_list(blog.get(name)) if isinstance(item, dict)]:
                return [item for item in found if name != "hasPart" or "BlogPosting" in _types(item)]
        return []

    def _lone_updates(self) -> list[Node]:
        """Updates that stand beside their blog instead of in it."""
        lone = [
            node
            for node in self._nodes
            if "BlogPosting" in _types(node) and "LiveBlogPosting" not in _types(node)
        ]
        return lone if len(lone) >= 2 else []

    def _whole(self, node: Node) -> Node:
        return (
            self._by_id.get(node["@id"], node)
            if set(node) <= {"@id", "@type"} and isinstance(node.get("@id"), str)
            else node
        )

    def _blog(self, node: Node, updates: list[Node]) -> BlogSighting:
        address = self._page.absolute(_address(node, "url", "mainEntityOfPage", "@id"))
        url = address if is_web(address) else self._page.url
        shared = _repeated_addresses(updates)
        return BlogSighting(
            source="JSON-LD",
            headline=_text(node, "headline", "name", "alternativeHeadline"),
            standfirst=_text(node, "description", "abstract", "alternativeHeadline"),
            language=_language(node.get("inLanguage")),
            url=url.partition("#")[0],
            publisher=next(iter(self._names(node.get("publisher"))), ""),
            authors=tuple(self._names(node.get("author") or node.get("creator"))),
            published=_moment(node, "datePublished", "dateCreated"),
            modified=_moment(node, "dateModified"),
            starts=_moment(node, "coverageStartTime"),
            ends=_moment(node, "coverageEndTime"),
            picture=self._picture(node),
            posts=[self._post(update, url, shared) for update in updates],
        )

    def _post(self, node: Node, blog_url: str, shared: frozenset[str]) -> Sighting:
        address = _address(node, "url", "@id", "mainEntityOfPage")
        address = "" if address in shared else self._page.absolute(address) or address
        raw = _raw(node, "articleBody", "text", "description")
        is_plain = not has_markup(resolved(raw))
        return Sighting(
            source="JSON-LD",
            source_id=post_id_in(address) or own_page_id(address, blog_url) or _identifier(node),
            permalink=address if is_web(address) else "",
            title=_text(node, "headline", "name", "alternativeHeadline"),
            published=_moment(node, "datePublished", "dateCreated", "uploadDate"),
            modified=_moment(node, "dateModified"),
            authors=tuple(self._names(node.get("author") or node.get("creator"))),
            body_html=body_of_text(raw, self._page),
            body_is_plain=is_plain,
            body_is_cut=is_cut(raw),
            has_doubled_entities=has_doubled_entities(raw) or has_doubled_entities(_raw(node, "headline")),
            picture=self._media(node),
            kind_words=" ".join(_types(node)),
        )

    def _names(self, value: object, depth: int = 0) -> Iterator[str]:
        """Names of persons, whether given as text, object, list, or a reference to another node."""
        for item in _as_list(value)[:50]:
            if isinstance(item, str):
                if name := plain(re.sub(r"<[^>]*>", " ", item)):
                    yield from ([] if is_web(name) else [name[:120]])
            elif isinstance(item, dict) and depth < 3:
                yield from self._names(self._whole(item).get("name"), depth + 1)

    def _picture(self, node: Node) -> str:
        for item in _as_list(node.get("image"))[:5]:
            item = self._whole(item) if isinstance(item, dict) else item
            address = (
                item
                if isinstance(item, str)
                else _address(item, "url", "contentUrl")
                if isinstance(item, dict)
                else ""
            )
            if whole := self._page.absolute(address):
                return whole
        return ""

    def _media(self, node: Node) -> str:
        """The update's own picture or film, as HTML; empty without one."""
        for film in _as_list(node.get("video"))[:3]:
            if isinstance(film, dict) and is_web(address := _address(film, "url", "contentUrl", "embedUrl")):
                return link(address, _text(film, "name"))
        address = self._picture(node)
        caption = next(
            (
                _text(item, "caption", "description")
                for item in _as_list(node.get("image"))[:1]
                if isinstance(item, dict)
            ),
            "",
        )
        return picture(address, "", caption) if address else ""


def _parse(text: str) -> tuple[list[Any], bool]:
    """The values in one script, and whether they had to be mended; raise ValueError when that is not safely possible."""
    text = text.strip().strip("\ufeff").strip()
    try:
        return [json.loads(text, strict=False)], False
    except ValueError:
        bare = _COMMENT.sub("", text).strip().rstrip(";").strip()
    if not bare:
        return [], False
    for candidate in (bare, html.unescape(bare) if bare.startswith(("{&", "[&", "&")) else bare):
        mended = _STRING_OR_COMMA.sub(lambda found: "" if found[0] == "," else found[0], candidate)
        try:
            return [json.loads(mended, strict=False)], True
        except ValueError as error:
            trouble = error
    parted = _STRING_OR_GAP.sub(lambda found: "}," if found[0] == "}" else found[0], mended)
    if parted != mended:
        value = json.loads(f"[{parted}]" if not parted.startswith("[") else parted, strict=False)
        return [value], True
    raise trouble


def _walk(value: object) -> Iterator[Node]:
    """Every object in a value, outer ones first, without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def _types(node: Node) -> list[str]:
    return [
        name.rpartition("/")[2].rpartition(":")[2]
        for name in _as_list(node.get("@type"))
        if isinstance(name, str)
    ]


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, dict) and "@list" in value:
        return _as_list(value["@list"])
    return value if isinstance(value, list) else [value]


def _raw(node: Node, *names: str) -> str:
    for name in names:
        for value in _as_list(node.get(name)):
            value = value.get("@value") if isinstance(value, dict) else value
            if isinstance(value, str) and value.strip():
                return value
    return ""


def _text(node: Node, *names: str) -> str:
    raw = resolved(_raw(node, *names))
    return plain(re.sub(r"</?[a-zA-Z][^<>]*>", " ", raw)) if has_markup(raw) else plain(raw)


def _address(node: Node, *names: str) -> str:
    for name in names:
        for value in _as_list(node.get(name)):
            value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
            if isinstance(value, str) and value.strip():
                return html.unescape(value.strip())
    return ""


def _moment(node: Node, *names: str) -> Any:
    return next(
        (
            moment
            for name in names
            for value in _as_list(node.get(name))[:1]
            if (moment := read_moment(value))
        ),
        None,
    )


def _identifier(node: Node) -> str:
    for value in _as_list(node.get("identifier")):
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)[:200]
    return ""


def _language(value: object) -> str:
    for item in _as_list(value):
        item = (item.get("alternateName") or item.get("name")) if isinstance(item, dict) else item
        if isinstance(item, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?", item.strip()):
            return item.strip().replace("_", "-")
    return ""


def _repeated_addresses(updates: list[Node]) -> frozenset[str]:
    """Addresses that many different updates carry: they are the blog's, not a post's."""
    said: dict[str, set[str]] = {}
    for update in updates:
        address = _address(update, "url", "@id", "mainEntityOfPage")
        told = (_raw(update, name) for name in ("headline", "datePublished", "articleBody"))
        said.setdefault(address, set()).add("\n".join(told))
    return frozenset(
        address for address, told in said.items() if len(told) > 2 or len(told) * 2 > len(updates) > 1
    )
