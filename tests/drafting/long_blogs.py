"""Long and untidy live blogs, put together from written pieces: what real pages are like, with their noise and repetitions."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from stoppress.drafting.posts import Post
from tests.drafting.development import Case

_FOLDER = Path(__file__).parent / "long"
#: Constants were chosen on these …
TUNED_ON = ("war", "politics", "sport")
#: … and only measured on those.
HELD_BACK = ("disaster", "court", "markets")
#: An editor’s key points are on the storylines of this importance, the bullets of a round-up on these too.
_OF_KEY_POINTS, _OF_ROUND_UPS = 4, 2
#: A detail is told so often; news more often, but in other words.
_MOST_TIMES = 2
_SHARES_OF_NOISE = (0.2, 0.35, 0.5)


@dataclass
class Storyline:
    """One matter of a blog: what came of it in an editor’s words, and the sentences in which posts tell it."""

    importance: int
    posts: int
    point: str
    leads: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    quotes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def keywords(self) -> list[str]:
        """Names in it, or at least its longest words: what other posts on the same matter speak of too."""
        text = " ".join([*self.leads, *self.details])
        names = re.findall(r"(?<=[a-z,] )(?:[A-Z][a-z]+)(?: [A-Z][a-z]+)*", text)
        return names or [f"the {word}" for word in re.findall(r"\b[a-z]{6,}\b", text)]


@dataclass
class Blog:
    """What is written by hand of one blog."""

    entities: list[str]
    storylines: list[Storyline]


def long_cases(genres: tuple[str, ...], variants: int = 6) -> list[Case]:
    """Key points and round-ups of blogs of 60 to 400 posts, each genre in so many mixtures; always the same."""
    return [case for genre in genres for variant in range(variants) for case in _cases(genre, variant)]


def noise_on(names: list[str], dice: random.Random, count: int) -> list[str]:
    """The texts of so many posts that tell nothing, with these names in them."""
    writer = _Writer(dice, Blog(names * 2, [Storyline(1, 1, "", names)]), _read_noise(_FOLDER / "noise.txt"))
    return [writer.of_noise() for _ in range(count)]


def _cases(genre: str, variant: int) -> list[Case]:
    dice = random.Random(f"{genre} {variant}")
    blog = _read(_FOLDER / f"{genre}.txt")
    noise = _read_noise(_FOLDER / "noise.txt")
    posts = _Writer(dice, blog, noise).posts(variant)
    name = f"{genre} long {variant}"
    points = [line.point for line in blog.storylines if line.importance >= _OF_KEY_POINTS]
    bullets = [_bullet(line) for line in blog.storylines if line.importance >= _OF_ROUND_UPS]
    return [
        Case(name, "key-points", posts, "\n".join(points)),
        Case(name, "round-up", posts, "\n".join(bullets)),
    ]


def _bullet(line: Storyline) -> str:
    """A bullet of a round-up tells more than a key point: it adds what stood further down."""
    return " ".join([f"{line.point}.", *line.details[: 2 if line.importance >= _OF_KEY_POINTS else 1]])


class _Writer:
    """Puts posts together, with dice that always fall alike."""

    def __init__(self, dice: random.Random, blog: Blog, noise: dict[str, list[str]]) -> None:
        self._dice = dice
        self._blog = blog
        self._noise = noise
        self._small = " ".join(noise["small"]).split()
        self._alike = {pair.split()[0]: pair.split() for pair in " · ".join(noise["alike"]).split(" · ")}
        self._nouns = " ".join(noise["nouns"]).split()
        self._people = "|".join(noise["people"]).split("|")
        self._told: Counter[str] = Counter()
        self._tag = blog.entities[1].replace(" ", "")

    def posts(self, variant: int) -> tuple[Post, ...]:
        """The posts, newest first; a title never stands apart from the text."""
        timed: list[tuple[float, str]] = []
        size = (0.6, 1.0, 2.2)[variant % 3]
        for line in self._blog.storylines:
            timed.extend(self._of_storyline(line, size))
        share = _SHARES_OF_NOISE[(variant // 2) % 3]
        noise = int(len(timed) * share / (1 - share))
        timed.extend((self._dice.random(), self.of_noise()) for _ in range(noise))
        if variant % 2:
            timed.extend((moment, self._summary(moment)) for moment in (0.55, 0.98))
        timed.sort(key=lambda pair: -pair[0])
        return tuple(Post(f"p{number}", None, None, text) for number, (_, text) in enumerate(timed))

    def _of_storyline(self, line: Storyline, size: float) -> list[tuple[float, str]]:
        """Posts on one matter, from its first report to its last state; how many says only roughly how much it matters."""
        count = max(1, round(line.posts * size * self._dice.uniform(0.45, 1.5)))
        begin = self._dice.uniform(0.0, 0.75)
        end = min(1.0, begin + self._dice.uniform(0.1, 0.6))
        moments = sorted(self._dice.uniform(begin, end) for _ in range(count))
        newest = len(line.leads)
        texts = []
        for number in range(count):
            state = newest - 1 - min(newest - 1, int(number / count * newest))
            texts.append(self._post(line, line.leads[state], is_news=number % 2 == 0))
        return list(zip(moments, texts, strict=True))

    def _post(self, line: Storyline, lead: str, *, is_news: bool) -> str:
        dice = self._dice
        lead = self._said_anew(lead)
        details = [self._detail(line) for _ in range(dice.randint(0, 4))]
        quote = self._quote(line) if line.quotes and dice.random() < 0.4 else ""
        if is_news:
            layout = dice.choice(["plain", "plain", "plain", "late", "bare", "long"])
        else:
            layout = dice.choice(["late", "quote", "tweet", "detail", "detail", "analysis", "again"])
        if layout == "plain":
            return _joined(dice, [lead, *details, quote])
        if layout == "bare":
            return lead
        if layout == "long":
            return _joined(dice, [lead, *details, quote, *self._opinions(4), self._fresh(line)])
        if layout == "late":
            return _joined(dice, [self._say("chatter"), self._opinions(1)[0], lead, *details, quote])
        if layout == "quote" and line.quotes:
            return _joined(dice, [self._quote(line), *details])
        if layout == "tweet":
            said = quote or (details or [self._fresh(line)])[0]
            handle = line.quotes[0][1] if line.quotes else "newsdesk_live"
            return f"{handle.title()} (@{handle}):\n{said} #{self._tag} pic.twitter.com/{dice.randint(10**6, 10**7)}"
        if layout == "analysis":
            return _joined(
                dice,
                ["Ada Merrow\nSenior correspondent", *self._opinions(4), *details, *self._opinions(3)],
                separator="\n",
            )
        if layout == "again":
            return _joined(dice, [f"As we reported earlier, {lead[0].lower()}{lead[1:]}", *details, quote])
        return _joined(dice, [*(details or [self._say("chatter"), self._fresh(line)]), quote])

    def _detail(self, line: Storyline) -> str:
        """Each detail a time or two, then something new that matters to nobody."""
        left = [detail for detail in line.details if self._told[detail] < _MOST_TIMES]
        if left and self._dice.random() < 0.4:
            return self._said_anew(self._dice.choice(left))
        return self._fresh(line)

    def _quote(self, line: Storyline) -> str:
        speaker, _, words = self._dice.choice(line.quotes)
        shapes = (
            f"“{words},” said {speaker}.",
            f"{speaker} told reporters: “{words}.”",
            f"{speaker} says:\n{words}.",
            f"“{words}.”",
        )
        return self._dice.choice(shapes)

    def _opinions(self, most: int) -> list[str]:
        return [self._filled(text) for text in self._dice.sample(self._noise["opinion"], most)]

    def _fresh(self, line: Storyline) -> str:
        """A sentence on the same matter that nobody needs."""
        text = self._dice.choice(self._noise["fresh"])
        while "{K}" in text:
            text = text.replace("{K}", self._dice.choice(line.keywords), 1)
        return self._filled(text)

    def _said_anew(self, text: str) -> str:
        """The sentence as it stands when it is told for the first time, later in other words."""
        self._told[text] += 1
        if self._told[text] == 1:
            return text
        again = " ".join(self._dice.choice(self._alike.get(word, (word,))) for word in text.split())
        before, _, after = self._dice.choice(self._noise["frames"]).partition("…")
        first, _, rest = again.partition(" ")
        if before and first in self._small:
            again = f"{first.lower()} {rest}"
        elif before and not self._is_name(first):
            before = ""
        return f"{before}{again.removesuffix('.')}{after}"

    def _is_name(self, word: str) -> bool:
        return any(word in keyword.split() for line in self._blog.storylines for keyword in line.keywords)

    def of_noise(self) -> str:
        """What stands in the noise by hand comes once, except housekeeping; then its like, put together."""
        kinds = ["housekeeping", "opinion", "comment", "tweet", "agenda", "caption", "digest", "other"]
        kind = self._dice.choices(kinds, weights=[3, 2, 4, 5, 1, 2, 3, 3])[0]
        left = [text for text in self._noise[kind] if not self._told[text]]
        if kind == "housekeeping":
            return self._say(kind)
        if left and kind != "opinion":
            text = self._dice.choice(left)
            self._told[text] += 1
            return self._filled(text)
        said = self._opinions(self._dice.randint(1, 3))
        name = self._filled("{P}")
        if kind == "comment":
            return f"{name} in {self._dice.choice(self._blog.entities)}: {' '.join(said)}"
        if kind == "tweet":
            handle = name.replace(" ", "").lower()
            return f"{name} (@{handle})\n{said[0]} #{self._tag} pic.twitter.com/{self._dice.randint(10**6, 10**7)}"
        if kind == "caption":
            return f"{said[0]} Photograph: {name}/Harbour Pictures"
        return " ".join([*said, self._fresh(self._dice.choice(self._blog.storylines))])

    def _say(self, kind: str) -> str:
        return self._filled(self._dice.choice(self._noise[kind]))

    def _filled(self, text: str) -> str:
        filled = text.replace("{H}", self._tag)
        for slot, choice in (("{E}", self._blog.entities), ("{W}", self._nouns), ("{P}", self._people)):
            while slot in filled:
                filled = filled.replace(slot, self._dice.choice(choice), 1)
        while "{N}" in filled:
            filled = filled.replace("{N}", str(self._dice.randint(3, 400)), 1)
        return filled[0].upper() + filled[1:]

    def _summary(self, moment: float) -> str:
        """What an editor posts half-way and at night: the state of most things, as a list."""
        important = [line for line in self._blog.storylines if line.importance >= 3]
        told = [line for line in important if self._dice.random() < (0.5 if moment < 0.6 else 0.8)]
        lines = [line.leads[-1 if moment < 0.6 else 0] for line in told]
        return "\n".join(["Here is a summary of what has happened so far:", *lines])


def _joined(dice: random.Random, parts: list[str], separator: str = "") -> str:
    """The parts as one paragraph or several."""
    return (separator or dice.choice([" ", " ", "\n", "\n\n"])).join(part for part in parts if part)


def _read(path: Path) -> Blog:
    blog = Blog([], [])
    for text in path.read_text(encoding="utf-8").splitlines():
        mark, _, rest = text.partition(" ")
        if mark == ">":
            blog.entities.extend(rest.split("|"))
        elif mark == "*":
            importance, posts, point = rest.split(" ", 2)
            blog.storylines.append(Storyline(int(importance), int(posts), point))
        elif mark == "L":
            blog.storylines[-1].leads.append(rest)
        elif mark == "D":
            blog.storylines[-1].details.append(rest)
        elif mark == "Q":
            speaker, handle, words = rest.split("|")
            blog.storylines[-1].quotes.append((speaker, handle, words))
    return blog


def _read_noise(path: Path) -> dict[str, list[str]]:
    noise: dict[str, list[str]] = {}
    kind = ""
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("# "):
            kind = text.removeprefix("# ")
        elif text:
            noise.setdefault(kind, []).append(text.replace("\\n", "\n"))
    return noise
