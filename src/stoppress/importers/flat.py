"""Gathers posts that a page sets flat: a head (an anchor, a clock), then its text as siblings, then the next head."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.importers.block import Block, read_block
from stoppress.importers.page import text_of

#: A clock, an anchor and a label are shorter; any post is longer.
_LONGEST_HEAD = 40


def stand_flat(nodes: list[LexborNode]) -> bool:
    """Whether these are only the heads of posts (an anchor, a clock) whose texts follow them as siblings."""
    parents = {node.parent.mem_id for node in nodes if node.parent is not None}
    if len(nodes) < 2 or len(parents) != 1 or any(len(text_of(node)) >= _LONGEST_HEAD for node in nodes):
        return False
    numbers = {node.mem_id for node in nodes}
    followers = (node for node in _followers(nodes[0]) if node.mem_id not in numbers)
    return sum(len(text_of(node)) for node in followers) > 2 * sum(len(text_of(node)) for node in nodes)


def _followers(node: LexborNode) -> Iterator[LexborNode]:
    beside = node.next
    while beside is not None:
        if beside.is_element_node:
            yield beside
        beside = beside.next


def gathered(heads: list[LexborNode]) -> list[Block]:
    """Each head with what follows it up to the next; heads with nothing between them belong to one post."""
    numbers = {head.mem_id for head in heads}
    runs: list[list[LexborNode]] = []
    has_text = True
    node: LexborNode | None = heads[0]
    while node is not None:
        if node.mem_id in numbers and has_text:
            runs.append([])
            has_text = False
        elif node.is_element_node and node.mem_id not in numbers and text_of(node):
            has_text = True
        runs[-1].append(node)
        node = node.next
    return [block for run in runs if (block := _wrapped(run)) is not None]


def _wrapped(run: list[LexborNode]) -> Block | None:
    tree = LexborHTMLParser(f"<body><article>{''.join(node.html or '' for node in run)}</article></body>")
    article = tree.css_first("article")
    if article is None:
        return None
    block = read_block(article)
    block.tree, block.original = tree, tuple(node.mem_id for node in run)
    return block
