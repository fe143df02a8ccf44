"""Resolves references to other posts in captured pages: in prose (“see 9.50 post”) and in links to places on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape, unescape
from zoneinfo import ZoneInfo

from stoppress.drafting import cross_references
from stoppress.drafting.cross_references import Clocks, Phrase
from stoppress.importers.captured import CapturedPost, CapturedReference
from stoppress.importers.report import ReferenceFound

_FRAGMENT_LINK = re.compile(r'<a href="#([^"]*)">(.*?)</a>', re.DOTALL)


def resolve(
    posts: Sequence[CapturedPost], zone: ZoneInfo, url: str, other_ids: dict[str, str]
) -> tuple[list[CapturedPost], tuple[ReferenceFound, ...]]:
    """The posts with their references marked, and all references found; `other_ids` are further names of the same posts."""
    clocks = Clocks(posts, zone)
    ids = {**other_ids, **{post.source_id: post.source_id for post in posts}}
    marked, found = [], []
    for post in posts:
        marker = _Marker(post, clocks, ids, zone, url)
        body = marker.mark()
        marked.append(replace(post, body_html=body, references=tuple(marker.references)))
        found += marker.found
    return marked, tuple(found)


class _Marker:
    """Marks the references of one post."""

    def __init__(
        self,
        post: CapturedPost,
        clocks: Clocks[CapturedPost],
        ids: dict[str, str],
        zone: ZoneInfo,
        url: str,
    ) -> None:
        self._post, self._clocks, self._ids, self._zone, self._url = post, clocks, ids, zone, url
        self.references: list[CapturedReference] = []
        self.found: list[ReferenceFound] = []

    def mark(self) -> str:
        body = _FRAGMENT_LINK.sub(self._mark_link, self._post.body_html)
        return cross_references.mark(body, self._target)

    def _mark_link(self, link: re.Match[str]) -> str:
        fragment, words = unescape(link[1]), re.sub(r"<[^>]*>", "", link[2])
        target = self._ids.get(fragment)
        if target == self._post.source_id:
            return words
        self._note(unescape(words), target, "resolved" if target else "unresolved")
        if target:
            return f'<span data-reference="{escape(target)}">{words}</span>'
        return f'<a href="{escape(self._url)}#{link[1]}">{link[2]}</a>' if self._url else link[2]

    def _target(self, phrase: Phrase) -> str | None:
        """The one post that is meant: of the same day, else within a day, else of the page."""
        at = self._post.published_at
        targets = self._clocks.near(self._clocks.meant(phrase, at, self._post), at)
        target = targets[0].source_id if len(targets) == 1 else None
        self._note(
            unescape(phrase.words), target, "resolved" if target else "ambiguous" if targets else "unresolved"
        )
        return target

    def _note(self, words: str, target: str | None, outcome: str) -> None:
        self.references.append(CapturedReference(words, target))
        where = self._post.title or self._post.source_id
        self.found.append(
            ReferenceFound(words, f"{self._post.published_at.astimezone(self._zone):%H.%M} {where}", outcome)
        )
