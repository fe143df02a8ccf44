"""Which kind of post it is, from the words of its title and the names that the page gives it."""

from __future__ import annotations

import re

_ROUNDUP = re.compile(
    r"^(?:your |the )?(?:\w+ ){0,2}(?:round-?up|recap|summary)\b|^what (?:we know|you missed)"
    r"|^(?:resumen|zusammenfassung|récapitulatif|riassunto)\b"
    r"|^if you(?:'|’)?re just joining|^in summary\b",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"^(?:in|your) (?:pictures|photos|images)\b|^en (?:imágenes|fotos|images)\b|^(?:bilder|fotos):|^pictured:",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"^your questions?\b|^(?:q ?& ?a|q and a)\b|^(?:reader|readers’|readers') questions?\b|^(?:ihre|leserfragen|sus preguntas)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"^(?:today, |earlier, )?[^.?!<>]{2,60}\basks:?\s*$", re.IGNORECASE)
_SUMMARY_NAMES = re.compile(r"(?:^|[\s_-])(?:is-)?(?:summary|roundup|recap)(?:$|[\s_-])", re.IGNORECASE)


def kind_of(title: str, body_html: str, names: str = "") -> str:
    """One of update, answer, roundup, pictures; what is none of the others is an update."""
    if _ROUNDUP.search(title) or _SUMMARY_NAMES.search(names):
        return "roundup"
    if _PICTURES.search(title):
        return "pictures"
    paragraphs = re.findall(r"<p>(.*?)</p>", body_html)[:4]
    if _ANSWER.search(title) or any(_ASKS.match(paragraph) for paragraph in paragraphs):
        return "answer"
    return "update"
