"""Cleaning what a newsroom's own partial draws: as texts are, with classes to be styled by, and nothing that runs."""

from __future__ import annotations

import re

import nh3

_TAGS = {
    *("p", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "strong", "b", "em", "i", "small"),
    *("blockquote", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("time", "bdi", "sup", "sub", "br", "hr", "a", "cite", "abbr"),
}
_CLASSES = re.compile(r"[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)*")
_DATE = re.compile(r"[0-9T:+Z.-]{4,35}")
_DIGITS = re.compile(r"[0-9]{1,3}")
_SCOPES = {"row", "col"}


def clean_drawn(html: str) -> str:
    """The allowed part of this HTML; cleaning twice changes nothing."""
    return _CLEANER.clean(html).strip()


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if _CLASSES.fullmatch(value) else None
    if attribute == "datetime":
        return value if _DATE.fullmatch(value) else None
    if attribute in {"colspan", "rowspan"}:
        return value if _DIGITS.fullmatch(value) else None
    if attribute == "scope":
        return value if value in _SCOPES else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "*": {"class"},
        "a": {"href"},
        "time": {"datetime"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    clean_content_tags={
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "textarea",
    },
    attribute_filter=_allowed_value,
    url_schemes={"http", "https", "mailto"},
    strip_comments=True,
    link_rel="noopener noreferrer",
)
