"""Reads the visible page: what a reader sees of each post, and of the page's head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from stoppress.importers.addresses import post_id_in, same_id
from stoppress.importers.block import Block
from stoppress.importers.blocks import find_blocks
from stoppress.importers.bodies import body_of, text_of_html
from stoppress.importers.moments import zone_word
from stoppress.importers.page import Page, ancestors, text_of, words_of
from stoppress.importers.sightings import BlogSighting, Sighting
from stoppress.importers.words import is_name, key, plain

_LIVE_NAMES = re.compile(
    r"live-?(?:blog|event|post|update|page|stream|story|entry|item|ticker|coverage|feed|report)|lx-stream|ticker|minuto-a-minuto|en-?vivo"
    r"|en-?directo|directo|en-?direct|diretta|aovivo|nieuwsblog",
    re.IGNORECASE,
)
_LIVE_TITLE = re.compile(
    r"\blive\b|liveblog|live-?ticker|\bticker\b|minuto a minuto|en vivo|en directo|última hora|en direct|in diretta|ao vivo"
    r"|as it happened"
    r"|newsblog",
    re.IGNORECASE,
)
_COMMENTS = frozenset(
    (
        "comment",
        "comments",
        "kommentar",
        "kommentare",
        "comentario",
        "comentarios",
        "reply",
        "review",
        "reviews",
    )
)
_ID_NAMES = (
    "data-id",
    "data-post-id",
    "data-block-id",
    "data-entry-id",
    "data-item-id",
    "data-event-id",
    "data-postid",
    "data-update-id",
    "data-key",
)
_AUTHOR = (
    "[itemprop~='author'], [rel~='author'], [class*='author' i], [class*='byline' i], [class*='reporter' i], [class*='autor' i], "
    "[class*='writer' i]"
)
_TITLE = (
    "[itemprop~='headline'], h1, h2, h3, h4, h5, [class*='title' i], [class*='headline' i], [class*='titulo' i], "
    "[role='heading']"
)
_KEY_LABEL = re.compile(
    r"key (?:event|moment|update)|momento clave|schlüssel(?:ereignis|moment)|moment clé|temps fort|evento clave",
    re.IGNORECASE,
)
_PINNED_LABEL = re.compile(
    r"pinned(?: post)?|fijado|destacado|angeheftet|angepinnt|épinglé|in evidenza", re.IGNORECASE
)
_BY = re.compile(
    r"^(?:from (?:\S+[’']s )?|(?:posted |reporting |written )?by |von |por |par |di |door )\s*", re.IGNORECASE
)
#: A title is no essay; a longer first heading is a paragraph in disguise.
_LONGEST_TITLE = 400


@dataclass(frozen=True)
class Visible:
    """What the visible page says, which elements its posts are, and the zone names that it prints."""

    blog: BlogSighting
    post_nodes: frozenset[int]
    zone_words: tuple[str, ...]


def read_visible(page: Page, known_ids: Iterable[str], *, is_told_live: bool) -> Visible:
    """What the visible page says; without posts when nothing on it looks like a live blog's stream."""
    known = frozenset(known_ids)
    blocks = find_blocks(page, known)
    blocks = blocks if is_told_live or _is_live(blocks, page) else []
    head = _head(page)
    blog = BlogSighting(
        source="visible page",
        headline=text_of(head) if head is not None else page.meta("og:title") or _document_title(page),
        standfirst=_standfirst(page, head),
        language=page.language,
        url=page.url,
        publisher=page.meta("og:site_name") or page.meta("application-name"),
        authors=_page_authors(page, blocks),
        posts=[_post(block, page, known) for block in blocks],
    )
    words = (zone_word(block.clock_text) for block in blocks)
    numbers = frozenset(number for block in blocks for number in (block.node.mem_id, *block.original))
    return Visible(blog, numbers, tuple(word for word in words if word))


def _head(page: Page) -> LexborNode | None:
    """The headline: the longest first-level heading, since logos are often marked as one too."""
    return max(page.tree.css("h1")[:5], key=lambda node: len(text_of(node)), default=None)


def _is_live(blocks: list[Block], page: Page) -> bool:
    """Whether blocks on a page without data are a stream of posts: timed, several, and called live."""
    timed = [block for block in blocks if block.published or block.clock]
    if len(timed) < 3 or any(words_of(block.node) & _COMMENTS for block in blocks[:3]):
        return False
    first = blocks[0].node
    around = [first, *list(ancestors(first))[:5]]
    names = " ".join(
        f"{node.attrs.sget('class')} {node.attrs.sget('id')} {node.attrs.sget('data-testid')}"
        for node in around
    )
    if any(words_of(node) & _COMMENTS for node in around[:3]):
        return False
    title = f"{page.meta('og:title')} {_document_title(page)} {page.url.replace('-', ' ')}"
    return bool(_LIVE_NAMES.search(names) or _LIVE_TITLE.search(title))


