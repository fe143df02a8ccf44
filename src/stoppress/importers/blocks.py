"""Finds the posts on a visible page: the repeated elements that carry a time, text and (mostly) an id of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from selectolax.lexbor import LexborNode

from stoppress.importers.addresses import same_id
from stoppress.importers.block import TIMES, Block, is_time, read_block
from stoppress.importers.flat import gathered, stand_flat
from stoppress.importers.page import Page, ancestors, words_of

_WITH_ID = (
    "[id], [data-id], [data-post-id], [data-block-id], [data-entry-id], [data-item-id], [data-event-id], [data-postid], "
    "a[name]"
)
_ID_SHAPE = re.compile(r"[0-9a-f]{6,}|\d+", re.IGNORECASE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LIVE_WORDS = _set(
    "live liveblog blog post entry update updates block ticker liveticker event stream directo minuto direct timeline lx "
    "liveupdate livepost item message eintrag beitrag"
)
_COMMENT_WORDS = _set(
    "comment comments commentlist kommentar kommentare comentario comentarios reply replies"
)
_OTHER_WORDS = _set(
    "related teaser card promo recommend recommended carousel key points summary nav menu sidebar footer most popular trending "
    "headlines author ad advert toc"
)

#: A live page's posts all carry times within their first levels; more of each is a hostile page.
_MOST_TIMES, _MOST_LEVELS, _MOST_GROUPS, _MOST_ALIKE = 20_000, 14, 80, 50
_ENOUGH_TEXT = 400
#: Elements that microdata name as updates are worth so many letters more each.
_NAMED, _WORTH_OF_A_NAME = ("named as updates",), 50


def find_blocks(page: Page, known_ids: Iterable[str]) -> list[Block]:
    """The elements of the posts, in page order; empty when nothing on the page repeats like posts do."""
    body = page.body
    if body is None:
        return []
    anchors = _anchors(page, frozenset(known_ids))
    times = [node for node in body.css(TIMES)[:_MOST_TIMES] if is_time(node)]
    groups = _groups([*times, *anchors.values()])
    best = _best(groups, {node.mem_id for node in anchors.values()}, {node.mem_id for node in times})
    if stand_flat(best):
        return gathered(best)
    return [read_block(node) for node in best]


def _anchors(page: Page, known_ids: frozenset[str]) -> dict[str, LexborNode]:
    """For each known id the element that carries it."""
    if not known_ids:
        return {}
    found: dict[str, LexborNode] = {}
    endings: dict[str, list[str]] = defaultdict(list)
    for known in known_ids:
        if len(endings[known[-3:]]) < _MOST_ALIKE:
            endings[known[-3:]].append(known)
    for node in page.tree.css(_WITH_ID):
        for name, value in node.attrs.items():
            if (
                not value
                or not (name in {"id", "name"} or name.startswith("data-"))
                or value[-3:] not in endings
            ):
                continue
            known = (
                value
                if value in known_ids
                else next((one for one in endings[value[-3:]] if same_id(one, value)), "")
            )
            if known and (
                known not in found or len(node.text(deep=True)) > len(found[known].text(deep=True))
            ):
                found[known] = node
    return found


def _groups(nodes: Iterable[LexborNode]) -> dict[Hashable, dict[int, LexborNode]]:
    """The elements around the times, grouped by what posts of one page share: parent, class, shape of the id, data names."""
    groups: dict[Hashable, dict[int, LexborNode]] = defaultdict(dict)
    seen: set[int] = set()
    for node in nodes:
        for level, around in enumerate((node, *ancestors(node))):
            if level > _MOST_LEVELS:
                break
            if around.mem_id in seen:
                continue
            seen.add(around.mem_id)
            for key in _keys(around):
                groups[key][around.mem_id] = around
    return groups


def _keys(node: LexborNode) -> Iterator[Hashable]:
    attributes, parent = node.attrs, node.parent
    if parent is not None:
        yield ("parent", node.tag, parent.mem_id)
    if classes := attributes.sget("class").split():
        yield ("class", node.tag, _ID_SHAPE.sub("0", classes[0]))
    if named := attributes.sget("id"):
        yield ("id", node.tag, _ID_SHAPE.sub("0", named)[:12].rstrip("0-_"))
    if data := tuple(
        sorted(name for name in attributes if name.startswith("data-") and re.search(r"id|time|date", name))
    ):
        yield ("data", node.tag, data)
    if tested := attributes.sget("data-testid") or attributes.sget("data-component"):
        yield ("test", node.tag, tested)
    if "liveblogupdate" in attributes.sget("itemprop").lower():
        yield _NAMED


def _best(
    groups: dict[Hashable, dict[int, LexborNode]], anchored: set[int], timed: set[int]
) -> list[LexborNode]:
    """The group whose members look most like posts; of groups that look alike the outer one."""
    largest = sorted(groups.items(), key=lambda group: len(group[1]), reverse=True)[:_MOST_GROUPS]
    lengths: dict[int, int] = {}
    scores: dict[int, float] = {}
    best: list[LexborNode] = []
    best_score = 0.0
    for kind, members in largest:
        nodes = _without_containers(members)
        for node in nodes:
            if node.mem_id not in scores:
                scores[node.mem_id] = _score(node, lengths, timed) + (
                    2 * _ENOUGH_TEXT * _anchored(node, anchored) if anchored else 0
                )
        score = sum(scores[node.mem_id] for node in nodes) + (
            _WORTH_OF_A_NAME * len(nodes) if kind == _NAMED else 0
        )
        if nodes and (
            score > best_score or (score == best_score and best and _stands_within(best[0], nodes[0]))
        ):
            best, best_score = nodes, score
    return [node for node in best if scores[node.mem_id] > 0]


def _without_containers(members: dict[int, LexborNode]) -> list[LexborNode]:
    """Members that hold several others are lists of posts; members inside a lone other are parts of it."""
    held: dict[int, int] = defaultdict(int)
    inside: dict[int, list[int]] = {}
    for number, node in members.items():
        inside[number] = [around.mem_id for around in ancestors(node) if around.mem_id in members]
        for around in inside[number]:
            held[around] += 1
    containers = {number for number, count in held.items() if count >= 2}
    return [
        node
        for number, node in members.items()
        if number not in containers and all(around in containers for around in inside[number])
    ]


def _score(node: LexborNode, lengths: dict[int, int], timed: set[int]) -> float:
    """How much like a post an element is: by its text, its names, what stands around it, and that it has few times."""
    words = words_of(node)
    around = [words_of(outer) | {outer.tag or ""} for outer in list(ancestors(node))[:6]]
    if words & _COMMENT_WORDS or any(_COMMENT_WORDS & names for names in around[:3]):
        return 0
    if node.mem_id not in lengths:
        lengths[node.mem_id] = len(node.text(deep=True))
    length = lengths[node.mem_id]
    if length < 8 and node.css_first("img, iframe, video") is None:
        return 0
    score = float(min(length, _ENOUGH_TEXT))
    if words & _LIVE_WORDS:
        score *= 1.3
    elif words & _OTHER_WORDS:
        score *= 0.25
    # An element with many times is a list of posts.
    score /= max(1, sum(1 for inner in node.css("*")[:2_000] if inner.mem_id in timed) / 2) ** 2
    return score * (0.2 if any({"nav", "aside", "footer", "related"} & names for names in around) else 1)


def _anchored(node: LexborNode, anchored: set[int]) -> float:
    """Whether the element carries a known id itself (one), or holds exactly one that does (less: it may hold other posts)."""
    if node.mem_id in anchored:
        return 1
    inner = {found.mem_id for found in node.css(_WITH_ID)} & anchored
    return 0.5 if len(inner) == 1 else 0


def _stands_within(inner: LexborNode, outer: LexborNode) -> bool:
    return any(around.mem_id == outer.mem_id for around in ancestors(inner))
