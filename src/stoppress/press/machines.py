"""What search engines are told in the words of schema.org: the live blog as a whole, and each of its posts by itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from babel.core import get_global

from stoppress.people.models import Newsroom
from stoppress.press.answers import answer_ld
from stoppress.press.embeds import embeds_ld
from stoppress.press.kinds import kind_ld, name_of
from stoppress.press.pictures import images_ld
from stoppress.press.references import Around, references_data
from stoppress.press.rendering import absolute, utc
from stoppress.press.round_ups import round_up_ld
from stoppress.stories.models import LiveBlog, Phase, Post, State
from stoppress.toolkit import html, text

LONGEST_HEADLINE = 100

#: Bylines that name nobody: words by which several newsrooms sign what no single person wrote.
_NOBODY = re.compile(
    r"\b(agenc(y|ies)|staff|newsroom|desk|editors|redaktion|agentur(en)?|redacción|agencias|редакція)\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r",\s*|;\s*|\s*/\s*|\s+&\s+|\s+(?:and|und|y|та|і|و)\s+", re.IGNORECASE)
#: Where Unicode's tables name another country than the one whose name readers here expect.
_TERRITORIES = {"en": "GB", "pt": "PT"}


def live_blog_posting(blog: LiveBlog, description: str) -> dict[str, Any]:
    """The live blog without its posts; whoever shows the page adds the newest of them as `liveBlogUpdate`.

    The start of the coverage is told once and never changes; its end only when it is over.
    """
    newsroom = publisher(blog.newsroom)
    ld: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": absolute(blog.address),
        "url": absolute(blog.address),
        "mainEntityOfPage": absolute(blog.address),
        "headline": blog.headline,
        "description": description,
        "inLanguage": blog.language,
        "publisher": newsroom,
        "author": [{"@type": "Person", "name": member.name} for member in blog.team.all()] or newsroom,
    }
    if blog.coverage_starts_at:
        ld["coverageStartTime"] = utc(blog.coverage_starts_at)
        if blog.phase != Phase.UPCOMING:  # a plan is no publication
            ld["datePublished"] = utc(blog.coverage_starts_at)
    if blog.coverage_ended_at:
        ld["coverageEndTime"] = utc(blog.coverage_ended_at)
    return ld


def blog_posting(post: Post, body: str, words: str, around: Around) -> dict[str, Any]:
    """One post: its own headline or first words, moments, author, pictures, corrections. Its address is that of its own page,
    where it goes on standing when the live page has moved on, and of the element there."""
    ld: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": _name(absolute(post.address), post.public_id),
        "url": _name(absolute(post.address), post.public_id),
        "headline": name_of(post) or text.first_words(words, limit=LONGEST_HEADLINE) or post.blog.headline,
        "articleBody": words,
        "datePublished": utc(post.published_at),
        "dateModified": utc(_changed_at(post, around)),
        "author": authors(post.byline, post.blog.newsroom, around.team),
    }
    if pictures := [*images_ld(post), *map(_image, html.pictures(body))]:
        ld["image"] = pictures
    if notes := [
        {"@type": "CorrectionComment", "text": correction.note, "datePublished": utc(correction.at)}
        for correction in post.corrections.all()
    ]:
        ld["correction"] = notes
    if cited := [
        {
            "@type": "BlogPosting",
            "@id": _name(named["url"], named["id"]),
            "url": _name(named["url"], named["id"]),
        }
        for named in references_data(post, around)
        if named["state"] == State.PUBLISHED
    ]:
        ld["citation"] = cited  # https://schema.org/citation: a reference to another creative work
    return round_up_ld(post) | kind_ld(post) | embeds_ld(post) | answer_ld(post, words) | ld


def publisher(newsroom: Newsroom) -> dict[str, Any]:
    """The newsroom; whoever shows the page adds its logo, which may change while parts stay."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#newsroom"),
        "name": newsroom.name,
        "url": absolute("/"),
    }


def authors(byline: str, newsroom: Newsroom, team: Collection[str]) -> dict[str, Any] | list[dict[str, Any]]:
    """Who wrote it: one person, each of several of the team, or the newsroom where no person is named."""
    if not byline or byline.casefold() == newsroom.name.casefold():
        return publisher(newsroom)
    names = [name for name in _BETWEEN_NAMES.split(byline) if name]
    if len(names) > 1 and all(name in team for name in names):
        return [{"@type": "Person", "name": name} for name in names]
    if byline not in team and (newsroom.name.casefold() in byline.casefold() or _NOBODY.search(byline)):
        return {"@type": "Organization", "name": byline}
    return {"@type": "Person", "name": byline}


def locale_of(language: str) -> str:
    """A language as Open Graph writes it, with a territory: en_GB, de_DE, pt_BR, ar_EG; alone where none is known."""
    name, _, territory = language.partition("-")
    territory = territory or _TERRITORIES.get(name) or _likely_territory(name)
    return f"{name}_{territory.upper()}" if territory else name


def _likely_territory(language: str) -> str:
    """Where most of those live who speak it, as Unicode's tables say."""
    return (get_global("likely_subtags").get(language) or "").partition("_")[2].partition("_")[2]


def _changed_at(post: Post, around: Around) -> datetime | None:
    moments = (post.published_at, post.modified_at, around.restored.get(post.pk))
    return max((moment for moment in moments if moment), default=None)


def _name(address: str, post: str) -> str:
    return f"{address}#post-{post}"


def _image(picture: html.Picture) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "ImageObject", "url": picture.address}
    if picture.width and picture.height:
        told |= {"width": picture.width, "height": picture.height}
    if picture.words:
        told["caption"] = picture.words
    return told
