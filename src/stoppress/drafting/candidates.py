"""Finds what could be a bullet: the sentences of each post, with what speaks for and against each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from stoppress.drafting import furniture
from stoppress.drafting.posts import Post
from stoppress.drafting.sentences import in_paragraph, paragraphs
from stoppress.drafting.trimming import trimmed
from stoppress.drafting.weights import Concepts, concepts
from stoppress.drafting.worth import Sentence, worth_of

#: The newest post is worth this much more than the middle one, the oldest this much less.
RECENCY = 0.12
KEY_EVENT_WORTH = 1.5
#: A post under the name and office of who writes it weighs the news; it seldom tells it.
OF_ANALYSIS = 0.7
#: What so many posts say word for word belongs to the page.
OFTEN = 4
#: A byline stands at the head of a post, name and office each on a line.
MOST_BYLINES = 3
#: A post says its news early: so many sentences of it can be bullets, so many count for what the story is about,
#: and what comes after this is not read.
MOST_CANDIDATES, MOST_SENTENCES, MOST_SENTENCE_SIGNS, MOST_SIGNS = 8, 16, 1_000, 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A stretch of a post that could be a bullet."""

    text: str
    post: int  # its place in the list of posts: 0 is the newest
    place: int  # how many sentences of the post stand before it, greetings not counted; the title has -1
    length: int  # in words
    about: Concepts
    worth: float
    is_key_event: bool


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post cut into candidates; what it begins with says what it is about, what follows says it less."""

    candidates: tuple[Candidate, ...]
    beginning: tuple[Concepts, ...]
    following: tuple[Concepts, ...]


def read_posts(posts: list[Post]) -> list[ReadPost]:
    """Cut the posts (newest first) into sentences, and say what each is worth on its own."""
    last = max(len(posts) - 1, 1)
    cut = _without_refrains([_cut(post) for post in posts])
    return [
        _read(post, number, 1 + RECENCY * (1 - 2 * number / last), sentences)
        for number, (post, sentences) in enumerate(zip(posts, cut, strict=True))
    ]


def _without_refrains(cut: list[list[Sentence]]) -> list[list[Sentence]]:
    """The sentences that few posts have word for word; all of them, if there are no others."""
    times = Counter(text for sentences in cut for text in {sentence.text for sentence in sentences})
    kept = [[one for one in sentences if times[one.text] < OFTEN] for sentences in cut]
    return kept if any(kept) else cut


def _cut(post: Post) -> list[Sentence]:
    title, lines = _title_and_lines(post)
    is_summary = furniture.announces_a_summary(title or (lines[0] if lines else ""))
    return _sentences(title, lines, is_summary)


def _read(post: Post, number: int, share: float, sentences: list[Sentence]) -> ReadPost:
    """The post's candidates, and what they speak of."""
    is_summary = any(sentence.is_of_summary for sentence in sentences)
    if post.is_key_event:
        share *= KEY_EVENT_WORTH
    if any(furniture.is_role(line) for line in post.text[:MOST_SENTENCE_SIGNS].splitlines()[:MOST_BYLINES]):
        share *= OF_ANALYSIS
    found: list[Candidate] = []
    place = -1 if post.title and sentences and sentences[0].is_title else 0
    most = MOST_SENTENCES if is_summary else MOST_CANDIDATES
    for sentence in sentences[:most]:
        bullet = trimmed(sentence.text)
        about = concepts(bullet)
        length = len(bullet.split())
        worth = worth_of(bullet, about, sentence, place, length)
        found.append(Candidate(bullet, number, place, length, about, share * worth, post.is_key_event))
        if worth > 0 or place < 0:
            place += 1
    spoken_of = [candidate.about for candidate in found]
    spoken_of.extend(concepts(sentence.text) for sentence in sentences[most:])
    begins = len(found) if is_summary else 1
    return ReadPost(tuple(found), tuple(spoken_of[:begins]), tuple(spoken_of[begins:]))


def _sentences(title: str, lines: list[str], is_summary: bool) -> list[Sentence]:
    """The title and the sentences, without bylines and what never ends."""
    found = [Sentence(title, is_title=True, is_of_summary=is_summary)] if title else []
    is_spoken = False
    for line in lines:
        found.extend(
            Sentence(text, is_spoken=is_spoken, is_of_summary=is_summary) for text in in_paragraph(line)
        )
        is_spoken = furniture.introduces_a_quotation(line)
    return [
        one
        for one in found[: MOST_SENTENCES + 1]
        if one.is_title or (len(one.text) <= MOST_SENTENCE_SIGNS and not furniture.is_byline(one.text))
    ]


def _title_and_lines(post: Post) -> tuple[str, list[str]]:
    """The title, or the first line if that reads like one."""
    lines = paragraphs(post.text[:MOST_SIGNS])
    title = " ".join((post.title or "")[:MOST_SENTENCE_SIGNS].split())
    if not title and len(lines) > 1 and furniture.is_headline(lines[0]):
        return lines[0], lines[1:]
    return title, lines
