"""Decodes one picture and writes it anew, in several widths and formats, without anything that the file held besides its pixels.

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

#: How each format is written; AVIF looks alike at two thirds of the bytes, JPEG is shown by whatever shows feeds.
_HOW: dict[str, tuple[str, dict[str, Any]]] = {
    "webp": ("WEBP", {"quality": 82, "method": 4}),
    "avif": ("AVIF", {"quality": 62, "speed": 8, "max_threads": 1}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}
#: What lies under transparent pixels would travel unseen; the dark page would swallow dark hair.
_PAPER = (255, 255, 255)

Answer = dict[str, Any]


class Refused(Exception):
    """This picture is not taken; the word says why."""


def main(order: Answer) -> None:
    """Answer one order."""
    _limit(order)
    bodies: list[bytes] = []
    files: list[tuple[int, int, str, int]] = []
    try:
        images = _images(sys.stdin.buffer.read(), order)
        fit = [image.width for image in images if image.width <= order["jpeg_width"]]
        order["jpeg_width"] = max(fit, default=images[-1].width)
        for image in images:
            for name in _formats(image.width, order):
                bodies.append(_written(image, name))
                files.append((*image.size, name, len(bodies[-1])))
        answer: Answer = {"files": files}
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


def _images(data: bytes, order: Answer) -> list[Image.Image]:
    """The picture in the widths that are wanted and that it has, the largest first as a source of the others."""
    if order["format"] == "HEIF":
        _learn_heif()
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=(order["format"],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse("pixels")
    _check(image, order)
    largest = max(order["widths"])
    enough = largest * (2 if order["focus"] else 1)
    image.draft(None, (enough, enough))  # a JPEG is decoded at an eighth of its size where that is enough
    image.load()
    whole = _upright(_flat(image))
    if order["focus"]:
        whole = _cropped(whole, order["focus"])
    widths = _widths_of(whole, order)
    whole = _in_srgb(_resized(whole, widths[0]), image.info.get("icc_profile"))
    return [_resized(whole, width) for width in widths]


def _learn_heif() -> None:
    """What phones take; the reader of it is loaded for nothing else."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)


def _widths_of(image: Image.Image, order: Answer) -> list[int]:
    """The widths that are wanted, the largest first; of a picture that has not so many pixels, its own is the largest."""
    if order["focus"]:
        return sorted(order["widths"], reverse=True)
    most = min(image.width, round(image.width * order["tallest"] / image.height))
    return sorted({min(width, most) for width in order["widths"]}, reverse=True)


def _resized(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _formats(width: int, order: Answer) -> list[str]:
    """What this width is written as; one width alone is a JPEG, too."""
    return [name for name in order["formats"] if name != "jpg" or width == order["jpeg_width"]]


def _check(image: Image.Image, order: Answer) -> None:
    """Ask the header, before a pixel is decoded."""
    short, long = sorted(image.size)
    if short * long > order["most_pixels"] or long > order["longest_side"]:
        _refuse("pixels")
    # Walks through a GIF without decoding it. What a phone took in a row is no film: the picture that it names is shown.
    if image.format != "HEIF" and getattr(image, "n_frames", 1) > order["most_frames"]:
        _refuse("frames")
    if long > short * order["thinnest"]:
        _refuse("thin")
    if short < order["shortest_side"]:
        _refuse("small")


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


def _written(image: Image.Image, name: str) -> bytes:
    """The pixels alone: what the file said besides them stays in `info`, which is left behind."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    kind, how = _HOW[name]
    bare.save(out, kind, **how)
    return out.getvalue()


def _refuse(why: str) -> NoReturn:
    raise Refused(why)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
