"""What a page tells machines in JSON-LD: the live blog with its newest posts, one post by itself, a tombstone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from stoppress.edge import card
from stoppress.edge.data import Data, data_of
from stoppress.wire.change import Change

if TYPE_CHECKING:
    from stoppress.edge.story import Story

CONTEXT = "https://schema.org"


def of_page(story: Story, logo: str, told: Sequence[Data]) -> str:
    """The live blog, with the posts on the page as its updates; `told` is what these tell."""
    blog = story.document.get("ld") or {}
    posting = blog | _publisher(blog, logo)
    posting["liveBlogUpdate"] = [ld for data in told if (ld := data.get("ld"))]
    if blog:
        posting["image"] = card.address(story.address, card.of_blog(story))
    if changed := modified(story, told):
        posting["dateModified"] = changed
    return for_html(posting)


def of_post(story: Story, logo: str, post: Change) -> str:
    """One post and the live blog of which it is a part; of a withdrawn one only that there is a page."""
    blog = story.document.get("ld") or {}
    data = data_of(post)
    whole = {name: blog[name] for name in ("@type", "@id", "url", "headline") if name in blog}
    told: Data = {"@context": CONTEXT, "@type": "WebPage", "@id": data.get("url", "")} | (
        data.get("ld") or {}
    )
    told |= {"isPartOf": whole, "inLanguage": blog.get("inLanguage", "en")}
    if told["@type"] != "WebPage":
        told |= {"mainEntityOfPage": data.get("url", "")} | _publisher(blog, logo)
    return for_html(told)


def _publisher(blog: Data, logo: str) -> Data:
    told = blog.get("publisher") or {}
    if logo and told:
        told = told | {"logo": {"@type": "ImageObject", "url": logo}}
    return {"publisher": told}


def modified(story: Story, told: Sequence[Data]) -> str:
    """When what these posts tell last changed; before the first post, when the coverage began."""
    began = str((story.document.get("ld") or {}).get("datePublished") or "")
    return max([began, *(moment_of(data) for data in told)])


def moment_of(data: Data) -> str:
    """When this post last changed for readers; all moments are written alike, so that they compare as text."""
    withdrawn = (data.get("withdrawal") or {}).get("at")
    told = (withdrawn, data.get("restored_at"), data.get("modified_at"), data.get("published_at"))
    return max(str(moment or "") for moment in told)


def for_html(value: object) -> str:
    """JSON that closes no element and opens none."""
    text = msgspec.json.encode(value).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
