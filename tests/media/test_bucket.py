"""Pictures in a bucket: written whole or not at all, read by us alone, gone when they are erased."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import pytest
from django.test import override_settings

from stoppress.media import bucket, finding, shelf
from stoppress.media.keeping import erase_what_nobody_holds, make_public, take_down
from stoppress.media.models import Picture
from stoppress.media.receiving import receive
from stoppress.media.refusals import NoRoom
from stoppress.toolkit import ids
from tests.cast import member
from tests.media import made
from tests.media.buckets import Bucket, a_bucket

pytest.importorskip("obstore", reason="The client for buckets is an extra.")
pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setattr(finding, "close_old_connections", lambda: None)  # the test's transaction is in it
    with a_bucket() as there:
        told = {
            "bucket": "pictures",
            "prefix": "flood",
            "endpoint": there.address,
            "region": "",
            "key": "a key",
            "secret": "a secret",
        }
        bucket._store.cache_clear()
        bucket._held.clear()
        with override_settings(PICTURES_BUCKET=told):
            yield there
        bucket._store.cache_clear()


def test_a_picture_lies_in_the_bucket_and_is_read_by_us(pictures: Bucket) -> None:
    picture = receive(member("Alice"), made.picture())
    assert sorted(pictures.files) == [
        f"flood/{picture.secret[:2]}/{picture.name(400, suffix)}" for suffix in ("avif", "jpg", "webp")
    ]
    assert finding.for_everybody(picture.name(400)).body == b"", "hidden, wherever it lies"
    make_public(picture)
    bucket._held.clear()
    found = finding.for_everybody(picture.name(400, "avif"))
    assert (found.media_type, found.body[4:12]) == ("image/avif", b"ftypavif")
    assert pictures.signed == {True}


def test_what_is_erased_is_gone_from_there(pictures: Bucket) -> None:
    alice = member("Alice")
    picture, other = receive(alice, made.picture()), receive(alice, made.picture())
    shelf.erase(picture.secret)
    shelf.erase(picture.secret)
    assert all(other.secret in path for path in pictures.files) and len(pictures.files) == 3
    assert shelf.read(picture.name(400)) is None
    take_down(other)
    erase_what_nobody_holds()
    assert len(pictures.files) == 3, "its files are of the future: younger than an hour"


def test_a_file_that_is_not_there_is_none(pictures: Bucket) -> None:
    assert shelf.read(f"{ids.secret(26)}-480.webp") is None


def test_a_storage_that_fails_is_told_in_words_and_leaves_no_row(pictures: Bucket) -> None:
    pictures.is_broken = True
    with pytest.raises(NoRoom, match="could not be written"):
        receive(member("Alice"), made.picture())
    assert not Picture.objects.exists()


def test_a_storage_that_is_down_while_one_looks_is_no_missing_picture(pictures: Bucket) -> None:
    picture = receive(member("Alice"), made.picture())
    make_public(picture)
    bucket._held.clear()
    pictures.is_broken = True
    with pytest.raises(OSError, match="storage of pictures"):
        finding.for_everybody(picture.name(400))
    pictures.is_broken = False
    assert finding.for_everybody(picture.name(400)).body


def test_what_is_held_is_held_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(OrderedDict[str, bytes]):
        def __setitem__(self, name: str, body: bytes) -> None:
            assert bucket._holding.locked()
            super().__setitem__(name, body)

        def __delitem__(self, name: str) -> None:
            assert bucket._holding.locked()
            super().__delitem__(name)

        def move_to_end(self, name: str, last: bool = True) -> None:
            assert bucket._holding.locked()
            super().move_to_end(name, last)

        def __iter__(self) -> Iterator[str]:
            assert bucket._holding.locked()
            return super().__iter__()

    held = Watched()
    monkeypatch.setattr(bucket, "_held", held)
    monkeypatch.setattr(bucket, "_HELD_BYTES", 3)
    monkeypatch.setattr(bucket, "_listed", lambda _prefix: iter(()))
    for name in ("a-96.webp", "b-96.webp"):
        bucket._hold(name, b"xx")
    assert bucket.read("b-96.webp") == b"xx"
    bucket.erase("b")
    assert len(held) == 0
