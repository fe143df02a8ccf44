"""A newsroom sees its own pictures before anybody else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings

from stoppress.media.keeping import keep_portrait, take_down
from tests.cast import member
from tests.media import made

pytestmark = pytest.mark.django_db


def test_a_hidden_picture_is_shown_to_its_newsroom_and_kept_nowhere(tmp_path: Path) -> None:
    alice, mallory = member("Alice"), member("Mallory", newsroom="The Arle Echo")
    with override_settings(DATA=tmp_path):
        picture = keep_portrait(alice.newsroom, alice, made.picture(), "Ines Varga, hydrologist")
        answer = _client(alice).get(picture.desk_address(192))
        assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (
            200,
            "image/webp",
            b"RIFF",
        )
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        theirs = _client(mallory).get(picture.desk_address(192))
        assert theirs.status_code == 404
        assert "There is no such picture" in theirs.text
        assert _client(alice).get(picture.desk_address(191)).status_code == 404
        take_down(picture)
        assert _client(alice).get(picture.desk_address(192)).status_code == 404


def _client(who: object) -> Client:
    client = Client()
    client.force_login(who)  # type: ignore[arg-type]
    return client
