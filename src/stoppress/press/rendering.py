"""How every part is rendered: html in the language of the story, moments and addresses as machines read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.template.loader import render_to_string

from stoppress.press.languages import speaking, told_in
from stoppress.stories.models import LiveBlog


def render(name: str, context: object, blog: LiveBlog) -> str:
    """The template of this part, filled, in the interface's language for the live blog; `told` marks words in another one."""
    with speaking(blog.language):
        values = {"it": context, "told": told_in(blog.language)}
        return render_to_string(f"press/parts/{name}.html", values).strip()


def utc(at: datetime | None) -> str | None:
    """The moment in UTC, to the second."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def absolute(address: str) -> str:
    """The whole address; nothing of nothing."""
    return f"{settings.PUBLIC_URL}{address}" if address else ""


def as_json(data: dict[str, Any]) -> str:
    """The data of a part as it travels."""
    return msgspec.json.encode(data).decode()
