"""Which cards of other platforms a post shows: as they were told when it was written, whatever becomes of the original."""

from __future__ import annotations

from stoppress.embeds.keeping import pasted
from stoppress.embeds.models import Embed, ShownEmbed
from stoppress.media.keeping import take_down
from stoppress.media.models import PictureUse
from stoppress.publishing.act import Act
from stoppress.publishing.pictures import hold
from stoppress.stories.models import Post


def keep_shown(act: Act, post: Post, *, is_new: bool = False) -> None:
    """Let the post, which is saved, show what is known now of the addresses in it.

    A picture is held by the post as its own are (`publishing/pictures.py`): seen with it, hidden with it, gone with it.
    """
    addresses = [found.address for found in pasted(post.body_html)]
    before = {} if is_new else {card.address: card for card in ShownEmbed.objects.filter(post=post)}
    if not addresses and not before:
        return
    known = Embed.objects.filter(newsroom=act.blog.newsroom, address__in=addresses, fetched_at__isnull=False)
    told: dict[str, Embed | ShownEmbed] = {**before, **{embed.address: embed for embed in known}}
    ShownEmbed.objects.filter(post=post).delete()
    cards = [
        _card(post, position, told[address]) for position, address in enumerate(addresses) if address in told
    ]
    ShownEmbed.objects.bulk_create(cards)
    for card in cards:
        if card.picture:
            hold(post, card.picture)


def erase(act: Act, post: Post) -> None:
    """Forget the cards of a post that is taken down, and what the newsroom knows of things that no other post shows."""
    addresses = {found.address for found in pasted(post.body_html)}
    addresses |= set(ShownEmbed.objects.filter(post=post).values_list("address", flat=True))
    ShownEmbed.objects.filter(post=post).delete()
    others = ShownEmbed.objects.filter(post__blog__newsroom=act.blog.newsroom, address__in=addresses)
    alone = addresses - set(others.values_list("address", flat=True))
    for embed in Embed.objects.filter(newsroom=act.blog.newsroom, address__in=alone).select_related(
        "picture"
    ):
        embed.delete()
        if embed.picture and not PictureUse.shown_publicly(embed.picture):
            take_down(embed.picture)
            act.leave("erase picture", embed.picture.secret)


def _card(post: Post, position: int, told: Embed | ShownEmbed) -> ShownEmbed:
    return ShownEmbed(
        post=post,
        position=position,
        address=told.address,
        platform=told.platform,
        author=told.author,
        title=told.title,
        text=told.text,
        picture=told.picture,
        fetched_at=told.fetched_at,
    )
