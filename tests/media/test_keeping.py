"""A portrait is kept whole or not at all, under a name that nobody guesses."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from django.db import DatabaseError

from stoppress.media import shelf
from stoppress.media.keeping import erase_what_nobody_holds, keep_portrait, make_public, take_down
from stoppress.media.models import Picture, PictureState
from stoppress.media.refusals import BadAlt, BadCredit, NoRoom, PictureRefused, TooLarge
from tests.cast import member
from tests.media import made

pytestmark = pytest.mark.django_db


def _kept() -> Picture:
    alice = member("Alice")
    return keep_portrait(alice.newsroom, alice, made.picture(), "Ines Varga, hydrologist", credit="Courier")


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_portrait_is_kept_hidden_with_its_words_and_two_files(shelf_folder: Path) -> None:
    picture = _kept()
    fresh = Picture.objects.get(pk=picture.pk)
    assert (fresh.state, fresh.alt, fresh.credit) == (
        PictureState.HIDDEN,
        "Ines Varga, hydrologist",
        "Courier",
    )
    assert (fresh.width, fresh.height, fresh.made_by.name) == (192, 192, "Alice")
    assert _files(shelf_folder) == [picture.name(192), picture.name(96)]
    assert picture.address(96) == f"/media/{picture.secret}-96.webp"


def test_its_name_cannot_be_guessed() -> None:
    """PROMISES E4: 26 letters out of 32 are 130 bits."""
    alice = member("Alice")
    names = {keep_portrait(alice.newsroom, alice, made.picture(), "A face").secret for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) == 26 and shelf.NAME.fullmatch(f"{name}-96.webp") for name in names)


def test_the_files_are_for_the_server_alone(shelf_folder: Path) -> None:
    _kept()
    for path in [shelf_folder, *shelf_folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_the_files_are_on_the_disk_before_the_row_is(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, save, replace = os.fsync, Picture.save, Path.replace

    def noted_sync(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_replace(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    def noted_save(picture: Picture, *args: object) -> None:
        done.append("row")
        save(picture)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    monkeypatch.setattr(Picture, "save", noted_save)
    _kept()
    assert done[-6:] == ["file", "name", "file", "name", "folder", "row"]


@pytest.mark.parametrize(
    ("data", "alt", "credit", "kind", "field", "words"),
    [
        (b"x" * 1_000_001, "A face", "", TooLarge, "picture", "1.0 MB; a portrait may have 1 MB"),
        (b"x" * 25_000_000, "A face", "", TooLarge, "picture", "25.0 MB; a portrait may have 1 MB"),
        (made.SVG, "A face", "", PictureRefused, "picture", "Export it as PNG"),
        (made.picture(), " ", "", BadAlt, "alt", "Say in a few words"),
        (made.picture(), "x" * 301, "", BadAlt, "alt", "at most 300"),
        (made.picture(), "A\x00face", "", BadAlt, "alt", "control characters"),
        (made.picture(), "A face", "x" * 201, BadCredit, "credit", "at most 200"),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_belongs_and_leaves_nothing(
    data: bytes, alt: str, credit: str, kind: type[PictureRefused], field: str, words: str, shelf_folder: Path
) -> None:
    alice = member("Alice")
    with pytest.raises(kind, match=words) as refused:
        keep_portrait(alice.newsroom, alice, data, alt, credit=credit)
    assert refused.value.field == field
    assert not Picture.objects.exists()
    assert _files(shelf_folder) == []


def test_a_full_disk_is_told_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, shelf_folder: Path) -> None:
    written = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom, match="disk is full"):
        _kept()
    assert not Picture.objects.exists()
    assert _files(shelf_folder) == []


def test_no_file_stays_when_the_row_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, shelf_folder: Path
) -> None:
    def locked(*_args: object, **_more: object) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(Picture, "save", locked)
    with pytest.raises(DatabaseError):
        _kept()
    assert _files(shelf_folder) == []


def test_what_was_taken_down_loses_words_and_files_and_does_not_come_back(shelf_folder: Path) -> None:
    picture = _kept()
    make_public(picture)
    assert picture.state == PictureState.PUBLIC
    take_down(picture)
    shelf.erase(picture.secret)
    make_public(picture)
    assert (picture.state, picture.alt, picture.credit) == (PictureState.TAKEN_DOWN, "", "")
    assert _files(shelf_folder) == []


def test_files_that_no_picture_holds_are_removed_after_an_hour(shelf_folder: Path) -> None:
    held, lost, gone = _kept(), "a" * 26, "b" * 26
    for secret in (lost, gone):
        shelf.put(secret, {"96.webp": b"pixels"})
    take_down(_with_secret(gone))
    erase_what_nobody_holds()
    assert len(_files(shelf_folder)) == 4, "they might be somebody's in a moment"
    for path in shelf_folder.rglob("*.webp"):
        os.utime(path, (time.time() - 7_200,) * 2)
    erase_what_nobody_holds()
    assert _files(shelf_folder) == [held.name(192), held.name(96)]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "../stoppress.sqlite3",
        f"../{'a' * 26}-96.webp",
        f"{'a' * 26}-96.webp\n",
        f"{'a' * 26}-096.webp",
        f"{'a' * 26}-96.webp.part",
        f"{'a' * 24}/..-96.webp",
        f"{'A' * 26}-96.webp",
        f"{'a' * 25}-96.webp",
    ],
)
def test_nothing_but_a_name_of_ours_is_looked_for_on_the_disk(name: str) -> None:
    assert shelf.read(name) is None


def _with_secret(secret: str) -> Picture:
    alice = member("Bob")
    picture = keep_portrait(alice.newsroom, alice, made.picture(), "A face")
    shelf.erase(picture.secret)
    picture.secret = secret
    picture.save()
    return picture
