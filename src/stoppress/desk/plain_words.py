"""The way back from paragraphs to plain words, for those who edit without the editor."""

from __future__ import annotations

import re

from stoppress.toolkit import html

_BETWEEN = re.compile(r"</p>\s*<p>")
_ENTITY = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\u00a0", "&amp;": "&"}


def of(body_html: str) -> str | None:
    """The words with blank lines between paragraphs; None if the text holds more than paragraphs and line breaks.

    What is returned becomes the same HTML again by `html.from_plain`, so an edit without script loses nothing.
    """
    words = _BETWEEN.sub("\n\n", body_html).removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n")
    for entity, character in _ENTITY.items():
        words = words.replace(entity, character)
    return words if html.clean(html.from_plain(words)) == body_html else None
