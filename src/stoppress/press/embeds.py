"""Cards of things on other platforms: an address alone in a paragraph is drawn by us, and nothing is loaded from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from stoppress.embeds.keeping import PASTED, found_in
from stoppress.embeds.models import ShownEmbed
from stoppress.embeds.platforms import Found
from stoppress.media.models import Picture, PictureState
from stoppress.press.languages import speaking, told_in
from stoppress.press.rendering import absolute
from stoppress.stories.models import Post

SMALL, LARGE = 96, 192


@dataclass(frozen=True)
class CardContext:
    """One card. `player` is the page of ours that plays it, where there is one; without words it is the address alone."""

    platform: str
    address: str
    shown_address: str
    author: str = ""
    title: str = ""
    text: str = ""
    small: str = ""
    large: str = ""
    player: str = ""


def with_cards(post: Post, body_html: str) -> str:
    """The text with a card in the place of each address that is one."""
    if not PASTED.search(body_html):
        return body_html
    known = {card.address: card for card in _shown(post)}

    def drawn(match: re.Match[str]) -> str:
        found = found_in(match)
        if found is None:
            return match[0]
        context = card_context(found, known.get(found.address), _player(post, found))
        with speaking(post.blog.language):
            values = {"it": context, "told": told_in(post.blog.language)}
            return render_to_string("press/embeds/card.html", values).strip()

    return PASTED.sub(drawn, body_html)


def card_context(found: Found, told: Any, player: str = "", *, is_public: bool = True) -> CardContext:
    """The card of this thing with what was told of it, if anything was; for the desk with a picture that is hidden yet."""
    shown = found.address.removeprefix("https://").removeprefix("www.")
    if told is None:
        return CardContext(found.platform.label, found.address, shown, player=player)
    picture = told.picture if told.picture and told.picture.state != PictureState.TAKEN_DOWN else None
    return CardContext(
        found.platform.label,
        found.address,
        shown,
        told.author,
        told.title,
        told.text,
        _address(picture, SMALL, is_public),
        _address(picture, LARGE, is_public),
        player,
    )


def embeds_data(post: Post) -> dict[str, Any]:
    """The cards for machines; of a post without any nothing."""
    cards = [
        {
            "url": card.address,
            "platform": card.platform,
            "author": card.author or None,
            "title": card.title or None,
            "text": card.text or None,
            "picture": absolute(_address(card.picture, LARGE, True)) or None,
        }
        for card in _shown(post)
    ]
    return {"embeds": cards} if cards else {}


def embeds_ld(post: Post) -> dict[str, Any]:
    """What the post shares, in the words of schema.org."""
    shared = []
    for card in _shown(post):
        said: dict[str, Any] = {"@type": "WebPage", "url": card.address}
        if card.author:
            said["author"] = {"@type": "Thing", "name": card.author}
        if card.title:
            said["headline"] = card.title
        if card.text:
            said["text"] = card.text
        shared.append(said)
    return {"sharedContent": shared} if shared else {}


def _shown(post: Post) -> list[ShownEmbed]:
    if "http" not in post.body_html:
        return []
    return list(ShownEmbed.objects.filter(post=post).select_related("picture"))


def _player(post: Post, found: Found) -> str:
    number = [match[0] for match in PASTED.finditer(post.body_html)]
    position = next((at for at, words in enumerate(number) if _is(words, found)), None)
    return f"{post.address}original/{position}/" if found.frame and position is not None else ""


def _is(words: str, found: Found) -> bool:
    match = PASTED.fullmatch(words)
    other = found_in(match) if match else None
    return other is not None and other.address == found.address


def _address(picture: Picture | None, width: int, is_public: bool) -> str:
    if picture is None:
        return ""
    return picture.address(width) if is_public else picture.desk_address(width)
