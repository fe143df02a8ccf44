"""The body of a post as plain HTML: paragraphs, headings, lists, quotes, links, pictures by address; embeds become links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.importers.embeds import frame_address, is_tiny, picture_address, placeholder_address
from stoppress.importers.page import Page, elements, text_of, words_of
from stoppress.importers.words import has_markup, plain, resolved

#: Deeper than this inside one post there is only text; it also bounds our recursion.
_DEEPEST = 60


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DROPPED = _set(
    "script style template noscript form button input select textarea nav aside svg canvas dialog link meta head title menu map "
    "amp-ad amp-analytics amp-sticky-ad amp-social-share"
)
_STRONG, _EMPHASIS = _set("strong b"), _set("em i cite")
_HEADINGS = _set("h1 h2 h3 h4 h5 h6")
_INLINE = _set("span font mark small big u s abbr code kbd q sub sup time ins label var bdi bdo data dfn wbr")
_FRAMES = _set(
    "iframe embed object video audio amp-iframe amp-video amp-audio amp-youtube amp-twitter amp-instagram amp-facebook"
)
_PICTURES = _set("img amp-img")
_BLOCKS_INSIDE = "p, div, ul, ol, figure, img, picture, iframe, blockquote, h2, h3, h4, table, section"
_FURNITURE = _set(
    "share sharing sharebar sharetools advert advertisement advertising adslot newsletter signup promo taboola outbrain related "
    "readmore sponsored subscribe breadcrumb breadcrumbs cookie toolbar reactions recommended recommender paywall factbox onward "
    "permalink copylink whatsapp magnifier"
)
_ADVERT_NAMES = re.compile(r"(?:^|[\s_-])(?:ad|ads|advert|mpu|dfp|gpt)(?:$|[\s_-])", re.IGNORECASE)
_UNSEEN = frozenset({"sr", "hidden", "visually", "screenreader"})
_CAPTION = frozenset(
    {
        "caption",
        "credit",
        "copyright",
        "bildunterschrift",
        "leyenda",
        "legende",
        "caption-text",
        "newscaption",
    }
)
_ICON = frozenset({"avatar", "icon", "logo", "emoji", "byline", "author", "sprite", "pixel"})
_ANY_TAG, _BLOCK_END = (
    re.compile(r"<[^>]*>"),
    re.compile(r"</(?:p|h3|li|blockquote|figcaption|figure|ul|ol)>|<br>"),
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,500}")


@dataclass
class _Writer:
    page: Page
    skipped: frozenset[int]
    blocks: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)

    def flush(self) -> None:
        """End the running line; a line with something in it is a paragraph."""
        line = _tidy("".join(self.run))
        self.run.clear()
        if line:
            self.blocks.append(f"<p>{_linked(line)}</p>")

    def inner(self) -> _Writer:
        return _Writer(self.page, self.skipped)


def body_of(nodes: Iterable[LexborNode], page: Page, skipped: frozenset[int] = frozenset()) -> str:
    """The HTML of these elements' contents; `skipped` are mem_ids of what is no body (the title, the clock, the author)."""
    writer = _Writer(page, skipped)
    for node in nodes:
        _walk(node, writer, 0)
        writer.flush()
    return "\n".join(_without_repeats(writer.blocks))


def body_of_text(text: str, page: Page) -> str:
    """The HTML of a text that may be plain, may be HTML, and may have its entities doubled."""
    if not has_markup(text):
        text = resolved(text)
    if not has_markup(text):
        return paragraphs(text)
    body = LexborHTMLParser(f"<body>{text}</body>").body
    return body_of([body], page) if body is not None else ""


def paragraphs(text: str) -> str:
    """Plain text as paragraphs, one a line."""
    lines = (plain(line) for line in text.splitlines())
    return "\n".join(f"<p>{_linked(escape(line, quote=False))}</p>" for line in lines if line)


def text_of_html(body_html: str) -> str:
    """The text of our own HTML in one line, to compare with."""
    return plain(_ANY_TAG.sub("", _BLOCK_END.sub(" ", body_html)))


def picture(address: str, alt: str = "", caption: str = "") -> str:
    """One picture by its address."""
    told = f"<figcaption>{escape(plain(caption), quote=False)}</figcaption>" if plain(caption) else ""
    return f'<figure><img src="{escape(address)}" alt="{escape(plain(alt))}">{told}</figure>'


