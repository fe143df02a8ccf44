"""Programs send pictures as they are, and name them in posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from stoppress.media.models import Picture
from tests.api.caller import Caller, read
from tests.media import made

POSTS = "/live-blogs/flood/posts"


@pytest.fixture(autouse=True)
def shelf_folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA=tmp_path):
        yield tmp_path / "media"


def _send(caller: Caller, data: bytes) -> str:
    sent = caller.post("/live-blogs/flood/pictures", data, content_type="image/png")
    assert sent.status_code == 201
    return str(read(sent)["picture"])


def test_a_picture_is_sent_placed_shown_and_taken_out(caller: Caller) -> None:
    picture = _send(caller, made.picture((900, 600)))
    placed = {"picture": picture, "alt": "A street", "credit": "Ada Marsh", "focus": [10, 20]}
    post = read(caller.post(POSTS, {"title": "Flood", "pictures": [placed]}))["post"]
    (shown,) = read(caller.get(f"{POSTS}/{post}"))["pictures"]
    assert (shown["id"], shown["alt"], shown["width"], shown["focus"]) == (picture, "A street", 900, [10, 20])
    assert {source["width"] for source in shown["sources"]} == {480, 800, 900}
    caller.patch(f"{POSTS}/{post}", {"title": "Floods", "version": 1})
    assert read(caller.get(f"{POSTS}/{post}"))["pictures"], "what is left out stays"
    caller.patch(f"{POSTS}/{post}", {"pictures": [], "version": 2})
    assert read(caller.get(f"{POSTS}/{post}"))["pictures"] == []


def test_what_is_wrong_is_told_by_its_field(caller: Caller) -> None:
    picture = _send(caller, made.picture())
    refused = caller.post(POSTS, {"title": "Flood", "pictures": [{"picture": picture}]})
    assert refused.status_code == 422
    assert {error["field"] for error in read(refused)["errors"]} == {"alt-0", "credit-0"}
    broken = caller.post("/live-blogs/flood/pictures", made.SVG, content_type="image/svg+xml")
    assert broken.status_code == 422 and "SVG drawing" in read(broken)["detail"]
    assert Picture.objects.count() == 1


def test_a_stranger_sends_nothing(stranger: Caller) -> None:
    sent = stranger.post("/live-blogs/flood/pictures", made.picture(), content_type="image/png")
    assert sent.status_code == 401 and not Picture.objects.exists()
