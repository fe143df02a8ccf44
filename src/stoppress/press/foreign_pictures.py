"""Pictures that a text shows from other houses: ours in their place where they are here, else a link."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from stoppress.media.foreign import foreign_in, is_ours, known
from stoppress.media.models import Picture
from stoppress.press.languages import speaking
from stoppress.press.pictures import SIZES_ALONE, PictureContext, sources_of
from stoppress.press.rendering import absolute
from stoppress.stories.models import Post
from stoppress.toolkit import html


def with_own_pictures(post: Post, body_html: str) -> str:
    """The text as the page shows it, with the files for every screen."""
    return _replaced(post, body_html, is_for_machines=False)


def with_addresses_of_ours(post: Post, body_html: str) -> str:
    """The same for machines: each picture by one absolute address."""
    return _replaced(post, body_html, is_for_machines=True)


def _replaced(post: Post, body_html: str, *, is_for_machines: bool) -> str:
    if "<img" not in body_html:
        return body_html
    here = known(post.blog.newsroom_id, foreign_in(body_html))

    def drawn(said: html.Picture, is_linked: bool) -> str | None:
        if is_ours(said.address):
            return None
        if picture := here.get(said.address):
            return _image(picture, said) if is_for_machines else _picture(picture, said)
        return _words(said, is_linked)

    with speaking(post.blog.language):
        return html.with_pictures(body_html, drawn)


def _image(picture: Picture, said: html.Picture) -> str:
    width = picture.jpeg_width
    address = absolute(picture.address(width, "jpg"))
    words = (address, said.words, width, picture.height_at(width))
    return format_html('<img src="{}" alt="{}" width="{}" height="{}">', *words)


def _picture(picture: Picture, said: html.Picture) -> str:
    shot = PictureContext(
        sources=sources_of(picture),
        sizes=SIZES_ALONE,
        address=picture.address(picture.jpeg_width, "jpg"),
        width=picture.width,
        height=picture.height,
        alt=said.words,
    )
    return render_to_string("press/parts/picture.html", {"shot": shot}).strip()


def _words(said: html.Picture, is_linked: bool) -> str:
    """Where it lies, and what it shows; whoever wishes to see it goes there knowingly."""
    host = (urlsplit(said.address).hostname or "").removeprefix("www.")
    words = _("Picture at {host}").format(host=host)
    if said.words:
        words = _("Picture at {host}: {words}").format(host=host, words=said.words)
    if is_linked:
        return format_html("{}", words)
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', said.address, words)
