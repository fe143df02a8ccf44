"""The way back from paragraphs to plain words, for those who edit without the editor."""

from __future__ import annotations

from stoppress.toolkit import html


def of(body_html: str) -> str | None:
    """The words with blank lines between paragraphs; None if the text holds more than paragraphs and line breaks.

    What is returned becomes the same HTML again by `html.from_plain`, so an edit without script loses nothing.
    """
    words = html.to_plain(body_html)
    return words if html.clean(html.from_plain(words)) == body_html else None
