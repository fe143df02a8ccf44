"""Pictures for posts: what is made of a file, what is refused in words, and that uploads never fill the disk."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stoppress.media import receiving, refusals, shelf
from stoppress.media.models import Picture, PictureState
from stoppress.media.receiving import forget_unused, receive
from stoppress.toolkit import clock
from tests.cast import member, open_scene
from tests.media import made
from tests.shots import a_shot, placed

pytestmark = pytest.mark.django_db


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name.partition("-")[2]: path.read_bytes() for path in sorted(folder.rglob("*-*"))}


def test_a_large_picture_is_kept_in_every_width_and_format(shelf_folder: Path) -> None:
    picture = receive(member("Alice"), made.picture((2000, 1500), kind="JPEG"))
    files = _files(shelf_folder)
    ends = [f"{width}.{suffix}" for width in (480, 800, 1200, 1800) for suffix in ("avif", "webp")]
    assert sorted(files) == sorted([*ends, "1200.jpg"])
    for end, body in files.items():
        width, _dot, suffix = end.partition(".")
        opened = Image.open(BytesIO(body))
        assert opened.size == (int(width), picture.height_at(int(width)))
        assert opened.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[suffix]
    assert (picture.widths, picture.jpeg_width) == ([480, 800, 1200, 1800], 1200)
    assert picture.jpeg_bytes == len(files["1200.jpg"])
    assert picture.byte_count == sum(map(len, files.values()))
    assert picture.state == PictureState.HIDDEN


def test_a_small_picture_is_not_blown_up(shelf_folder: Path) -> None:
    picture = receive(member("Alice"), made.picture((300, 200)))
    assert sorted(_files(shelf_folder)) == ["300.avif", "300.jpg", "300.webp"]
    assert (picture.width, picture.height, picture.widths) == (300, 200, [300])


def test_it_stands_upright_and_says_nothing_of_where_it_was_taken(shelf_folder: Path) -> None:
    picture = receive(member("Alice"), made.of_a_phone())
    assert (picture.width, picture.height) == (300, 400)
    for body in _files(shelf_folder).values():
        opened = Image.open(BytesIO(body))
        red, _green, blue = opened.convert("RGB").getpixel((150, 50))  # type: ignore[misc]
        assert red > blue, "what was above is above"
        assert not opened.getexif() and made.SECRET_WORDS.encode() not in body
        assert not {"exif", "icc_profile", "comment", "xmp"} & {
            name for name, value in opened.info.items() if value
        }


def test_what_a_phone_takes_is_read_and_its_place_is_not_kept(shelf_folder: Path) -> None:
    assert made.SECRET_WORDS.encode() in made.HEIC
    picture = receive(member("Alice"), made.HEIC)
    assert (picture.width, picture.height) == (400, 300)
    for body in _files(shelf_folder).values():
        opened = Image.open(BytesIO(body))
        red, _green, blue = opened.convert("RGB").getpixel((50, 150))  # type: ignore[misc]
        assert red > blue and not opened.getexif() and made.SECRET_WORDS.encode() not in body


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (made.SVG, refusals.WrongType, "SVG drawing"),
        (made.BROKEN_HEIC, refusals.Broken, "broken"),
        (made.HEIC + b"<script>alert(1)</script>", refusals.TwoInOne, "something else"),
        (b"", refusals.WrongType, "nothing in this file"),
        (b"%PDF-1.7 and more", refusals.WrongType, "no picture that we can read"),
        (made.png_that_is_a_zip(), refusals.TwoInOne, "something else"),
        (made.jpeg_with_a_page(), refusals.TwoInOne, "something else"),
        (made.gif_that_is_a_script(), refusals.TwoInOne, "something else"),
        (made.moving(2), refusals.TooManyFrames, "moves"),
        (made.bomb(30_000, 30_000), refusals.WrongSize, "too large"),
        (made.bomb(5_000, 5_000), refusals.Broken, "broken"),
        (made.picture((400, 300), kind="JPEG")[:900], refusals.Broken, "broken"),
        (made.picture((1_000, 150)), refusals.WrongSize, "too thin"),
        (made.picture((100, 100)), refusals.WrongSize, "too small"),
        (b"\xff" * 20_000_001, refusals.TooLarge, "20.0 MB; a picture may have 20 MB"),
    ],
)
def test_what_is_refused_is_told_in_words_and_leaves_nothing(
    shelf_folder: Path, data: bytes, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        receive(member("Alice"), data)
    assert not _files(shelf_folder) and not Picture.objects.exists()


@pytest.mark.parametrize("limit", [{"MOST_UNUSED": 1}, {"MOST_UNUSED_BYTES": 1}])
def test_who_sends_and_places_nothing_is_stopped(
    monkeypatch: pytest.MonkeyPatch, limit: dict[str, int]
) -> None:
    for name, value in limit.items():
        monkeypatch.setattr(receiving, name, value)
    alice, bob = member("Alice"), member("Bob")
    a_shot(alice)
    with pytest.raises(refusals.TooManyUnused, match="stand in no post yet"):
        receive(alice, made.picture())
    assert receive(bob, made.picture())


def test_the_last_of_the_disk_is_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_FREE_BYTES", 10**18)
    with pytest.raises(refusals.NoRoom, match="nearly full"):
        receive(member("Alice"), made.picture())


def test_what_no_post_took_is_forgotten_after_two_days(shelf_folder: Path) -> None:
    scene = open_scene()
    used, left = a_shot(scene.editor), a_shot(scene.editor)
    scene.publish(pictures=(placed(used),))
    assert forget_unused() == 0
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        assert forget_unused() == 1
    assert list(Picture.objects.all()) == [used]
    assert shelf.read(left.name(480)) is None and shelf.read(used.name(480))


def test_its_row_is_written_where_rows_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from stoppress.media import carrying

    carried: list[Any] = []

    def carry(work: Any) -> Any:
        carried.append(work)
        return work()

    carrying.carried_by(carry)
    try:
        receive(member("Alice"), made.picture())
    finally:
        carrying.carried_by(None)
    assert len(carried) == 1


def test_a_sending_that_is_repeated_is_one_picture(shelf_folder: Path) -> None:
    alice, data = member("Alice"), made.picture()
    first = receive(alice, data, sending="a name")
    assert receive(alice, data, sending="a name") == first, "no answer came, and it was sent again"
    other = receive(alice, made.picture((300, 200)), sending="a name")
    assert other.width == 300, "another file is another picture"
    bobs = receive(member("Bob"), data, sending="a name")
    assert len({first.secret, other.secret, bobs.secret}) == 3
    assert {path.name.partition("-")[0] for path in shelf_folder.rglob("*-*")} == set(
        Picture.objects.values_list("secret", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_picture_at_once_are_one_picture(
    monkeypatch: pytest.MonkeyPatch, shelf_folder: Path
) -> None:
    alice, data = member("Alice"), made.picture()
    develop, firsts = receiving.develop_all, []

    def overtaken(*order: Any) -> Any:
        files = develop(*order)
        if not firsts:
            firsts.append(None)
            firsts.append(receive(alice, data, sending="a name"))
        return files

    monkeypatch.setattr(receiving, "develop_all", overtaken)
    assert receive(alice, data, sending="a name") == firsts[1]
    assert Picture.objects.count() == 1
    assert {path.name.partition("-")[0] for path in shelf_folder.rglob("*-*")} == {firsts[1].secret}
