"""What surrounds the parts, rendered once at start: the texts that an edge fills without Django."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, replace

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stoppress.press import notices
from stoppress.press.days import day_words
from stoppress.press.style import notice_style, style
from stoppress.press.theme import logo_address
from stoppress.press.words import feed_words, front_words, words
from stoppress.toolkit.languages import LANGUAGES

#: Slots whose own names hold an underscore; those of parts hold a hyphen, as their keys do.
WITH_UNDERSCORE = frozenset({"stream_url"})
_BLOG = "/{{slot:slug}}/"


@dataclass(frozen=True)
class ShellTexts:
    """The texts of one language, with slots written `{{slot:NAME}}`; `build` names these very texts.

    `style_hash` is that of the style which stands in the pages, as a policy of content names it (CSP 3, 2.3.1).
    """

    build: str
    style_hash: str
    page: str
    archive: str
    front: str
    front_archive: str
    front_older_link: str
    front_newer_link: str
    older_link: str
    newer_link: str
    from_start: str
    next_link: str
    back_link: str
    the_oldest: str
    nothing_here: str
    key_event_list: str
    key_event_line: str
    day_heading: str
    day_words: str
    post_document: str
    card: str
    shown_picture: str
    withdrawn: str
    #: Notices, and the hash of their own style; slots of `gone` and `missing_post`: slug, newsroom; of `busy`: slug.
    notice_hash: str
    missing: str
    missing_post: str
    gone: str
    busy: str
    full: str
    archive_document: str
    modified: str
    #: The whole address of the newsroom's logo, or nothing.
    logo: str
    #: What feeds say in words of their own, as JSON.
    feed: str


def build_shells() -> dict[str, ShellTexts]:
    """The shell of every language; the same templates and static files give the same build."""
    return {language: _build(language) for language in LANGUAGES}


def _build(language: str) -> ShellTexts:
    with translation.override(language):
        texts = ShellTexts(
            build="",
            style_hash=style().hash,
            page=_render("page", words()),
            archive=_render("archive"),
            front=_render("front", front_words()),
            front_archive=_render("front_archive"),
            front_older_link=_render("front_older_link"),
            front_newer_link=_render("front_newer_link"),
            older_link=_render("older_link"),
            newer_link=_render("newer_link"),
            from_start=_render("from_start"),
            next_link=_render("next_link"),
            back_link=_render("back_link"),
            the_oldest=_render("the_oldest"),
            nothing_here=_render("nothing_here"),
            key_event_list=_render("key_event_list"),
            key_event_line=_render("key_event_line"),
            day_heading=_render("day_heading"),
            day_words=msgspec.json.encode(day_words()).decode(),
            post_document=_render("post_document"),
            card=_render("card"),
            shown_picture=_render("shown_picture"),
            withdrawn=_("Withdrawn"),
            notice_hash=notice_style().hash,
            missing=notices.missing(),
            missing_post=notices.missing_post(_BLOG, Slots()["newsroom"]),
            gone=notices.gone(_BLOG, Slots()["newsroom"]),
            busy=notices.busy(_BLOG),
            full=notices.full(),
            archive_document=_render("archive_document"),
            modified=_render("modified"),
            logo=logo_address(),
            feed=feed_words(),
        )
    everything = "\0".join(astuple(texts))
    return replace(texts, build=hashlib.sha256(everything.encode()).hexdigest()[:10])


def _render(name: str, phrases: str = "") -> str:
    context = {
        "slot": Slots(),
        "words": mark_safe(phrases),  # noqa: S308  our own, escaped for their element
        "style": mark_safe(style().text),  # noqa: S308  our own, escaped for its element
        "has_worker": settings.SERVICE_WORKER_IS_ON,
    }
    return render_to_string(f"press/shell/{name}.html", context).strip()


class Slots(dict[str, SafeString]):
    """Every name that a template asks for becomes the token of its slot; an underscore is written as the slot is named."""

    def __missing__(self, name: str) -> SafeString:
        slot = name if name in WITH_UNDERSCORE else name.replace("_", "-")
        return mark_safe("{{slot:" + slot + "}}")  # noqa: S308  a token of ours
