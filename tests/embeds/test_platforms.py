"""Which addresses are cards, what is asked about them, and what is read of the answers."""

from __future__ import annotations

import json

import pytest

from stoppress.embeds.platforms import FRAME_HOSTS, find
from stoppress.embeds.told import LONGEST_TEXT, read
from stoppress.toolkit import html


@pytest.mark.parametrize(
    ("address", "platform", "kept"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=4", "youtube", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("https://youtu.be/abcdefghijk?si=tracks", "youtube", "https://youtu.be/abcdefghijk"),
        ("https://m.youtube.com/shorts/abcdefghijk", "youtube", "https://www.youtube.com/shorts/abcdefghijk"),
        ("https://vimeo.com/123456789", "vimeo", "https://vimeo.com/123456789"),
        ("https://twitter.com/nobody/status/1234567890", "x", "https://x.com/nobody/status/1234567890"),
        ("https://bsky.app/profile/a.example/post/3kabcdefgh2z", "bluesky", "https://bsky.app/profile/a.example/post/3kabcdefgh2z"),
        ("https://www.instagram.com/p/AbCdEfGhIjK/?igsh=x", "instagram", "https://www.instagram.com/p/AbCdEfGhIjK/"),
        ("https://www.tiktok.com/@nobody/video/7123456789012345678", "tiktok", "https://www.tiktok.com/@nobody/video/7123456789012345678"),
        ("https://t.me/channel/42", "telegram", "https://t.me/channel/42"),
        ("https://datawrapper.dwcdn.net/AbCdE/3/", "datawrapper", "https://datawrapper.dwcdn.net/AbCdE/3/"),
        ("https://social.example/@nobody/109876543210987654", "mastodon", "https://social.example/@nobody/109876543210987654"),
    ],
)  # fmt: skip
def test_an_address_of_a_platform_is_known_and_kept_without_what_tracks(
    address: str, platform: str, kept: str
) -> None:
    found = find(address)
    assert found is not None
    assert (found.platform.name, found.address) == (platform, kept)
    assert found.asks.startswith("https://")
    assert not found.frame or found.frame.startswith(f"{FRAME_HOSTS[platform]}/")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/watch?v=abcdefghijk",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://user@youtube.com/watch?v=abcdefghijk",
        "https://youtube.com:8443/watch?v=abcdefghijk",
        "https://[::1/@a/12345678",
        "https://www.youtube.com/redirect?q=https%3A%2F%2Fexample.org",
        "https://www.youtube.com/playlist?list=PLabcdefghijk",
        "https://www.youtube.com/results?search_query=quay",
        "https://www.youtube.com/abcdefghijk",
        "https://www.youtube.com/playlist?v=abcdefghijk",
        "ftp://vimeo.com/123456789",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_none_is_none(address: str) -> None:
    assert find(address) is None


def test_of_a_message_its_words_are_read_and_nothing_of_its_markup() -> None:
    found = find("https://x.com/nobody/status/1234567890")
    assert found
    words = "<p>Water <b>rises</b><script>x()</script><br>at the quay</p>"
    html = f'<blockquote>{words}&mdash; N <a href="https://x.com">on X</a></blockquote>'
    told = read(found, json.dumps({"author_name": "Nobody", "html": html}).encode())
    assert (told.author, told.text) == ("Nobody", "Water rises\nat the quay")


def test_of_a_status_behind_a_warning_the_warning_alone_is_told() -> None:
    found = find("https://social.example/@nobody/109876543210987654")
    assert found
    said = {
        "account": {"display_name": "Nobody"},
        "content": "<p>Hidden</p>",
        "spoiler_text": "Violence",
        "media_attachments": [{"preview_url": "https://social.example/p.jpg"}],
    }
    told = read(found, json.dumps(said).encode())
    assert (told.author, told.title, told.text, told.picture) == ("Nobody", "Violence", "", "")


def test_of_a_page_its_own_head_is_read_and_cut() -> None:
    found = find("https://t.me/channel/42")
    assert found
    page = (
        '<meta property="og:title" content="Channel"><meta property="og:image" content="http://plain.example/x.jpg">'
        f'<meta property="og:description" content="{"word " * 400}">'
    )
    told = read(found, page.encode())
    assert told.author == "Channel" and told.picture == ""
    assert len(told.text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b'{"author_name": 7, "html": []}', b"[" * 100_000, b"\xff\xfe"]
)
def test_an_answer_that_tells_nothing_is_nothing(body: bytes) -> None:
    found = find("https://x.com/nobody/status/1234567890")
    assert found and not read(found, body).is_something


def test_of_endless_markup_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    clean = html.clean

    def noted(markup: str) -> str:
        lengths.append(len(markup))
        return clean(markup)

    monkeypatch.setattr(html, "clean", noted)
    status, message = (
        "https://social.example/@nobody/109876543210987654",
        "https://x.com/nobody/status/1234567890",
    )
    words = "<p>Water rises</p>" + "<p>x</p>" * 50_000
    for address, said in ((status, {"content": words}), (message, {"html": f"<blockquote>{words}"})):
        found = find(address)
        assert found and read(found, json.dumps(said).encode()).text.startswith("Water")
    assert len(lengths) == 2 and max(lengths) <= 20_000
