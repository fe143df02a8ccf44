"""What a post shows in pictures: the files for every screen, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stoppress.media.models import Picture
from stoppress.media.shelf import MEDIA_TYPES
from stoppress.press.rendering import absolute
from stoppress.stories.models import Post, State
from stoppress.stories.pictures import Placed, read

#: How wide a picture stands: in a column of 41 rem at most, in a gallery half of that.
SIZES_ALONE = "(min-width: 43rem) 41rem, 100vw"
_SIZES_IN_GALLERY = "(min-width: 43rem) 20.5rem, 100vw"
#: What is offered before the JPEG, the best first.
_BETTER = ("avif", "webp")
#: The focal point is shown in steps, for which the sheet has a rule each; no style stands in our pages' elements.
_STEP = 25


@dataclass(frozen=True)
class SourceContext:
    """The files of one format, as `srcset` lists them."""

    media_type: str
    srcset: str


@dataclass(frozen=True)
class PictureContext:
    """One picture: the formats, the file for whoever knows none of them, its size, and its words."""

    sources: tuple[SourceContext, ...]
    sizes: str
    address: str
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    #: Steps from the left and from the top at which the point stands that stays in sight; empty in the middle.
    from_left: str = ""
    from_top: str = ""


@dataclass(frozen=True)
class PicturesContext:
    """The pictures of a post, in their order; more than one are a gallery."""

    pictures: tuple[PictureContext, ...]

    @property
    def is_gallery(self) -> bool:
        """Whether they stand beside each other, cut to one shape."""
        return len(self.pictures) > 1

    @property
    def is_odd(self) -> bool:
        """Whether the first one stands alone, above pairs."""
        return len(self.pictures) % 2 == 1


def pictures_context(post: Post) -> PicturesContext | None:
    """What the template of the pictures is given; None if the post shows none."""
    pairs = _shown_in(post)
    if not pairs:
        return None
    alone = 0 if len(pairs) % 2 else None  # above pairs, to the full column
    return PicturesContext(
        tuple(
            _context(placed, picture, SIZES_ALONE if number == alone else _SIZES_IN_GALLERY)
            for number, (placed, picture) in enumerate(pairs)
        )
    )


def pictures_data(post: Post) -> dict[str, Any]:
    """The same for machines: a further member of the post's data, where it shows pictures."""
    pictures = [_data(placed, picture) for placed, picture in _shown_in(post)]
    return {"pictures": pictures} if pictures else {}


def images_ld(post: Post) -> list[dict[str, Any]]:
    """The same in the words of schema.org."""
    return [_image(placed, picture) for placed, picture in _shown_in(post)]


def _shown_in(post: Post) -> list[tuple[Placed, Picture]]:
    """The pictures of a post that stands, with their files; none of a withdrawn post, for its tombstone tells nothing."""
    if not post.pictures or post.state != State.PUBLISHED:
        return []
    placed = read(post.pictures)
    files = {
        picture.secret: picture
        for picture in Picture.objects.filter(secret__in=[one.picture for one in placed])
    }
    return [(one, files[one.picture]) for one in placed if one.picture in files]


def _context(placed: Placed, picture: Picture, sizes: str) -> PictureContext:
    left, top = (str(round(part / _STEP)) if part != 50 else "" for part in placed.focus)
    return PictureContext(
        sources=sources_of(picture),
        sizes=sizes,
        address=picture.address(picture.jpeg_width, "jpg"),
        width=picture.width,
        height=picture.height,
        alt=placed.alt,
        caption=placed.caption,
        credit=placed.credit,
        from_left="" if left == "2" else left,
        from_top="" if top == "2" else top,
    )


def sources_of(picture: Picture) -> tuple[SourceContext, ...]:
    """Its files in the formats that are better than the JPEG, the best first."""
    return tuple(
        SourceContext(
            MEDIA_TYPES[suffix],
            ", ".join(f"{picture.address(width, suffix)} {width}w" for width in picture.widths),
        )
        for suffix in _BETTER
    )


def _data(placed: Placed, picture: Picture) -> dict[str, Any]:
    jpeg = picture.jpeg_width
    return {
        "id": placed.picture,
        "url": absolute(picture.address(jpeg, "jpg")),
        "media_type": MEDIA_TYPES["jpg"],
        "bytes": picture.jpeg_bytes,
        "width": jpeg,
        "height": picture.height_at(jpeg),
        "alt": placed.alt,
        "is_decorative": placed.is_decorative,
        "caption": placed.caption,
        "credit": placed.credit,
        "focus": list(placed.focus),
        "sources": [
            {
                "url": absolute(picture.address(width, suffix)),
                "media_type": MEDIA_TYPES[suffix],
                "width": width,
                "height": picture.height_at(width),
            }
            for suffix in _BETTER
            for width in picture.widths
        ],
    }


def _image(placed: Placed, picture: Picture) -> dict[str, Any]:
    jpeg = picture.jpeg_width
    told: dict[str, Any] = {
        "@type": "ImageObject",
        "url": absolute(picture.address(jpeg, "jpg")),
        "encodingFormat": MEDIA_TYPES["jpg"],
        "width": jpeg,
        "height": picture.height_at(jpeg),
        "creditText": placed.credit,
    }
    if words := placed.caption or placed.alt:
        told["caption"] = words
    return told