def _post(block: Block, page: Page, known: frozenset[str]) -> Sighting:
    node = block.node
    title_node = _title_node(node)
    author_nodes = _author_nodes(block)
    own, others, permalink = _ids(node, page, known)
    skipped = {part.mem_id for part in (*block.time_nodes, *author_nodes)} | _heads(block, author_nodes)
    labels = _labels(node)
    skipped |= {label.mem_id for label in labels}
    if title_node is not None:
        skipped.add(title_node.mem_id)
    return Sighting(
        source="visible page",
        source_id=own,
        other_ids=others,
        permalink=permalink,
        title=_title(title_node, block.time_nodes) if title_node is not None else "",
        published=block.published,
        modified=block.modified,
        clock=block.clock,
        authors=_names(author_nodes),
        body_html=body_of([_body_node(node)], page, frozenset(skipped)),
        kind_words=node.attrs.sget("class"),
        is_key_event=_is_marked(node, "key", _KEY_LABEL, labels),
        is_pinned=_is_marked(node, "pinned", _PINNED_LABEL, labels),
    )


def _ids(node: LexborNode, page: Page, known: frozenset[str]) -> tuple[str, tuple[str, ...], str]:
    """The post's id, all other ids its element answers to, and its permalink."""
    found: list[str] = [node.attrs.sget(name) for name in ("id", *_ID_NAMES, "itemid")]
    permalinks: list[tuple[str, str]] = []
    for inner in node.css(
        "[id], a[name], [data-id], [data-post-id], [data-block-id], a[href*='#'], a[href*='?']"
    )[:60]:
        found += [inner.attrs.sget(name) for name in ("id", "name", *_ID_NAMES)]
        href = inner.attrs.sget("href")
        if href and (page.fragment_here(href) or href.startswith("?")) and (named := post_id_in(href)):
            permalinks.append((named, page.absolute(href)))
    candidates = [value for value in dict.fromkeys([*found, *(named for named, _ in permalinks)]) if value]
    for value in candidates:
        if match := value if value in known else next((one for one in known if same_id(one, value)), None):
            return match, tuple(candidates), _permalink(match, permalinks, page)
    outer = next((value for value in found[: len(_ID_NAMES) + 2] if value), "")
    own = (
        outer
        or (permalinks[0][0] if permalinks else "")
        or next((value for value in found if re.search(r"\d", value)), "")
    )
    return own, tuple(candidates), _permalink(own, permalinks, page)


def _permalink(own: str, permalinks: list[tuple[str, str]], page: Page) -> str:
    for named, address in permalinks:
        if address and same_id(named, own):
            return address
    return f"{page.url}#{own}" if own and page.url and not re.search(r"\s", own) else ""


def _title_node(node: LexborNode) -> LexborNode | None:
    """The first heading that stands before the text of the post."""
    for candidate in node.css(_TITLE)[:12]:
        words = text_of(candidate)
        if not words or len(words) > _LONGEST_TITLE or _is_inside_body_part(candidate, node):
            continue
        if candidate.css_first("p, ul, img") is not None and candidate.tag not in {"h1", "h2", "h3", "h4"}:
            continue
        return candidate if _stands_first(candidate, node) else None
    return None


def _title(title_node: LexborNode, times: list[LexborNode]) -> str:
    """The words of the heading without the clock that some pages set in it."""
    words = text_of(title_node)
    for shown in times:
        if any(around.mem_id == title_node.mem_id for around in ancestors(shown)):
            words = words.replace(text_of(shown), " ", 1)
    return plain(words)


def _is_inside_body_part(candidate: LexborNode, node: LexborNode) -> bool:
    for around in ancestors(candidate):
        if around.mem_id == node.mem_id:
            return False
        if around.tag in {"blockquote", "figure", "figcaption", "aside", "ul", "ol"}:
            return True
    return False


def _stands_first(candidate: LexborNode, node: LexborNode) -> bool:
    """A heading after two lines of text is a sub-heading."""
    for paragraph in node.css("p, li, blockquote, h1, h2, h3, h4")[:4]:
        if paragraph.mem_id == candidate.mem_id:
            return True
        if any(around.mem_id in {paragraph.mem_id} for around in ancestors(candidate)):
            return True
        if paragraph.tag != "blockquote" and len(text_of(paragraph)) > 60:
            return False
    return True


def _author_nodes(block: Block) -> list[LexborNode]:
    node = block.node
    named = [
        found
        for found in node.css(_AUTHOR)[:6]
        if 2 <= len(text_of(found)) <= 120 and not _is_inside_body_part(found, node) and found.tag != "img"
    ]
    if named or not block.time_nodes:
        return _outermost(named)
    head = block.time_nodes[0]
    for around in list(ancestors(block.time_nodes[0]))[:3]:
        if (
            around.mem_id == node.mem_id
            or len(text_of(around)) > 160
            or around.css_first("p, h2, h3, ul") is not None
        ):
            break
        head = around
    beside = [
        found
        for found in head.css("mark, address, span, a, strong, b, div, p")
        if is_name(_BY.sub("", text_of(found)))
    ]
    return [found for found in beside if found.mem_id not in {part.mem_id for part in block.time_nodes}][:2]


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    numbers = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(around.mem_id in numbers for around in ancestors(node))]


