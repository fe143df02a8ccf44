"""What an alert says, made when it is sent from what the wire says then: what is not public any more cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from stoppress.alerts.models import Alert, Sort
from stoppress.stories.models import Phase
from stoppress.toolkit.languages import direction_of, interface_of
from stoppress.toolkit.text import first_words
from stoppress.wire import reading

_TITLE_LETTERS = 120
_BODY_LETTERS = 200
_URGENCY = {Sort.KEY_EVENT: "high", Sort.CORRECTION: "normal", Sort.WITHDRAWN: "normal", Sort.ENDED: "low"}
_IN_OUR_WORDS = {Sort.WITHDRAWN, Sort.ENDED}


@dataclass(frozen=True)
class Words:
    """A message: JSON for the service worker, and what it replaces."""

    body: bytes
    subject: str
    urgency: str


def words_of(alert: Alert) -> Words | None:
    """The message as things stand now; None when there is nothing to tell any more."""
    spoken = interface_of(alert.blog.language)
    with translation.override(spoken):
        said = _SAYING[Sort(alert.sort)](alert)
        if said is None:
            return None
        language = spoken if alert.sort in _IN_OUR_WORDS else alert.blog.language
        subject = f"{alert.blog.public_id} {alert.post.public_id if alert.post else ''}".strip()
        message = {
            **said,
            "sort": alert.sort,
            "tag": subject,
            "blog": alert.blog.address,
            "lang": language,
            "dir": direction_of(language),
            "icon": static("reader/icon-192.png"),
            "at": int(alert.made_at.timestamp() * 1000),
            "stop": _("Stop these messages"),
            "stopped": _("You will get no more messages about this coverage."),
        }
    return Words(msgspec.json.encode(message), subject, _URGENCY[Sort(alert.sort)])


def _key_event(alert: Alert) -> dict[str, Any] | None:
    post = _post(alert)
    if post is None or not post["is_key_event"]:
        return None
    title = first_words(post["title"] or post["text"], limit=_TITLE_LETTERS)
    return {"title": title, "body": alert.blog.headline, "url": _address(alert)}


def _correction(alert: Alert) -> dict[str, Any] | None:
    post = _post(alert)
    if post is None or not post["corrections"]:
        return None
    title = first_words(post["title"] or post["text"], limit=_TITLE_LETTERS)
    note = first_words(post["corrections"][-1]["note"], limit=_BODY_LETTERS)
    return {"title": _("Corrected: %s") % title, "body": note, "url": _address(alert)}


def _withdrawn(alert: Alert) -> dict[str, Any] | None:
    """Not a word of the post. One that was restored meanwhile is told of no more."""
    if _post(alert) is not None:
        return None
    words = _("Something that we told you of has been withdrawn.")
    return {"title": alert.blog.headline, "body": words, "url": alert.blog.address, "silent": True}


def _ended(alert: Alert) -> dict[str, Any] | None:
    if alert.blog.phase != Phase.CLOSED:
        return None
    words = _("The coverage has ended, and so do these messages.")
    return {"title": alert.blog.headline, "body": words, "url": alert.blog.address, "silent": True}


def _post(alert: Alert) -> dict[str, Any] | None:
    """What the wire says of the post, if it stands there and is not withdrawn."""
    part = reading.standing_part(alert.blog.wire, alert.post.part_key) if alert.post else None
    data: dict[str, Any] = msgspec.json.decode(part.data) if part else {}
    return data if data.get("state") == "published" else None


def _address(alert: Alert) -> str:
    return f"{alert.blog.address}p/{alert.post.public_id}/" if alert.post else alert.blog.address


_SAYING = {
    Sort.KEY_EVENT: _key_event,
    Sort.CORRECTION: _correction,
    Sort.WITHDRAWN: _withdrawn,
    Sort.ENDED: _ended,
}
