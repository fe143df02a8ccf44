"""Reads the fixtures of this folder, and makes small pages for single quirks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from stoppress.importers.captured import Captured, CapturedPost
from stoppress.importers.reading import read_bytes

FIXTURES = Path(__file__).parent / "fixtures"


def captured(name: str, *, day: date | None = None, zone: str | None = None) -> Captured:
    """What reading this fixture gives."""
    return read_bytes((FIXTURES / name).read_bytes(), name, date=day, zone=zone)


def update(number: int, **more: Any) -> dict[str, Any]:
    """One update as JSON-LD, at a minute of its own."""
    return {
        "@type": "BlogPosting",
        "headline": f"Update number {number}",
        "datePublished": f"2031-05-01T10:{number:02d}:07+01:00",
        "articleBody": f"What happened at number {number}.",
        "url": f"https://www.moor.example.co.uk/live/fire#entry-{number:04d}",
        **more,
    }


def page(data: object, body: str = "", *, language: str = "en-GB") -> bytes:
    """A page with this JSON-LD (an object, or text as it stands) and this body."""
    script = data if isinstance(data, str) else json.dumps(data)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>Moor fire live</title>'
        f'<link rel="canonical" href="https://www.moor.example.co.uk/live/fire">'
        f'<script type="application/ld+json">{script}</script></head><body>{body}</body></html>'
    ).encode()


def live_blog(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A LiveBlogPosting with these updates."""
    return {
        "@type": "LiveBlogPosting",
        "headline": "Moor fire: live",
        "liveBlogUpdate": list(updates),
        **more,
    }


def posts_of(data: object, body: str = "") -> list[CapturedPost]:
    """The posts of such a page."""
    return list(read_bytes(page(data, body)).blog.posts)
