"""The style of the live page, to stand in the page itself: a reader on a slow line waits for one answer, not for two."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders

#: In this order; the first one names the layers. A sheet that is not here is not on the live page.
SHEETS = ("paper", "posts", "pictures", "way", "questions", "answers", "kinds", "sharing")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Style:
    """The text between the tags, and the hash by which a policy of content allows just this text."""

    text: str

    @property
    def hash(self) -> str:
        """As in `style-src`, without its quotes (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
        return "sha256-" + b64encode(sha256(self.text.encode()).digest()).decode()


@cache
def style() -> Style:
    """What the sheets say, without comments and indentation; raises ValueError for what could not stand in a page."""
    text = "".join(_bare(_sheet(name)) for name in SHEETS)
    if "</" in text or "url(" in text or "@import" in text:
        raise ValueError("The sheets of the live page stand in the page: no url(), no @import, no tag.")
    return Style(text)


@cache
def notice_style() -> Style:
    """The style of a page that says one thing."""
    return Style(_bare(_sheet("notice")))


def _sheet(name: str) -> str:
    found = finders.find(f"reader/css/{name}.css")
    if not isinstance(found, str):
        raise FileNotFoundError(f"The sheet reader/css/{name}.css is not where static files come from.")
    return Path(found).read_text(encoding="utf-8")


def _bare(sheet: str) -> str:
    """Without what only people read."""
    lines = (line.strip() for line in _COMMENT.sub("", sheet).splitlines())
    return "\n".join(line for line in lines if line) + "\n"
