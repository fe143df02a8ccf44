"""Finds the posts on a visible page: the repeated elements that carry a time, text and (mostly) an id of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.importers.addresses import same_id
from stoppress.importers.moments import Moment, read_clock, read_moment
from stoppress.importers.page import Page, ancestors, text_of, words_of

_TIMES = (
    "time, [datetime], [itemprop~='datePublished'], [data-timestamp], [data-time], [data-datetime], [data-published], "
    "[data-post-time], "
    "[data-sort-time], [data-date], [data-utc], amp-timeago, [class*='time' i], [class*='date' i], [class*='hora' i], "
    "[class*='fecha' i], [class*='uhr' i], [class*='zeit' i], [class*='heure' i], [class*='stamp' i]"
)
_WITH_ID = (
    "[id], [data-id], [data-post-id], [data-block-id], [data-entry-id], [data-item-id], [data-event-id], [data-postid], "
    "a[name]"
)
_TIME_ATTRIBUTE = re.compile(
    r"data-(?:[\w-]*-)?(?:time|timestamp|unixtime|ts|date|datetime|published|created|posted|utc|epoch|modified|updated)(?:-[\w-]*)?",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"modif|updat|edit|aktualisiert|actualiz|mis-a-jour", re.IGNORECASE)
_SOME_CLOCK = re.compile(r"\d{1,2}\s*[:.h]\s*\d{2}|\d\s*[ap]\.?m\b", re.IGNORECASE)
_ID_SHAPE = re.compile(r"[0-9a-f]{6,}|\d+", re.IGNORECASE)

_LIVE_WORDS = frozenset(
    (
        "live",
        "liveblog",
        "blog",
        "post",
        "entry",
        "update",
        "updates",
        "block",
        "ticker",
        "liveticker",
        "event",
        "stream",
    )
)
_LIVE_WORDS |= {
    "directo",
    "minuto",
    "direct",
    "timeline",
    "lx",
    "liveupdate",
    "livepost",
    "item",
    "message",
    "eintrag",
    "beitrag",
}
_COMMENT_WORDS = frozenset(
    (
        "comment",
        "comments",
        "commentlist",
        "kommentar",
        "kommentare",
        "comentario",
        "comentarios",
        "reply",
        "replies",
    )
)
_OTHER_WORDS = frozenset(
    (
        "comment",
        "comments",
        "related",
        "teaser",
        "card",
        "promo",
        "recommend",
        "recommended",
        "carousel",
        "key",
        "points",
    )
)
_OTHER_WORDS |= {
    "summary",
    "nav",
    "menu",
    "sidebar",
    "footer",
    "most",
    "popular",
    "trending",
    "headlines",
    "author",
    "ad",
    "advert",
    "toc",
}

#: A live page's posts all carry times within their first levels; more of each is a hostile page.
_MOST_TIMES, _MOST_LEVELS, _MOST_GROUPS, _MOST_ALIKE = 20_000, 14, 80, 50
_ENOUGH_TEXT = 400
#: Elements that microdata name as updates are worth so many letters more each.
_NAMED, _WORTH_OF_A_NAME = ("named as updates",), 50
#: A clock, an anchor and a label are shorter; any post is longer.
_LONGEST_HEAD = 40


@dataclass
class Block:
    """One post's element, its times, and the elements that showed them.

    Where a page sets its posts flat, one after the other, `node` stands in a small tree of its own, which `tree` keeps alive, and
    `original` are the elements it was gathered from.
    """

    node: LexborNode
    tree: LexborHTMLParser | None = None
    original: tuple[int, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    clock: time | None = None
    clock_text: str = ""
    time_nodes: list[LexborNode] = field(default_factory=list)


def find_blocks(page: Page, known_ids: Iterable[str]) -> list[Block]:
    """The elements of the posts, in page order; empty when nothing on the page repeats like posts do."""
    body = page.body
    if body is None:
        return []
    anchors = _anchors(page, frozenset(known_ids))
    times = [node for node in body.css(_TIMES)[:_MOST_TIMES] if _is_time(node)]
    groups = _groups([*times, *anchors.values()])
    best = _best(groups, {node.mem_id for node in anchors.values()}, {node.mem_id for node in times})
    if _stand_flat(best):
        return _gathered(best)
    return [read_block(node) for node in best]


def read_block(node: LexborNode) -> Block:
    """The block with the times that it shows; quoted posts and pictures inside keep theirs to themselves."""
    block = Block(node)
    for name, value in _time_attributes(node):
        _keep(block, read_moment(value), bool(_CHANGED.search(name)))
    for inner in node.css(_TIMES)[:40]:
        if inner.mem_id != node.mem_id and _is_time(inner) and not _is_quoted(inner, node):
            _read_time(inner, block)
    return block


def _stand_flat(nodes: list[LexborNode]) -> bool:
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


def _gathered(heads: list[LexborNode]) -> list[Block]:
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


def _is_time(node: LexborNode) -> bool:
    if node.tag == "time" or node.tag == "amp-timeago" or "datetime" in node.attrs:
        return True
    if any(read_moment(value) for _, value in _time_attributes(node)):
        return True
    if node.attrs.sget("itemprop").lower().startswith("date"):
        return True
    if node.tag in {"body", "main", "article", "section", "ul", "ol", "figure", "img", "script", "style"}:
        return False
    if node.child is None or len(node.css("*")) > 8:
        return False
    words = text_of(node)
    return len(words) <= 60 and bool(_SOME_CLOCK.search(words)) and read_clock(words) is not None


def _time_attributes(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name, value in node.attrs.items():
        if value and (name == "datetime" or _TIME_ATTRIBUTE.fullmatch(name)):
            yield name, value


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


def _is_quoted(node: LexborNode, block: LexborNode) -> bool:
    for around in ancestors(node):
        if around.mem_id == block.mem_id:
            return False
        if around.tag in {"blockquote", "figure", "figcaption", "aside"}:
            return True
    return False


def _read_time(node: LexborNode, block: Block) -> None:
    attributes, words = node.attrs, text_of(node)
    names = " ".join((attributes.sget("class"), attributes.sget("itemprop"), words[:40]))
    is_changed = bool(_CHANGED.search(names))
    if not is_changed and (around := node.parent) is not None and around.mem_id != block.node.mem_id:
        is_changed = bool(_CHANGED.search(around.attrs.sget("class") + around.attrs.sget("itemprop")))
    given = [
        attributes.sget("datetime"),
        attributes.sget("content"),
        *(value for _, value in _time_attributes(node)),
        words,
    ]
    moment = next((found for value in given if (found := read_moment(value))), None)
    clock = read_clock(words) if len(words) <= 80 else None
    if moment is None and clock is None:
        return
    if len(words) <= 80:
        block.time_nodes.append(node)
    _keep(block, moment, is_changed)
    if clock is not None and block.clock is None and not is_changed:
        block.clock, block.clock_text = clock, words


def _keep(block: Block, moment: Moment | None, is_changed: bool) -> None:
    """Of several times in one block the first counts, unless a later one says the same more exactly."""
    if moment is None:
        return
    held = block.modified if is_changed else block.published
    if held is None or (
        (moment.has_zone, moment.has_seconds) > (held.has_zone, held.has_seconds) and _alike(moment, held)
    ):
        if is_changed:
            block.modified = moment
        else:
            block.published = moment


def _alike(first: Moment, second: Moment) -> bool:
    if first.has_zone == second.has_zone:
        return abs((first.at - second.at).total_seconds()) < 60
    return True
