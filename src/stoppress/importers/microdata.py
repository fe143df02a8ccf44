"""Reads microdata: itemscope, itemtype and itemprop, as pages without JSON-LD (and some with it) carry them."""

from __future__ import annotations

from collections import defaultdict

from selectolax.lexbor import LexborNode

from stoppress.importers.addresses import own_page_id, post_id_in
from stoppress.importers.bodies import body_of, paragraphs, picture, text_of_html
from stoppress.importers.moments import Moment, read_moment
from stoppress.importers.page import Page, is_web, text_of
from stoppress.importers.sightings import BlogSighting, Sighting
from stoppress.importers.words import has_doubled_entities, is_cut, plain

Props = dict[str, list[LexborNode]]

_MOST_ITEMS = 20_000


def read_microdata(page: Page) -> BlogSighting | None:
    """What the microdata says of the live blog, or None when it speaks of none."""
    blog = page.tree.css_first('[itemtype*="LiveBlogPosting" i]')
    items = _post_items(page, blog)
    if blog is None and not items:
        return None
    props = _props(blog) if blog is not None else {}
    address = page.absolute(_value(props, "url", "mainentityofpage"))
    url = address if is_web(address) else page.url
    return BlogSighting(
        source="microdata",
        headline=_value(props, "headline", "name"),
        standfirst=_value(props, "description"),
        url=url.partition("#")[0],
        publisher=_name(props, "publisher"),
        authors=_names(props),
        published=_moment(props, "datepublished"),
        modified=_moment(props, "datemodified"),
        starts=_moment(props, "coveragestarttime"),
        ends=_moment(props, "coverageendtime"),
        posts=[_post(item, page, url) for item in items],
    )


def _post_items(page: Page, blog: LexborNode | None) -> list[LexborNode]:
    for selector in ('[itemprop~="liveBlogUpdate" i]', '[itemprop~="blogPost" i]'):
        if items := page.tree.css(selector):
            return items[:_MOST_ITEMS]
    within = blog if blog is not None else page.tree.body
    if within is None:
        return []
    items = [
        item
        for item in within.css('[itemtype*="BlogPosting" i]')
        if item != within and not _is_live_blog(item)
    ]
    # A lone BlogPosting is an article in a blog, not a live blog.
    return items[:_MOST_ITEMS] if blog is not None or len(items) >= 3 else []


def _is_live_blog(item: LexborNode) -> bool:
    return "liveblogposting" in item.attrs.sget("itemtype").lower()


def _post(item: LexborNode, page: Page, blog_url: str) -> Sighting:
    props = _props(item)
    address = page.absolute(
        _value(props, "url") or item.attrs.sget("itemid") or _value(props, "mainentityofpage")
    )
    bodies = props.get("articlebody") or props.get("text") or props.get("description") or []
    body, raw = _body(bodies, page)
    return Sighting(
        source="microdata",
        source_id=post_id_in(address) or own_page_id(address, blog_url) or item.attrs.sget("id"),
        permalink=address if is_web(address) and post_id_in(address) + own_page_id(address, blog_url) else "",
        title=_value(props, "headline", "name"),
        published=_moment(props, "datepublished", "datecreated"),
        modified=_moment(props, "datemodified"),
        authors=_names(props),
        body_html=body,
        body_is_plain="<" not in body.replace("<p>", "").replace("</p>", ""),
        body_is_cut=is_cut(raw),
        has_doubled_entities=has_doubled_entities(raw),
        picture=_picture(props, page),
    )


def _props(item: LexborNode) -> Props:
    """The properties of one item by lower-case name; those of items within it belong to these."""
    found: Props = defaultdict(list)
    waiting = [child for child in item.iter(include_text=False)][::-1]
    while waiting:
        node = waiting.pop()
        if not node.is_element_node:
            continue
        for name in node.attrs.sget("itemprop").lower().split():
            found[name].append(node)
        if "itemscope" not in node.attrs:
            waiting.extend(list(node.iter(include_text=False))[::-1])
    return found


def _value(props: Props, *names: str) -> str:
    for name in names:
        for node in props.get(name, ()):
            if value := _value_of(node):
                return value
    return ""


def _value_of(node: LexborNode) -> str:
    attributes = node.attrs
    for name in {"a": ("href",), "link": ("href",), "img": ("src", "data-src"), "time": ("datetime",)}.get(
        node.tag or "", ()
    ):
        if value := attributes.sget(name):
            return value.strip()
    if content := attributes.sget("content") or attributes.sget("datetime"):
        return plain(content)
    if "itemscope" in attributes:
        inner = _props(node)
        return _value(inner, "url", "name") or attributes.sget("itemid")
    return text_of(node)


def _moment(props: Props, *names: str) -> Moment | None:
    for name in names:
        for node in props.get(name, ()):
            if moment := read_moment(_value_of(node)) or read_moment(text_of(node)):
                return moment
    return None


def _name(props: Props, name: str) -> str:
    for node in props.get(name, ()):
        value = (
            (_value(_props(node), "name") if "itemscope" in node.attrs else "")
            or text_of(node)
            or plain(node.attrs.sget("content"))
        )
        if value and not is_web(value):
            return value[:120]
    return ""


def _names(props: Props) -> tuple[str, ...]:
    names = [_name({"author": [node]}, "author") for node in props.get("author", [])[:20]]
    return tuple(dict.fromkeys(name for name in names if name))


def _body(nodes: list[LexborNode], page: Page) -> tuple[str, str]:
    shown = [node for node in nodes if node.attrs.sget("content") == ""]
    raw = (
        " ".join(text_of(node) for node in shown)
        if shown
        else plain(" ".join(node.attrs.sget("content") for node in nodes))
    )
    html = body_of(shown, page) if shown else paragraphs(raw)
    return (html, raw) if text_of_html(html) or "<img" in html or "<a " in html else ("", raw)


def _picture(props: Props, page: Page) -> str:
    address = page.absolute(_value(props, "image"))
    return picture(address) if address else ""