def _names(nodes: list[LexborNode]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for node in nodes:
        if _KEY_LABEL.fullmatch(text_of(node)) or _PINNED_LABEL.fullmatch(text_of(node)):
            continue
        inner = node.css_first("[itemprop~='name']")
        words = _BY.sub("", text_of(inner if inner is not None else node)).strip(" ,|·•")
        for name in re.split(r"\s*(?:,| and | und | y | et |\|)\s*", words):
            if 2 <= len(name) <= 80 and not re.search(r"\d|https?:|@", name):
                names.setdefault(name)
    return tuple(names)


def _heads(block: Block, authors: list[LexborNode]) -> set[int]:
    """Elements around the clock that hold nothing but clock, author and the like."""
    told = key(" ".join(text_of(node) for node in (*block.time_nodes, *authors)))
    heads: set[int] = set()
    for time_node in block.time_nodes:
        for around in ancestors(time_node):
            if (
                around.mem_id == block.node.mem_id
                or len(key(text_of(around))) > len(told) + 24
                or around.css_first("p, img, h2, h3, ul")
            ):
                break
            heads.add(around.mem_id)
    return heads


def _labels(node: LexborNode) -> list[LexborNode]:
    """Small elements that say nothing but “Key event” or “Pinned”."""
    return [
        found
        for found in node.css("span, div, strong, p, small, label, svg, b")[:60]
        if (words := text_of(found))
        and len(words) < 40
        and (_KEY_LABEL.fullmatch(words) or _PINNED_LABEL.fullmatch(words))
    ]


def _is_marked(node: LexborNode, mark: str, label: re.Pattern[str], labels: list[LexborNode]) -> bool:
    if any(label.fullmatch(text_of(found)) for found in labels):
        return True
    attributes = node.attrs
    for name, value in attributes.items():
        if name.startswith("data-") and mark in name and (value or "").lower() in {"", "true", "1", "yes"}:
            return True
    names = f"{attributes.sget('class')} {attributes.sget('data-type')} {attributes.sget('id')}"
    if mark == "pinned":
        around = [node, *list(ancestors(node))[:3]]
        return any(
            re.search(
                r"(?:^|[\s_-])(?:is-?)?(?:pinned|sticky-post)(?:$|[\s_-])",
                _class_and_id(outer),
                re.IGNORECASE,
            )
            for outer in around
        )
    return bool(
        re.search(
            r"(?:is-?)?key-?_?(?:event|moment)(?!s-)(?:$|[\s_-])|keyevent|is-key\b", names, re.IGNORECASE
        )
    )


def _class_and_id(node: LexborNode) -> str:
    return f"{node.attrs.sget('class')} {node.attrs.sget('id')} {node.attrs.sget('data-component')}"


def _body_node(node: LexborNode) -> LexborNode:
    """The element of the body where the page marks it and nothing of the post stands outside; else the whole block."""
    marked = node.css_first("[itemprop~='articleBody']")
    if marked is None or marked.attrs.sget("content"):
        return node
    whole = len(node.css("img, iframe, figure, blockquote"))
    return (
        marked
        if len(marked.css("img, iframe, figure, blockquote")) == whole and text_of_html(text_of(marked))
        else node
    )


def _document_title(page: Page) -> str:
    node = page.tree.css_first("title")
    return text_of(node) if node is not None else ""


def _standfirst(page: Page, head: LexborNode | None) -> str:
    for selector in (
        "[class*='standfirst' i]",
        "[data-component='standfirst']",
        "[class*='subtitle' i]",
        "[class*='sub-title' i]",
        ".lead",
        "[class*='__lead' i]",
        "p[class*='intro' i]",
        "[class*='entradilla' i]",
    ):
        node = page.tree.css_first(selector)
        if node is not None and 20 <= len(words := text_of(node)) <= 800:
            return words
    return ""


def _page_authors(page: Page, blocks: list[Block]) -> tuple[str, ...]:
    within = {block.node.mem_id for block in blocks}
    nodes = [
        node
        for node in page.tree.css("[rel~='author'], [class*='byline' i] a[href], [itemprop~='author']")[:200]
        if not any(
            around.mem_id in within or around.tag in {"nav", "header", "footer", "aside"}
            for around in ancestors(node)
        )
    ]
    named = [*_names(nodes[:8])]
    meta = page.meta("author") or page.meta("article:author")
    named += [name.strip() for name in re.split(r",| and ", meta) if is_name(name.strip())]
    return tuple(dict.fromkeys(name for name in named if is_name(name)))
