"""Finds references to other posts in prose (“see 9.50 post”) and in links to places on the page, and resolves them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape, unescape
from zoneinfo import ZoneInfo

from stoppress.importers.captured import CapturedPost, CapturedReference
from stoppress.importers.report import ReferenceFound

_CLOCK = r"(?P<h{0}>[01]?\d|2[0-3])[.:h](?P<m{0}>[0-5]\d)(?:\s?(?P<half{0}>[ap])\.?m\b\.?)?"
#: In the order of trying; each names one clock. English, Spanish, German, French.
_PROSE = re.compile(
    "|".join(
        pattern.replace("CLOCK", _CLOCK.format(number))
        for number, pattern in enumerate(
            (
                r"\bsee (?:our |the |also )?(?:earlier |previous )?CLOCK(?: [A-Z]{3,4})? (?:post|entry|update)\b",
                r"(?<=\()see (?:our |the |also )?CLOCK(?: [A-Z]{3,4})?(?=[),;])",
                r"\bsee (?:our |the |also )?(?P<h{0}>1[0-2]|[1-9])[.:](?P<m{0}>[0-5]\d)\s?(?P<half{0}>[ap])\.?m\b\.?".format(
                    "15"
                ),
                r"\bsee (?:our |the )?(?:earlier )?(?:post|entry|update) (?:at|of|from) CLOCK",
                r"\bas (?:we |previously |already )?(?:reported|mentioned|noted|wrote|said)(?: earlier)? "
                r"(?:at|in our) CLOCK(?: (?:post|entry|update))?",
                r"\b(?:our|the) CLOCK (?:post|entry|update)\b",
                r"\b(?:ver|véase|vea) (?:el |la |nuestra |nuestro )?(?:mensaje |entrada |post )?(?:de )?(?:las )?CLOCK(?:\s?h)?",
                r"\b(?:siehe|vgl\.) (?:den |unseren )?(?:Eintrag |Beitrag |Post )?(?:von |um )?CLOCK"
                r"(?: Uhr)?(?:-(?:Eintrag|Beitrag))?",
                r"\b(?:voir|lire) (?:notre |le )?(?:message |post )?(?:de |à )?CLOCK",
            )
        )
    ),
    re.IGNORECASE,
)
_TAG = re.compile(r"(<[^>]*>)")
_FRAGMENT_LINK = re.compile(r'<a href="#([^"]*)">(.*?)</a>', re.DOTALL)


def resolve(
    posts: Sequence[CapturedPost], zone: ZoneInfo, url: str, other_ids: dict[str, str]
) -> tuple[list[CapturedPost], tuple[ReferenceFound, ...]]:
    """The posts with their references marked, and all references found; `other_ids` are further names of the same posts."""
    clocks: dict[tuple[int, int], list[CapturedPost]] = defaultdict(list)
    for post in posts:
        local = post.published_at.astimezone(zone)
        clocks[local.hour, local.minute].append(post)
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
        clocks: dict[tuple[int, int], list[CapturedPost]],
        ids: dict[str, str],
        zone: ZoneInfo,
        url: str,
    ) -> None:
        self._post, self._clocks, self._ids, self._zone, self._url = post, clocks, ids, zone, url
        self.references: list[CapturedReference] = []
        self.found: list[ReferenceFound] = []

    def mark(self) -> str:
        body = _FRAGMENT_LINK.sub(self._mark_link, self._post.body_html)
        inside_link = 0
        pieces = _TAG.split(body)
        for number, piece in enumerate(pieces):
            if piece.startswith("<"):
                inside_link += piece.startswith(("<a ", "<span ")) - piece.startswith(("</a", "</span"))
            elif not inside_link:
                pieces[number] = _PROSE.sub(self._mark_prose, piece)
        return "".join(pieces)

    def _mark_link(self, link: re.Match[str]) -> str:
        fragment, words = unescape(link[1]), re.sub(r"<[^>]*>", "", link[2])
        target = self._ids.get(fragment)
        if target == self._post.source_id:
            return words
        self._note(unescape(words), target, "resolved" if target else "unresolved")
        if target:
            return f'<span data-reference="{escape(target)}">{words}</span>'
        return f'<a href="{escape(self._url)}#{link[1]}">{link[2]}</a>' if self._url else link[2]

    def _mark_prose(self, found: re.Match[str]) -> str:
        named = {
            name.rstrip("0123456789"): value for name, value in found.groupdict().items() if value is not None
        }
        targets = self._targets(int(named["h"]), int(named["m"]), named.get("half"))
        target = targets[0].source_id if len(targets) == 1 else None
        self._note(
            unescape(found[0]), target, "resolved" if target else "ambiguous" if targets else "unresolved"
        )
        return f'<span data-reference="{escape(target)}">{found[0]}</span>' if target else found[0]

    def _targets(self, hour: int, minute: int, half: str | None) -> list[CapturedPost]:
        """The posts that a clock may mean: of the same day, else within a day, else of the page."""
        hours = [hour, hour + 12] if 1 <= hour < 12 else [hour]
        if half:
            hours = [hour % 12 + (12 if half.lower() == "p" else 0)]
        for candidate in hours:
            posts = [
                post
                for post in self._clocks.get((candidate, minute), ())
                if post.source_id != self._post.source_id
            ]
            if posts:
                return self._near(posts)
        return []

    def _near(self, posts: list[CapturedPost]) -> list[CapturedPost]:
        own = self._post.published_at
        same_day = [post for post in posts if _day(post.published_at, self._zone) == _day(own, self._zone)]
        close = [post for post in posts if abs(post.published_at - own) < timedelta(days=1)]
        return same_day or close or posts

    def _note(self, words: str, target: str | None, outcome: str) -> None:
        self.references.append(CapturedReference(words, target))
        where = self._post.title or self._post.source_id
        self.found.append(
            ReferenceFound(words, f"{self._post.published_at.astimezone(self._zone):%H.%M} {where}", outcome)
        )


def _day(moment: datetime, zone: ZoneInfo) -> int:
    return moment.astimezone(zone).toordinal()
