"""What a post has by its kind: its fields drawn by the kind's own partial, and told to machines in the words of schema.org."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from stoppress.kinds.declared import Unfit, drawn_by
from stoppress.kinds.kind import KindOfPost
from stoppress.kinds.known import kind_of
from stoppress.polls.counting import tally
from stoppress.press.languages import speaking, told_in
from stoppress.stories.models import Kind, Post
from stoppress.toolkit import html
from stoppress.toolkit.drawn_html import clean_drawn

logger = logging.getLogger("stoppress.press.kinds")

_BREAKS = re.compile(r"<h[34]|</dt>|</dd>|</div>")
_CELLS = re.compile(r"</t[hd]>")


@dataclass(frozen=True)
class DrawnContext:
    """The fields of a post as its kind draws them, and whether they stand below the text."""

    html: str = ""
    is_below: bool = False
    #: What readers see above the post of a kind that the newsroom has declared.
    says: str = ""

    @property
    def safe(self) -> SafeString:
        """The HTML as templates put it."""
        return mark_safe(self.html)  # noqa: S308  escaped by our templates, or cleaned


#: Of a post whose kind has no fields.
NOTHING_DRAWN = DrawnContext()


@dataclass(frozen=True)
class OptionContext:
    """One answer of a poll: its number, words, votes, and the share of all votes in whole percent."""

    number: int
    label: str
    votes: int
    share: int


def drawn(post: Post, *, is_pressed: bool = True) -> DrawnContext:
    """The part of the post that is of its kind; `is_pressed`: with what readers can press, where there is anything."""
    kind = kind_of(post.kind)
    fields = post.fields
    if not fields:
        return DrawnContext(says=kind.says)
    with speaking(post.blog.language):
        if kind.template:
            made = _by_own_partial(kind, fields)
        else:
            made = render_to_string(
                f"press/kinds/{kind.name}.html", _values(post, fields, is_pressed)
            ).strip()
    return DrawnContext("".join(made), kind.is_below, kind.says)  # a plain str, which travels as JSON


def _by_own_partial(kind: KindOfPost, fields: Mapping[str, Any]) -> str:
    """Nothing where the newsroom's partial fails: no page is held up by it, and the log tells."""
    try:
        return clean_drawn(drawn_by(kind, fields))
    except Unfit as error:
        logger.error("A post of the kind “%s” is shown without its fields: %s", kind.name, error)
        return ""


def kind_words(post: Post, body_words: str) -> str:
    """The words of the whole post: those of its text, and those of its fields where they stand."""
    shown = drawn(post, is_pressed=False)
    if not shown.html:
        return body_words
    own = html.plain(_BREAKS.sub(r"<br>\g<0>", _CELLS.sub(r" \g<0>", shown.html)))
    pair = (body_words, own) if shown.is_below else (own, body_words)
    return "\n".join(filter(None, pair))


def name_of(post: Post) -> str:
    """What a post is called: its title, or what its kind says in its place: the score, the question of a poll; else nothing."""
    return post.title or _called(post.kind, post.fields)


def _called(kind: str, fields: Mapping[str, Any]) -> str:
    if kind == Kind.POLL:
        return str(fields.get("question", ""))
    if kind == Kind.SCOREBOARD and fields:
        scores = " : ".join(str(fields.get(f"{side}_score", "–")) for side in ("home", "away"))
        return f"{fields.get('home', '')} {scores} {fields.get('away', '')}".strip()
    return ""


def kind_data(post: Post) -> dict[str, Any]:
    """The fields for machines, as they are kept and as they are drawn; of a post without fields nothing."""
    if not post.details:
        return {}
    shown = drawn(post, is_pressed=False)
    data = {"details": post.fields, "details_html": shown.html, "details_are_below": shown.is_below}
    if called := _called(post.kind, post.fields):
        data["called"] = called
    return data | ({"votes": tally(post)} if post.kind == Kind.POLL else {})


def kind_ld(post: Post) -> dict[str, Any]:
    """The fields in the words of schema.org."""
    fields = post.fields
    if not fields:
        return {}
    if told := _LINKED.get(post.kind):
        return told(post, fields)
    kind = kind_of(post.kind)
    said = {
        field.schema: fields[field.name] for field in kind.fields if field.schema and field.name in fields
    }
    return {"about": {"@type": kind.schema or "Thing", **said}} if said or kind.schema else {}


def _values(post: Post, fields: Mapping[str, Any], is_pressed: bool) -> dict[str, Any]:
    values = {"post": post, "it": fields, "told": told_in(post.blog.language), "is_pressed": is_pressed}
    if post.kind == Kind.POLL:
        votes = tally(post)
        values |= {
            "options": _options(fields, votes),
            "votes": sum(votes),
            "is_open": fields.get("standing") != "closed",
        }
    return values


def _options(fields: Mapping[str, Any], votes: list[int]) -> tuple[OptionContext, ...]:
    most = sum(votes) or 1
    return tuple(
        OptionContext(number, option.get("label", ""), count, round(100 * count / most))
        for number, (option, count) in enumerate(zip(fields.get("options", ()), votes, strict=True))
    )


def _quotation(post: Post, fields: Mapping[str, Any]) -> dict[str, Any]:
    quotation: dict[str, Any] = {"@type": "Quotation", "text": html.plain(post.body_html)}
    if speaker := fields.get("speaker"):
        who = {"@type": "Person", "name": speaker}
        quotation["spokenByCharacter"] = who | ({"jobTitle": fields["duty"]} if fields.get("duty") else {})
    if source := fields.get("source"):
        quotation["isBasedOn"] = source
    return {"hasPart": quotation}


def _going_on(_post: Post, fields: Mapping[str, Any]) -> dict[str, Any]:
    if not fields.get("address"):
        return {}
    page = {"@type": "WebPage", "url": fields["address"]}
    return {"mentions": page | ({"name": fields["address_words"]} if fields.get("address_words") else {})}


#: https://schema.org/EventStatusType; a game that is over has no status of its own.
_STATUS = {
    "before": "EventScheduled",
    "running": "EventScheduled",
    "break": "EventScheduled",
    "off": "EventCancelled",
}


def _sports_event(_post: Post, fields: Mapping[str, Any]) -> dict[str, Any]:
    sides = [{"@type": "SportsTeam", "name": fields[side]} for side in ("home", "away") if fields.get(side)]
    event: dict[str, Any] = {"@type": "SportsEvent", "name": " – ".join(side["name"] for side in sides)}
    event["competitor"] = sides
    if fields.get("contest"):
        event["superEvent"] = {"@type": "SportsEvent", "name": fields["contest"]}
    if status := _STATUS.get(fields.get("standing", "")):
        event["eventStatus"] = f"https://schema.org/{status}"
    return {"about": event}


def _poll(post: Post, fields: Mapping[str, Any]) -> dict[str, Any]:
    options = fields.get("options", ())
    question = {
        "@type": "Question",
        "name": fields.get("question", ""),
        "answerCount": len(options),
        "suggestedAnswer": [
            {"@type": "Answer", "text": option.get("label", ""), "upvoteCount": count}
            for option, count in zip(options, tally(post), strict=True)
        ],
    }
    return {"mainEntity": question}


_LINKED: Mapping[str, Callable[[Post, Mapping[str, Any]], dict[str, Any]]] = {
    Kind.QUOTE: _quotation,
    Kind.NOTICE: _going_on,
    Kind.SCOREBOARD: _sports_event,
    Kind.POLL: _poll,
}
