"""Decodes one picture and writes it anew without anything that was in the file besides its pixels.

A program, run in a process of its own with limits; beside it only `drawing.py` imports Pillow. It reads the picture from standard
input and its order (JSON, see `developing.Order`) from its argument, and writes a line of JSON and then the bytes that this line
measures.
It imports nothing of ours, so that it starts quickly.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import traceback
import warnings
from io import BytesIO
from typing import Any, NoReturn

# Named one by one, so that Pillow does not load its forty others.
from PIL import (
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

_QUALITY = 82
#: What lies under transparent pixels would travel unseen; the dark page would swallow dark hair.
_PAPER = (255, 255, 255)

Answer = dict[str, Any]


class Refused(Exception):
    """This picture is not taken; the word says why."""


def main(order: Answer) -> None:
    """Answer one order."""
    _limit(order)
    bodies: list[bytes] = []
    try:
        bodies = [_written(square) for square in _squares(sys.stdin.buffer.read(), order)]
        answer: Answer = {"lengths": [len(body) for body in bodies]}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "heavy"}
    except Exception:  # a decoder may raise anything on a broken file
        traceback.print_exc()
        answer = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(bodies))


def _limit(order: Answer) -> None:
    """Bound this process before it has read a byte: memory, time, the length of its answer; and it leaves no dump."""
    for what, most in (
        (resource.RLIMIT_AS, order["memory_bytes"]),
        (resource.RLIMIT_CPU, order["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, order["answer_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _squares(data: bytes, order: Answer) -> list[Image.Image]:
    """The picture as squares round its focal point, the largest first as a source of the others."""
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=(order["format"],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse("pixels")
    _check(image, order)
    largest = max(order["widths"])
    image.draft(
        None, (2 * largest, 2 * largest)
    )  # a JPEG is decoded at an eighth of its size where that is enough
    image.load()
    square = _cropped(_upright(_flat(image)), order["focus"])
    square = square.resize((largest, largest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    square = _in_srgb(square, image.info.get("icc_profile"))
    return [
        square if width == largest else square.resize((width, width), Image.Resampling.LANCZOS)
        for width in order["widths"]
    ]


def _check(image: Image.Image, order: Answer) -> None:
    """Ask the header, before a pixel is decoded."""
    short, long = sorted(image.size)
    if short * long > order["most_pixels"] or long > order["longest_side"]:
        _refuse("pixels")
    if long > short * order["thinnest"]:
        _refuse("thin")
    if short < order["shortest_side"]:
        _refuse("small")
    if getattr(image, "n_frames", 1) > order["most_frames"]:  # walks through a GIF without decoding it
        _refuse("frames")


def _flat(image: Image.Image) -> Image.Image:
    """In eight bits a channel and without transparency; RGB, or CMYK and grey where a profile speaks of them."""
    if image.mode.startswith("I"):  # sixteen bits of grey, which `convert` would cut off at 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, _PAPER)
        paper.paste(seen, mask=seen.getchannel("A"))
        paper.info["exif"] = image.info.get("exif", b"")
        return paper
    return image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held; a broken note of that is no reason to refuse the picture."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        traceback.print_exc()
        return image


def _cropped(image: Image.Image, focus: tuple[float, float]) -> Image.Image:
    """The largest square, with the focal point as near to its middle as the edges let it."""
    side = min(image.size)
    left, top = (
        round(min(max(length * part - side / 2, 0), length - side))
        for length, part in zip(image.size, focus, strict=True)
    )
    return image.crop((left, top, left + side, top + side))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that a browser assumes where no profile is given."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return (
                ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                or image
            )
        except (ImageCms.PyCMSError, OSError):  # a profile for another kind of picture, or a broken one
            traceback.print_exc()
    return image.convert("RGB")


def _written(image: Image.Image) -> bytes:
    """WebP of the pixels alone: what the file said besides them stays in `info`, which is left behind."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()


def _refuse(why: str) -> NoReturn:
    raise Refused(why)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