def link(address: str, words: str = "") -> str:
    """One paragraph with a link, for what cannot come in itself."""
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    return f'<p><a href="{escape(address)}">{escape(plain(words) or host, quote=False)}</a></p>'


def _walk(node: LexborNode, writer: _Writer, depth: int) -> None:
    for child in node.iter(include_text=True):
        if child.is_text_node:
            writer.run.append(escape(_spaced(child.text(deep=False) or ""), quote=False))
        elif child.is_element_node and not _is_furniture(child, writer.skipped):
            if depth >= _DEEPEST:
                writer.run.append(escape(text_of(child), quote=False))
            else:
                _element(child, writer, depth + 1)


def _element(node: LexborNode, writer: _Writer, depth: int) -> None:
    tag = node.tag or ""
    if tag == "br":
        writer.run.append("<br>")
    elif tag in _STRONG or tag in _EMPHASIS or tag == "a" or tag in _INLINE:
        _inline(node, tag, writer, depth)
    elif tag in _BUILDERS:
        writer.flush()
        _BUILDERS[tag](node, writer, depth)
    elif words_of(node) & _CAPTION and writer.blocks and _takes_caption(writer.blocks[-1]):
        writer.flush()
        _add_caption(text_of(node), writer)
    elif address := placeholder_address(node, writer.page):
        writer.flush()
        writer.blocks.append(link(address))
    else:
        writer.flush()
        _walk(node, writer, depth)
        writer.flush()


def _inline(node: LexborNode, tag: str, writer: _Writer, depth: int) -> None:
    if (
        words_of(node) & _CAPTION
        and not _tidy("".join(writer.run))
        and writer.blocks
        and _takes_caption(writer.blocks[-1])
    ):
        _add_caption(text_of(node), writer)
    elif node.css_first(_BLOCKS_INSIDE) is not None:
        _around_blocks(node, tag, writer, depth)
    elif tag == "a":
        _link(node, writer, depth)
    else:
        inner = writer.inner()
        _walk(node, inner, depth)
        words = "".join(inner.run)
        mark = "strong" if tag in _STRONG else "em" if tag in _EMPHASIS else ""
        writer.run.append(f"<{mark}>{words}</{mark}>" if mark and words.strip() else words)


def _around_blocks(node: LexborNode, tag: str, writer: _Writer, depth: int) -> None:
    """A link or mark around pictures or paragraphs: what is inside comes in; a lone paragraph keeps the link."""
    before = len(writer.blocks)
    writer.flush()
    _walk(node, writer, depth)
    writer.flush()
    address = writer.page.absolute(node.attrs.sget("href") or "") if tag == "a" else ""
    has_text = any(text_of_html(block) for block in writer.blocks[before:])
    if (
        address
        and has_text
        and len(writer.blocks) == before + 1
        and writer.blocks[-1].startswith("<p>")
        and "<a " not in writer.blocks[-1]
    ):
        writer.blocks[-1] = f'<p><a href="{escape(address)}">{writer.blocks[-1][3:-4]}</a></p>'


def _link(node: LexborNode, writer: _Writer, depth: int) -> None:
    inner = writer.inner()
    _walk(node, inner, depth)
    words = re.sub(r"</?a\b[^>]*>", "", "".join(inner.run))
    href = node.attrs.sget("href") or ""
    fragment = writer.page.fragment_here(href)
    address = f"#{fragment}" if fragment else writer.page.absolute(href)
    if address and words.strip():
        writer.run.append(f'<a href="{escape(address)}">{words}</a>')
    else:
        writer.run.append(words)


def _heading(node: LexborNode, writer: _Writer, depth: int) -> None:
    inner = writer.inner()
    _walk(node, inner, depth)
    line = _tidy("".join(inner.run)).replace("<br>", " ")
    writer.blocks.extend(block for block in inner.blocks if block.startswith("<figure"))
    rest = " ".join(block[3:-4] for block in inner.blocks if block.startswith("<p>"))
    if words := " ".join(part for part in (rest, line) if part):
        writer.blocks.append(f"<h3>{words}</h3>")


def _listing(node: LexborNode, writer: _Writer, depth: int) -> None:
    items = []
    for child in elements(node):
        inner = writer.inner()
        if not _is_furniture(child, writer.skipped):
            _walk(child, inner, depth)
            inner.flush()
        if inner.blocks:
            lone = len(inner.blocks) == 1 and inner.blocks[0].startswith("<p>")
            items.append(f"<li>{inner.blocks[0][3:-4] if lone else ''.join(inner.blocks)}</li>")
    if items:
        tag = "ol" if node.tag == "ol" else "ul"
        writer.blocks.append(f"<{tag}>{''.join(items)}</{tag}>")


