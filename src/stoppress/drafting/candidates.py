"""Finds what could be a bullet: the sentences of each post, with what speaks for and against each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stoppress.drafting import furniture
from stoppress.drafting.posts import Post
from stoppress.drafting.sentences import in_paragraph, paragraphs
from stoppress.drafting.trimming import trimmed
from stoppress.drafting.weights import Concepts, concepts

#: What a sentence is worth by its place in its post: title or first sentence, second, and all that follow.
PLACE_WORTH = (1.0, 0.55, 0.35)
#: The newest post is worth this much more than the middle one, the oldest this much less.
RECENCY = 0.12
KEY_EVENT_WORTH = 1.5
#: What is left of the worth of a sentence that …
OF_FRAGMENT = 0.3
OF_QUOTATION = 0.4
OF_SELF = 0.5
OF_EXCLAMATION = 0.8
OF_POINTING_BACK = 0.85
#: Shorter sentences are fragments, longer ones too much for a bullet.
FEWEST_WORDS, MOST_WORDS = 5, 60
#: A post says its news early: so many sentences of it can be bullets, so many count for what the story is about,
#: and what comes after this is not read.
MOST_CANDIDATES, MOST_SENTENCES, MOST_SENTENCE_SIGNS, MOST_SIGNS = 8, 16, 1_000, 20_000

_POINTING_BACK = re.compile(
    r"^(?:he|she|it|they|that|this|these|those|his|her|their|its|there|another|both|but|and|so|also|here|such|then|or|asked)\b"
    r"|^[“\"„«]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A stretch of a post that could be a bullet."""

    text: str
    post: int  # its place in the list of posts: 0 is the newest
    place: int  # the sentence's place in its post; the title has -1
    length: int  # in words
    about: Concepts
    worth: float
    is_key_event: bool


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post cut into candidates; `said` is what its sentences speak of, the title or first sentence first."""

    candidates: tuple[Candidate, ...]
    said: tuple[Concepts, ...]


def read_posts(posts: list[Post]) -> list[ReadPost]:
    """Cut the posts (newest first) into sentences, and say what each is worth on its own."""
    last = max(len(posts) - 1, 1)
    return [_read(post, number, 1 + RECENCY * (1 - 2 * number / last)) for number, post in enumerate(posts)]


def _read(post: Post, number: int, share: float) -> ReadPost:
    if post.is_key_event:
        share *= KEY_EVENT_WORTH
    title, lines = _title_and_lines(post)
    is_summary = furniture.announces_a_summary(title or (lines[0] if lines else ""))
    most = MOST_SENTENCES if is_summary else MOST_CANDIDATES
    texts = [title, *_news(lines)] if title else _news(lines)
    found = []
    for place, text in enumerate(texts[:most], start=-1 if title else 0):
        bullet = trimmed(text)
        length = len(bullet.split())
        worth = share * _place_worth(place, is_summary) * _worth(bullet, text, length, is_title=place < 0)
        found.append(Candidate(bullet, number, place, length, concepts(bullet), worth, post.is_key_event))
    said = [candidate.about for candidate in found] + [concepts(text) for text in texts[most:]]
    return ReadPost(tuple(found), tuple(said))


def _news(lines: list[str]) -> list[str]:
    """The sentences, without bylines and what never ends."""
    texts = [sentence for line in lines for sentence in in_paragraph(line)][:MOST_SENTENCES]
    return [text for text in texts if len(text) <= MOST_SENTENCE_SIGNS and not furniture.is_byline(text)]


def _title_and_lines(post: Post) -> tuple[str, list[str]]:
    """The title, or the first line if that reads like one."""
    lines = paragraphs(post.text[:MOST_SIGNS])
    title = " ".join((post.title or "")[:MOST_SENTENCE_SIGNS].split())
    if not title and len(lines) > 1 and furniture.is_headline(lines[0]):
        return lines[0], lines[1:]
    return title, lines


def _place_worth(place: int, is_summary: bool) -> float:
    """Every sentence of a summary is a first one."""
    if place < 0 or is_summary:
        return PLACE_WORTH[0]
    return PLACE_WORTH[min(place, len(PLACE_WORTH) - 1)]


def _worth(bullet: str, whole: str, length: int, *, is_title: bool) -> float:
    """What is left of 1 after all that makes a sentence a bad bullet; nothing of furniture and of questions."""
    plain = furniture.outside_quotations(bullet)
    worth = 1.0
    if furniture.is_furniture(whole) or any(mark in plain for mark in "?？؟"):
        return 0.0
    if furniture.speaks_for_itself(plain):
        worth *= OF_SELF
    if _POINTING_BACK.match(bullet):
        worth *= OF_POINTING_BACK
    if len(plain.split()) < length / 2:
        worth *= OF_QUOTATION
    if whole.endswith("!"):
        worth *= OF_EXCLAMATION
    if length > MOST_WORDS or (length < FEWEST_WORDS and not is_title):
        worth *= OF_FRAGMENT
    return worth
