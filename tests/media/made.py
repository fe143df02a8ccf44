"""Files as people and attackers send them, made here so that nothing of anybody's is needed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

RED, BLUE = (200, 30, 30), (30, 30, 200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
#: Made by us, with a place in it: left red, right blue. No reader of ours writes this format.
HEIC = Path(__file__).with_name("of_a_phone.heic").read_bytes()
BROKEN_HEIC = HEIC[:600]
SECRET_WORDS = "37.9838 N 23.7275 E, informant's flat"


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB", kind: str = "PNG", **more: Any) -> bytes:
    """A picture with something to see in it: black above, white below, and colours between."""
    ramp = Image.linear_gradient("L").resize(size)
    if mode == "I;16":
        return saved(ramp.convert("I").point(lambda value: value * 257).convert("I;16"), kind, **more)
    steeper = ramp.point(lambda value: value * value // 255)
    return saved(Image.merge("RGB", [ramp, steeper, ramp]).convert(mode), kind, **more)


def two_halves(size: tuple[int, int], kind: str = "PNG", **more: Any) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return saved(image, kind, **more)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def of_a_phone() -> bytes:
    """A JPEG taken with the phone held upright: lying pixels, a note of how to turn them, the place, and a profile."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET_WORDS
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (37.0, 58.0, 29.6)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lying = Image.new("RGB", (400, 300), BLUE)
    lying.paste(RED, (0, 0, 200, 300))  # left; turned as the note says, it is above
    return saved(lying, "JPEG", exif=exif, icc_profile=profile, comment=SECRET_WORDS, quality=95)


def with_colours_of_its_own() -> bytes:
    """A red picture whose profile says that its red is the blue of the screen, and its blue the red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    return saved(Image.new("RGB", (200, 200), RED), "PNG", icc_profile=swapped)


def moving(frames: int) -> bytes:
    """An animated GIF."""
    images = [Image.new("L", (100, 100), number % 256) for number in range(frames)]
    return saved(images[0], "GIF", save_all=True, append_images=images[1:])


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header claims this size, with a few bytes of pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def png_that_is_a_zip() -> bytes:
    out = BytesIO(picture())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("index.html", "<h1>Hello</h1>")
    return out.getvalue()


def gif_that_is_a_script(opening: bytes = b"/*", body: bytes = b"*/=1;alert(1)//") -> bytes:
    gif = bytearray(saved(Image.new("L", (100, 100)), "GIF"))
    gif[6:8] = opening
    return bytes(gif) + body


def jpeg_with_a_page() -> bytes:
    return picture(kind="JPEG", comment=b"<html><body><script>alert(1)</script>")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