def _quote(node: LexborNode, writer: _Writer, depth: int) -> None:
    inner = writer.inner()
    _walk(node, inner, depth)
    inner.flush()
    if inner.blocks:
        writer.blocks.append(f"<blockquote>{''.join(inner.blocks)}</blockquote>")


def _figure(node: LexborNode, writer: _Writer, depth: int) -> None:
    caption = node.css_first("figcaption")
    inner = _Writer(writer.page, writer.skipped | ({caption.mem_id} if caption is not None else set()))
    _walk(node, inner, depth)
    inner.flush()
    writer.blocks.extend(inner.blocks)
    if caption is not None and writer.blocks and _takes_caption(writer.blocks[-1]):
        _add_caption(text_of(caption), writer)
    elif caption is not None and (words := text_of(caption)):
        writer.blocks.append(f"<p>{escape(words, quote=False)}</p>")


def _image(node: LexborNode, writer: _Writer, depth: int) -> None:
    if words_of(node) & _ICON or is_tiny(node):
        return
    if address := picture_address(node, writer.page):
        writer.blocks.append(picture(address, node.attrs.sget("alt") or ""))


def _frame(node: LexborNode, writer: _Writer, depth: int) -> None:
    if node.tag in {"video", "audio"}:
        poster = writer.page.absolute(node.attrs.sget("poster") or "")
        if poster:
            writer.blocks.append(picture(poster, node.attrs.sget("title") or ""))
    if address := frame_address(node, writer.page):
        writer.blocks.append(link(address, node.attrs.sget("title") or node.attrs.sget("aria-label") or ""))


def _table(node: LexborNode, writer: _Writer, depth: int) -> None:
    for row in node.css("tr")[:500]:
        cells = [text_of(cell) for cell in elements(row)]
        if line := " – ".join(cell for cell in cells if cell):
            writer.blocks.append(f"<p>{escape(line, quote=False)}</p>")


_BUILDERS: dict[str, Callable[[LexborNode, _Writer, int], None]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(_FRAMES, _frame),
    **dict.fromkeys(_PICTURES, _image),
    "ul": _listing,
    "ol": _listing,
    "blockquote": _quote,
    "figure": _figure,
    "table": _table,
}


def _is_furniture(node: LexborNode, skipped: frozenset[int]) -> bool:
    if node.tag in _DROPPED or node.mem_id in skipped:
        return True
    attributes = node.attrs
    if "hidden" in attributes or (
        attributes.sget("aria-hidden") == "true" and node.tag != "img" and not node.css_first("img, iframe")
    ):
        return True
    names = (
        attributes.sget("class") + " " + attributes.sget("id")
        if "class" in attributes or "id" in attributes
        else ""
    )
    if not names:
        return False
    words = words_of(node)
    if (words & _FURNITURE and "embed" not in words) or _ADVERT_NAMES.search(names):
        return True
    return (
        {"read", "more"} <= words
        or {"dont", "miss"} <= words
        or bool(words & _UNSEEN and words & {"only", "visually", "hidden"} and "overflow" not in words)
    )


def _takes_caption(block: str) -> bool:
    return block.startswith("<figure>") and "<figcaption>" not in block


def _add_caption(words: str, writer: _Writer) -> None:
    if words:
        writer.blocks[-1] = writer.blocks[-1].replace(
            "</figure>", f"<figcaption>{escape(words, quote=False)}</figcaption></figure>"
        )


def _without_repeats(blocks: list[str]) -> list[str]:
    """Pictures stand twice where a page keeps one for small screens."""
    kept: list[str] = []
    for block in blocks:
        if not (kept and block.startswith("<figure>") and block == kept[-1]):
            kept.append(block)
    return kept


def _spaced(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", " ", resolved(text))


def _tidy(line: str) -> str:
    line = re.sub(r"\s+", " ", line).strip()
    line = re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", line).strip()
    line = re.sub(r"\s*<br>\s*(?:<br>\s*)+", "</p>\n<p>", line)
    return line if text_of_html(line) else ""


def _linked(line: str) -> str:
    """A line that is nothing but an address becomes a link: such lines are embeds that lost their frame."""
    return (
        f'<a href="{escape(line.strip())}">{line.strip()}</a>'
        if _ADDRESS.fullmatch(line.strip().replace("&amp;", "&"))
        else line
    )
