"""The stories that are written out whole, with as many posts of noise again between theirs."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace

from stoppress.drafting.posts import Post
from tests.drafting.development import Case, cases, without_titles
from tests.drafting.long_blogs import noise_on

_NAMES = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_MOST_NAMES = 6


def mixed_cases() -> list[Case]:
    """Every case without titles and with its noise, which speaks of the names that the story has most; always the same."""
    return [_mixed(without_titles(case)) for case in cases()]


def _mixed(case: Case) -> Case:
    dice = random.Random(case.name)
    names = Counter(_NAMES.findall(" ".join(post.text for post in case.posts)))
    posts = list(case.posts)
    for number, text in enumerate(
        noise_on([name for name, _ in names.most_common(_MOST_NAMES)], dice, len(posts))
    ):
        posts.insert(dice.randint(0, len(posts)), Post(f"noise {number}", None, None, text))
    return replace(case, posts=tuple(posts))
