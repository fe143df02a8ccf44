"""Sitemaps (sitemaps.org): an index of all live blogs, the pages of one, and the news of two days for those who collect news."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from stoppress.feeds import xml

MEDIA_TYPE = "application/xml"
#: A sitemap holds no more addresses than this; an index no more sitemaps.
MOST = 50_000
#: And one of news no more than this.
MOST_NEWS = 1_000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class Page(msgspec.Struct, frozen=True):
    """One address, and when what is found there last changed, if that is known."""

    address: str
    changed: str = ""


class News(msgspec.Struct, frozen=True):
    """One live blog as news: `published` is when its coverage began."""

    address: str
    title: str
    published: str
    newsroom: str
    language: str
    changed: str


def index(sitemaps: Iterable[Page]) -> str:
    """The sitemap of sitemaps."""
    element = xml.root("sitemapindex", xmlns=_SITEMAP)
    for page in sitemaps:
        _place(xml.add(element, "sitemap"), page)
    return xml.document(element)


def pages(found: Iterable[Page]) -> str:
    """The sitemap of these pages."""
    element = xml.root("urlset", xmlns=_SITEMAP)
    for page in found:
        _place(xml.add(element, "url"), page)
    return xml.document(element)


def news(found: Iterable[News]) -> str:
    """The sitemap of what is news."""
    element = xml.root("urlset", xmlns=_SITEMAP, xmlns__news=_NEWS)
    for one in found:
        url = xml.add(element, "url")
        _place(url, Page(one.address, one.changed))
        told = xml.add(url, "news:news")
        publication = xml.add(told, "news:publication")
        xml.add(publication, "news:name", one.newsroom)
        xml.add(publication, "news:language", _language(one.language))
        xml.add(told, "news:publication_date", one.published)
        xml.add(told, "news:title", one.title)
    return xml.document(element)


def _place(element: xml.Element, page: Page) -> None:
    xml.add(element, "loc", page.address)
    if page.changed:
        xml.add(element, "lastmod", page.changed)


def _language(language: str) -> str:
    """The language alone, but for the two ways to write Chinese, which are told apart."""
    name = language.lower()
    return name if name in {"zh-cn", "zh-tw"} else name.partition("-")[0]
